#include "rivalry/sweep/merge.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <deque>
#include <limits>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "io/chunk_codec.hpp"
#include "io/data_set.hpp"
#include "io/group_writer.hpp"
#include "io/hdf5.hpp"
#include "io/provenance.hpp"
#include "io/target_file.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/scenario/write.hpp"
#include "rivalry/text/csv.hpp"
#include "rivalry/version.hpp"
#include "run_table.hpp"
#include "small_file.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

constexpr hsize_t chunk_rows = 8192;
constexpr hsize_t series_chunk_cells = hsize_t{1} << 17;

/// A data set whose first dimension grows row by row; a chunk is held in memory.
class Column {
 public:
  /// @param row  length of a row; nothing where a row is one cell and has no dimension of its own
  Column(const Place& group, const VariableSchema& schema, const Dimensions& dims, hsize_t rows,
         std::optional<hsize_t> row = {})
      : set_(group, schema, dims, lengths_of(rows, row)), codec_(set_.codec()), rows_(rows), row_(row) {}
  Column(const Dimension& dimension, Element element, hsize_t rows)
      : set_(dimension, element, rows, 1), codec_(set_.codec()), rows_(rows) {}

  hid_t id() const { return set_.id(); }
  void add(std::span<const std::uint64_t> cells) {
    cells_.insert(cells_.end(), cells.begin(), cells.end());
    if (cells_.size() == cells_of(rows_)) put();
  }
  void add(std::uint64_t cell) { add(std::span(&cell, 1)); }
  void finish() {
    if (!cells_.empty()) put();
  }

 private:
  static std::vector<hsize_t> lengths_of(hsize_t first, std::optional<hsize_t> second) {
    return second ? std::vector<hsize_t>{first, *second} : std::vector<hsize_t>{first};
  }
  std::size_t cells_of(hsize_t rows) const { return rows * row_.value_or(1); }
  void put() {
    const hsize_t rows = cells_.size() / cells_of(1);
    const bool is_full = rows == rows_;
    cells_.resize(cells_of(rows_), set_.fill());
    set_.grow(lengths_of(chunks_ * rows_ + rows, row_));
    const std::vector<hsize_t> number = lengths_of(chunks_, row_ ? std::optional<hsize_t>(0) : std::nullopt);
    set_.put(number, is_full ? codec_.encode(cells_) : codec_.encode_open(cells_));
    cells_.clear();
    ++chunks_;
  }
  DataSet set_;
  ChunkCodec codec_;
  hsize_t rows_;
  std::optional<hsize_t> row_;
  hsize_t chunks_ = 0;
  std::vector<std::uint64_t> cells_;
};

VariableSchema schema_of(const RunColumn& column, const char* dimension) {
  VariableSchema schema{
      column.name, column.unit, column.long_name, column.definition, Element::real, {dimension}, {}, 0};
  if (column.kind == RunColumn::Kind::integer) schema.element = Element::int64;
  if (column.kind == RunColumn::Kind::code) {
    constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::int16_t>::max());
    schema.element = column.labels.size() <= most ? Element::int16 : Element::int32;
    schema.flags = column.labels;
  }
  return schema;
}

VariableSchema number_coordinate(const char* name, const char* definition) {
  return {name, "1", name, definition, Element::int64, {name}, {}, 0};
}

void add_column(std::deque<Column>& columns, const Place& group, const RunColumn& column, const char* name,
                const Dimension& dimension) {
  const Column& added = columns.emplace_back(group, schema_of(column, name), Dimensions{&dimension}, chunk_rows);
  if (!column.part_of.empty()) hdf5::write_attribute(added.id(), "part_of", column.part_of);
}

/// The table of runs and their series.
class RunsGroup {
 public:
  RunsGroup(const Place& file, RunTable& table)
      : table_(table),
        group_(file, "runs", "One row a run: factors and outcomes"),
        run_(group_.add_growing(number_coordinate("run", "Number of the run: its place in the order of runs."),
                                chunk_rows)) {
    columns_.emplace_back(run_, Element::int64, chunk_rows);
    for (const RunColumn& column : table.columns()) add_column(columns_, group_.place(), column, "run", run_);
  }
  void add(const Row& row) {
    table_.cells(row, cells_);
    columns_[0].add(static_cast<std::uint64_t>(row.number));
    for (std::size_t i = 0; i < cells_.size(); ++i) columns_[i + 1].add(cells_[i]);
  }
  void finish() {
    for (Column& column : columns_) column.finish();
  }
  const std::vector<std::uint64_t>& cells() const { return cells_; }  ///< of the last row

