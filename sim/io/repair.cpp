#include "rivalry/io/repair.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <span>

#include <fmt/format.h>
#include <sys/stat.h>

#include "checked.hpp"
#include "chunk_codec.hpp"
#include "chunk_store.hpp"
#include "extent.hpp"
#include "growing_file.hpp"
#include "provenance.hpp"
#include "result_file.hpp"
#include "rivalry/run/observables.hpp"
#include "rivalry/version.hpp"
#include "series_recorder.hpp"
#include "target_file.hpp"
#include "writer_mark.hpp"

namespace rivalry {

namespace {

namespace fs = std::filesystem;
using hdf5::Handle;

/// A data set of a result: what counts of it, and what of that cannot be read.
struct Part {
  Inventory::Variable variable;
  std::vector<hsize_t> present, shape;
  std::vector<Chunk> damaged;
  std::size_t chunks = 0;
};

std::size_t product(const std::vector<hsize_t>& lengths) {
  return std::accumulate(lengths.begin(), lengths.end(), std::size_t{1}, std::multiplies<>());
}

bool is_sound(hid_t data_set, const Chunk& chunk, const std::vector<hsize_t>& shape) {
  std::vector<hsize_t> lengths(chunk.lengths);
  for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = std::min(lengths[i], shape[i] - chunk.start[i]);
  std::vector<std::uint64_t> cells(product(lengths));
  try {
    read_cells(data_set, "", chunk.start, lengths, cells);
    return true;
  } catch (const hdf5::Failure&) {
    return false;
  }
}

Part look_at(hid_t file, const Inventory::Variable& variable, const Extent& extent) {
  const Handle data_set = open_variable(file, variable);
  Part part{variable, hdf5::shape(data_set), extent.shape(variable, data_set), {}, 0};
  if (variable.type == "text") {
    hdf5::read_texts(data_set, variable.path());
    return part;
  }
  const std::vector<Chunk> chunks = chunks_within(data_set, std::vector<hsize_t>(part.shape.size(), 0), part.shape);
  part.chunks = chunks.size();
  for (const Chunk& chunk : chunks)
    if (!is_sound(data_set, chunk, part.shape)) part.damaged.push_back(chunk);
  return part;
}

std::vector<Part> look_at_all(const OpenResult& result, const Extent& extent) {
  std::vector<Part> parts;
  for (const Inventory::Variable& variable : result.inventory.variables())
    parts.push_back(look_at(result.file, variable, extent));
  return parts;
}

Element element_of(hid_t data_set) {
  const Handle type(H5Dget_type(data_set), H5Tclose, "a data set cannot be read");
  if (H5Tget_class(type) == H5T_FLOAT) return Element::real;
  switch (H5Tget_size(type)) {
    case 1:
      return Element::int8;
    case 2:
      return Element::int16;
    case 4:
      return Element::int32;
    default:
      return Element::int64;
  }
}

/// Puts missing values in place of a chunk that cannot be read.
void blank(hid_t data_set, const Chunk& chunk) {
  const Element element = element_of(data_set);
  const std::vector<std::uint64_t> cells(product(chunk.lengths), fill_of(element));
  const EncodedChunk encoded = ChunkCodec(element, 1, 1).encode_open(cells);
  write_chunk(data_set, chunk.start, encoded);
}

void mend(hid_t file, const Part& part) {
  const Handle data_set = open_variable(file, part.variable);
  for (const Chunk& chunk : part.damaged) blank(data_set, chunk);
  if (part.shape != part.present) shorten(data_set, part.shape);
}

/// Firms that left behind the last period that counts are alive.
void revive(hid_t file, const Inventory::Variable& exit_period, std::int64_t periods) {
  std::vector<std::int64_t> exits = read_integers(file, exit_period);
  if (std::ranges::none_of(exits, [&](std::int64_t period) { return period > periods; })) return;
  for (std::int64_t& period : exits)
    if (period > periods) period = -1;
  const Handle data_set = open_variable(file, exit_period);
  hdf5::check(H5Dwrite(data_set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, exits.data()),
              "a data set cannot be written");
}

/// The series of the market as the run itself kept them; nothing if this version has others.
std::optional<History> history_of(hid_t file, const std::vector<Part>& parts, std::int64_t periods) {
  const auto count = static_cast<std::size_t>(periods);
  std::vector<std::vector<double>> series;
  for (const auto& observable : market_observables()) {
    const auto part = std::ranges::find_if(
        parts, [&](const Part& each) { return each.variable.path() == "/market/" + std::string(observable.name); });
    if (part == parts.end() && observable.presence.holds != nullptr) {  // of a scenario that has it not
      series.emplace_back(count, std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    if (part == parts.end() || !part->damaged.empty()) return {};
    series.emplace_back(count);
    read_cells(open_variable(file, part->variable), part->variable.path(), {0}, {count}, series.back());
  }
  History history;
  std::vector<double> row(series.size());
  for (std::size_t period = 0; period < count; ++period) {
    std::ranges::transform(series, row.begin(), [&](const auto& values) { return values[period]; });
    history.append(row);
  }
  return history;
}

bool has_summary(const std::vector<Part>& parts) {
  return std::ranges::any_of(
      parts, [](const Part& part) { return part.variable.path() == "/summary/run" && part.shape[0] > 0; });
}

void write_summary(hid_t file, const History& history) {
  Pipeline pipeline(std::size_t{1} << 20, 1);
  SummaryRecorder summary({file, Structure::open}, pipeline);
  std::vector<double> figures;
  for (const auto& observable : summary_observables()) figures.push_back(observable.value(history));
  summary.record(hdf5::read_integer(file, "replicate"), figures);
  pipeline.drain();
}

std::string modification_time(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? time_stamp(status.st_mtime) : time_stamp();
}

std::string words_for(const RepairReport& report) {
  std::string words = fmt::format("by rivalry {}", build_information().version);
  if (report.was_left_open) words += fmt::format("; cut off after period {}", report.periods);
  for (const RepairReport::Damage& damage : report.damage)
    words += fmt::format("; {} of {} chunks of {} are missing", damage.chunks, damage.of, damage.data_set);
  return words;
}

/// Turns the copy of a result into an ordinary file.
void mend_file(const fs::path& path, const std::vector<Part>& parts, RepairReport& report, const std::string& ended) {
  Handle file = open_private(path);
  for (const Part& part : parts) mend(file, part);
  for (const Part& part : parts)
    if (!report.complete && part.variable.path() == "/firms/exit_period") revive(file, part.variable, report.periods);
  if (!report.has_summary && report.periods > 0) {
    if (const std::optional<History> history = history_of(file, parts, report.periods)) {
      write_summary(file, *history);
      report.has_summary = true;
    }
  }
  if (hdf5::read_text(file, "ended").empty()) hdf5::replace_attribute(file, "ended", ended);
  if (hdf5::has_attribute(file, "repaired")) H5Adelete(file, "repaired");
  hdf5::write_attribute(file, "repaired", words_for(report));
  file.close("cannot be written to the end");
}

void copy_bytes(const fs::path& from, const TargetFile& to) {
  std::error_code error;
  fs::copy_file(from, to.place(), fs::copy_options::overwrite_existing, error);
  if (error) throw OutputError(to.path(), "cannot be written", error.message(), remedy_for(error.message()));
}

[[noreturn]] void refuse_to_repair(const fs::path& path, const hdf5::Failure& failure) {
  throw DamagedResult(path, std::string("cannot be repaired: ") + failure.what(), failure.cause(),
                      "copy it again or repeat the run");
}

std::string list(const std::vector<RepairReport::Damage>& damage) {
  std::string text;
  for (const auto& each : damage) text += (text.empty() ? "" : ", ") + each.data_set;
  return text;
}

}  // namespace

RepairReport repair_result(const fs::path& path, const std::optional<fs::path>& copy, bool overwrite) {
  const hdf5::Silence silence;
  if (is_being_written(path))
    throw ResultError(path, "is being written by a run", "",
                      "look at it with `rivalry info`, and repair it if it dies");
  RepairReport report;
  std::vector<Part> parts;
  try {
    const OpenResult result = open_result(path);
    const Extent extent(result.file, result.inventory);
    ResultInfo whole;
    read_attributes(result.file, whole);  // nothing saves a result that does not say what it is of
    parts = look_at_all(result, extent);
    report.complete = extent.complete();
    report.periods = extent.periods();
    report.was_left_open = hdf5::is_left_open(path);
    report.has_summary = has_summary(parts);
  } catch (const hdf5::Failure& failure) {
    refuse_to_repair(path, failure);
  }
  for (const Part& part : parts) {
    report.chunks += static_cast<std::int64_t>(part.chunks);
    if (!part.damaged.empty())
      report.damage.push_back({part.variable.path(), std::ssize(part.damaged), static_cast<std::int64_t>(part.chunks)});
  }
  if (report.damage.empty() && !report.was_left_open) return report;
  if (!report.damage.empty() && !copy)
    throw DamagedResult(path, "is damaged in " + list(report.damage), "",
                        "copy it again, or save the rest with -o COPY");

  TargetFile target(copy.value_or(path), copy ? overwrite : true);
  copy_bytes(path, target);
  try {
    mend_file(target.place(), parts, report, modification_time(path));
    const OpenResult result = open_result(target.place());
    for (const Part& part : look_at_all(result, Extent(result.file, result.inventory)))
      if (!part.damaged.empty()) throw hdf5::Failure(part.variable.path() + " could not be mended");
  } catch (const hdf5::Failure& failure) {
    if (!failure.is_of_system()) refuse_to_repair(path, failure);  // damage where nothing that counts was looked at
    throw OutputError(target.path(), "cannot be written", failure.reason(), remedy_for(failure.reason()));
  }
  target.publish();
  target.synchronise();
  report.written = target.path();
  return report;
}

void discard_unfinished(const fs::path& target, pid_t process) {
  std::error_code absent;
  fs::remove(TargetFile::temporary(target, process), absent);
}

}  // namespace rivalry
