#include "rivalry/io/result_reader.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "checked.hpp"
#include "extent.hpp"
#include "provenance.hpp"
#include "result_file.hpp"
#include "writer_mark.hpp"

namespace rivalry {

namespace {

using hdf5::Handle;

std::string optional_text(hid_t object, const char* name) {
  return hdf5::has_attribute(object, name) ? hdf5::read_text(object, name) : "";
}

ResultInfo::Variable read_variable(hid_t file, const Inventory::Variable& known, const Extent& extent) {
  const Handle data_set = open_variable(file, known);
  ResultInfo::Variable variable{.name = known.name,
                                .type = known.type == "text" ? "string" : known.type,
                                .dims = known.dims,
                                .shape = {},
                                .unit = {},
                                .long_name = {}};
  for (const hsize_t size : extent.shape(known, data_set)) variable.shape.push_back(static_cast<std::int64_t>(size));
  variable.unit = optional_text(data_set, "units");
  variable.long_name = optional_text(data_set, "long_name");
  variable.stored_bytes = static_cast<std::int64_t>(H5Dget_storage_size(data_set));
  return variable;
}

std::vector<double> read_line(hid_t file, const Inventory::Variable& variable, std::int64_t size) {
  std::vector<double> values(static_cast<std::size_t>(size));
  read_cells(open_variable(file, variable), variable.path(), {0}, {values.size()}, values);
  return values;
}

ResultInfo::Group read_group(hid_t file, const Inventory& inventory, const std::string& name, const Extent& extent) {
  ResultInfo::Group group{.name = name, .variables = {}};
  for (const Inventory::Variable& variable : inventory.of(name)) {
    if (variable.type == "dimension") continue;
    group.variables.push_back(read_variable(file, variable, extent));
    group.stored_bytes += group.variables.back().stored_bytes;
  }
  return group;
}

/// Counts that are not known, which are -1 in the file, become NaN.
std::vector<double> known(std::vector<double> values, const ResultInfo::Variable& variable) {
  if (!variable.type.starts_with("float")) std::ranges::replace(values, -1.0, std::numeric_limits<double>::quiet_NaN());
  return values;
}

/// Hands over the variables of a group that have one value along a dimension, with these.
template <class Take>
void read_lines(hid_t file, const Inventory& inventory, const ResultInfo& info, const std::string& name,
                const std::string& dim, Take take) {
  for (const ResultInfo::Group& group : info.groups) {
    if (group.name != name) continue;
    for (const ResultInfo::Variable& variable : group.variables)
      if (variable.dims == std::vector{dim} && variable.name != dim)
        take(variable, known(read_line(file, *inventory.find(name, variable.name), variable.shape[0]), variable));
  }
}

std::int64_t planned_periods(hid_t file) {
  return hdf5::has_attribute(file, "periods") ? static_cast<std::int64_t>(hdf5::read_integer(file, "periods")) : 0;
}

}  // namespace

void read_attributes(hid_t file, ResultInfo& info) {
  using hdf5::read_integer, hdf5::read_text;
  info.format_version = static_cast<std::int64_t>(read_integer(file, "format_version"));
  info.program_version = read_text(file, "program_version");
  info.commit = read_text(file, "commit");
  info.compiler = read_text(file, "compiler");
  info.host = read_text(file, "host");
  info.identity = optional_text(file, "identity");
  info.rules = optional_text(file, "decision_rules");
  info.started = read_text(file, "started");
  info.ended = read_text(file, "ended");
  info.threads = static_cast<std::int64_t>(read_integer(file, "threads"));
  info.seed = read_integer(file, "seed");
  info.replicate = read_integer(file, "replicate");
  info.scenario = read_text(file, "scenario");
  info.scenario_name = read_text(file, "scenario_name");
  info.question = read_text(file, "question");
  info.planned_periods = planned_periods(file);
  info.repaired = optional_text(file, "repaired");
}

ResultInfo read_result_info(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const bool being_written = is_being_written(path);  // first: what ends meanwhile is found in the file
  const auto [file, inventory] = open_result(path);
  try {
    const Extent extent(file, inventory);
    ResultInfo info;
    info.being_written = being_written;
    info.complete = extent.complete();
    info.periods = extent.periods();
    info.file_bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
    read_attributes(file, info);
    for (const std::string& name : inventory.groups()) info.groups.push_back(read_group(file, inventory, name, extent));
    info.additions = additions(file, inventory);
    read_lines(file, inventory, info, "summary", "run",
               [&](const ResultInfo::Variable& variable, std::vector<double> values) {
                 if (!values.empty())
                   info.summary.push_back({variable.name, variable.unit, variable.long_name, values.front()});
               });
    read_lines(file, inventory, info, "market", "period",
               [&](const ResultInfo::Variable& variable, std::vector<double> values) {
                 info.market.push_back({variable.name, variable.unit, variable.long_name, std::move(values)});
               });
    return info;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

ResultInfo read_result_head(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const auto [file, inventory] = open_result(path);
  try {
    ResultInfo info;
    const Extent extent(file, inventory);
    info.complete = extent.complete();
    read_attributes(file, info);
    for (const Inventory::Variable& variable : inventory.variables())
      extent.shape(variable, open_variable(file, variable));
    return info;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

ResultProgress read_result_progress(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  ResultProgress progress;
  progress.being_written = is_being_written(path);
  const auto [file, inventory] = open_result(path);
  try {
    const Extent extent(file, inventory);
    progress.complete = extent.complete();
    progress.ended = progress.complete || !hdf5::read_text(file, "ended").empty();
    progress.periods = extent.periods();
    progress.planned_periods = planned_periods(file);
    if (progress.periods == 0) return progress;
    const auto series = [&](const char* name) {
      const Inventory::Variable* variable = inventory.find("market", name);
      if (variable == nullptr) throw hdf5::Failure(fmt::format("/market/{} is missing", name));
      return read_line(file, *variable, progress.periods);
    };
    const std::vector<double> adopted = series("adopted");
    progress.innovations = static_cast<std::int64_t>(std::accumulate(adopted.begin(), adopted.end(), 0.0));
    progress.firms = static_cast<std::int64_t>(series("firms").back());
    progress.hhi = series("hhi").back();
    progress.price = series("price_index").back();
    return progress;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

bool holds_sweep(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const Handle file = open_result(path, Contents::either).file;
  return hdf5::read_text(file, "format") == sweep_format;
}

SweepInfo read_sweep_info(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const auto [file, inventory] = open_result(path, Contents::sweep);
  try {
    const auto number = [&](const char* name) { return static_cast<std::int64_t>(hdf5::read_integer(file, name)); };
    const auto text = [&](const char* name) { return hdf5::read_text(file, name); };
    SweepInfo info{.name = text("sweep_name"),
                   .question = text("question"),
                   .program_version = text("program_version"),
                   .commit = text("commit"),
                   .plan = text("plan"),
                   .failures = text("failures"),
                   .model_version = number("model_version"),
                   .points = number("points"),
                   .planned_runs = number("planned_runs"),
                   .failed_runs = number("failed_runs"),
                   .complete = number("complete") != 0,
                   .file_bytes = static_cast<std::int64_t>(std::filesystem::file_size(path)),
                   .groups = {},
                   .additions = {}};
    const Extent extent(file, inventory);
    for (const std::string& name : inventory.groups()) info.groups.push_back(read_group(file, inventory, name, extent));
    info.additions = additions(file, inventory);
    for (const ResultInfo::Group& group : info.groups)
      if (group.name == "runs" && !group.variables.empty()) info.runs = group.variables.front().shape.at(0);
    return info;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

std::string read_result_scenario(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const Handle file = open_result(path, Contents::either).file;
  try {
    return hdf5::read_text(file, "scenario");
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

}  // namespace rivalry