 private:
  RunTable& table_;
  GroupWriter group_;
  const Dimension& run_;
  std::deque<Column> columns_;
  std::vector<std::uint64_t> cells_;
};

class SeriesGroup {
 public:
  SeriesGroup(const Place& file, const Sweep& sweep, std::size_t longest)
      : variables_(sweep.series.size()), periods_(variables_ > 0 ? longest / variables_ : 0) {
    if (periods_ == 0) return;
    const hsize_t rows = std::clamp<hsize_t>(series_chunk_cells / hsize_t{periods_}, 1, chunk_rows);
    group_ = std::make_unique<GroupWriter>(file, "series", "Series of the market, run by run");
    const Dimension& run = group_->add_growing(number_coordinate("run", "Number of the run."), rows);
    const Dimension& period = group_->add_counted(period_coordinate(), static_cast<std::int64_t>(periods_));
    columns_.emplace_back(run, Element::int64, rows);
    for (const std::string& name : sweep.series) {
      const auto& table = market_observables();
      const auto found = std::ranges::find_if(table, [&](const auto& one) { return one.name == name; });
      VariableSchema schema = rivalry::schema_of(*found);
      schema.dims = {"run", "period"};
      schema.element = Element::real;  // missing where a run ended early
      columns_.emplace_back(group_->place(), schema, Dimensions{&run, &period}, rows, periods_);
    }
  }
  void add(const Row& row) {
    if (periods_ == 0) return;
    columns_[0].add(static_cast<std::uint64_t>(row.number));
    const std::size_t length = row.series.size() / variables_;
    for (std::size_t variable = 0; variable < variables_; ++variable) {
      cells_.assign(periods_, fill_of(Element::real));
      for (std::size_t period = 0; period < std::min(length, periods_); ++period)
        cells_[period] = std::bit_cast<std::uint64_t>(row.series[variable * length + period]);
      columns_[variable + 1].add(cells_);
    }
  }
  void finish() {
    for (Column& column : columns_) column.finish();
  }

 private:
  std::size_t variables_, periods_;
  std::unique_ptr<GroupWriter> group_;
  std::deque<Column> columns_;
  std::vector<std::uint64_t> cells_;
};

/// The points of the design with their factors and replicates.
void write_points(const Place& file, const Plan& plan, RunTable& table, const Decisions& decisions) {
  GroupWriter group(file, "points", "One row a point of the design");
  const Dimension& point = group.add_growing(number_coordinate("point", "Point of the design, from 0."), chunk_rows);
  std::deque<Column> columns;
  columns.emplace_back(point, Element::int64, chunk_rows);
  for (const RunColumn& column : table.factors().columns()) add_column(columns, group.place(), column, "point", point);
  columns.emplace_back(
      group.place(),
      VariableSchema{"replicates", "1", "replicates", "Of the point, as decided.", Element::int64, {"point"}, {}, 0},
      Dimensions{&point}, chunk_rows);
  std::vector<std::uint64_t> cells;
  for (std::int64_t i = 0; i < plan.points(); ++i) {
    cells.assign(1, static_cast<std::uint64_t>(i));
    table.factors().add_cells(i, cells);
    cells.push_back(static_cast<std::uint64_t>(decisions.replicates(i)));
    for (std::size_t column = 0; column < cells.size(); ++column) columns[column].add(cells[column]);
  }
  for (Column& column : columns) column.finish();
}

/// The table once more as text.
class CsvFile {
 public:
  CsvFile(const std::optional<fs::path>& path, const RunTable& table, bool overwrite) : table_(table) {
    if (!path) return;
    target_ = std::make_unique<TargetFile>(*path, overwrite);
    file_ = std::fopen(target_->place().c_str(), "w");
    if (file_ == nullptr) refuse_output(*path, "cannot be written", errno);
    line_ = "run";
    for (const RunColumn& column : table.columns()) line_ += "," + column.name;
    put();
  }
  ~CsvFile() {
    if (file_ != nullptr) std::fclose(file_);
  }
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;

  void add(std::int64_t number, const std::vector<std::uint64_t>& cells) {
    if (file_ == nullptr) return;
    line_ = fmt::format("{}", number);
    for (std::size_t i = 0; i < cells.size(); ++i) line_ += "," + csv_cell(table_.text(i, cells[i]));
    put();
  }
  void publish() {
    if (file_ == nullptr) return;
    const bool written = std::fflush(file_) == 0;
    const int number = errno;
    std::fclose(std::exchange(file_, nullptr));
    if (!written) refuse(number);
    target_->publish();
    target_->synchronise();
  }

 private:
  void put() {
    line_ += '\n';
    if (std::fwrite(line_.data(), 1, line_.size(), file_) != line_.size()) refuse(errno);
  }
  [[noreturn]] void refuse(int number) const { refuse_output(target_->path(), "cannot be written", number); }
  const RunTable& table_;
  std::unique_ptr<TargetFile> target_;
  std::FILE* file_ = nullptr;
  std::string line_;
};

void describe(hid_t file, const SweepFolder& folder, const Decisions& decisions, const Ledger& ledger,
              const MergeReport& report) {
  const Plan& plan = folder.plan();
  const auto write = [&](const char* name, const auto& value) { hdf5::write_attribute(file, name, value); };
  write("program_version", std::string(build_information().version));
  write("commit", std::string(build_information().commit));
  write("model_version", std::int64_t{model_version});
  write("plan", plan.fingerprint().hex());
  write("sweep_name", plan.sweep().name);
  write("question", plan.sweep().question);
  write("sweep", read_small_file(folder.plan_folder() / "sweep.toml").value_or(""));
  write("scenario", to_toml(plan.base()));
  write("common_random_numbers", std::int64_t{plan.sweep().common_random_numbers});
  write("points", plan.points());
  write("planned_runs", decisions.runs());
  write("complete", std::int64_t{report.missing == 0});
  write("failed_runs", report.failed);
  std::string failures;
  for (const Failure& failure : ledger.failures()) {
    if (failures.size() > 50'000) break;  // attributes hold 64 kB
    failures += fmt::format("run {}: {}\n", failure.number, failure.message);
  }
  write("failures", failures);
}

}  // namespace

MergeReport merge_sweep(const SweepFolder& folder, Ledger& ledger, const Decisions& decisions,
                        const MergeOptions& options) {
  const Plan& plan = folder.plan();
  MergeReport report;
  TargetFile target(options.output, options.overwrite);
  const hdf5::Silence silence;
  try {
    RunTable table(plan);
    CsvFile csv(options.csv, table, options.overwrite);
    const hdf5::Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "out of identifiers");
    H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
    hdf5::Handle file(H5Fcreate(target.place().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose,
                      "the file cannot be created");
    hdf5::write_attribute(file, "format", std::string(sweep_format));
    hdf5::write_attribute(file, "format_version", result_format_version);
    Inventory inventory;
    const Place place{file, Structure::create, 1, &inventory};
    {
      RunsGroup runs(place, table);
      SeriesGroup series(place, plan.sweep(), ledger.longest_series());
      const std::int64_t blocks = folder.blocks().of_phase(decisions.phase()).end;
      for (std::int64_t block = 0; block < blocks; ++block) {
        ledger.for_each_row(block, [&](const Row& row) {
          if (!decisions.counts(plan.run(row.number))) return;
          runs.add(row);
          series.add(row);
          csv.add(row.number, runs.cells());
          ++report.runs;
          if (row.failed) ++report.failed;
        });
        if (options.progress) options.progress(static_cast<double>(block + 1) / static_cast<double>(blocks));
      }
      runs.finish();
      series.finish();
      write_points(place, plan, table, decisions);
    }
    inventory.write(file);
    report.missing = decisions.runs() - report.runs;
    describe(file, folder, decisions, ledger, report);
    file.close("the file cannot be closed");
    csv.publish();
  } catch (const hdf5::Failure& failure) {
    throw OutputError(options.output, "cannot be written", failure.reason(), remedy_for(failure.reason()));
  }
  target.publish();
  target.synchronise();
  std::error_code ignored;
  report.bytes = static_cast<std::int64_t>(fs::file_size(options.output, ignored));
  return report;
}

}  // namespace rivalry
