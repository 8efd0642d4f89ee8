#include "rivalry/sweep/ledger.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "rivalry/io/errors.hpp"
#include "rivalry/run/observables.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

/// What stands in a folder of shards and is called like none.
std::vector<fs::path> strange_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  const std::vector<fs::path> shards = shard_files(folder);
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (!std::ranges::binary_search(shards, entry.path())) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(
      a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

bool same_results(const Row& a, const Row& b) {
  return a.key == b.key && a.stopped == b.stopped && same_bits(a.outcomes, b.outcomes) && same_bits(a.series, b.series);
}

/// Whether a worker of the plan can have written the row: a shard may be of anybody's making, with right checksums.
bool is_of_plan(const Row& row, const Batch& batch, const SweepFolder& folder) {
  const Plan& plan = folder.plan();
  const std::size_t series = plan.sweep().series.size();
  return row.number >= 0 && row.number < plan.runs() && batch.block == folder.blocks().of_run(row.number) &&
         row.outcomes.size() <= summary_observables().size() &&
         (series == 0 ? row.series.empty() : row.series.size() % series == 0) && row.stopped >= -1 &&
         row.stopped < std::ssize(plan.sweep().stop);
}

}  // namespace

Ledger::Ledger(const SweepFolder& folder, const std::function<void(double share)>& progress)
    : folder_(folder), files_(shard_files(folder.shards())), has_(static_cast<std::size_t>(folder.plan().runs())) {
  std::uint64_t all = 0;
  std::error_code ignored;
  for (const fs::path& file : files_) all += fs::file_size(file, ignored);
  std::map<std::int64_t, std::string> failed;  // until a row says otherwise
  for (std::size_t file = 0; file < files_.size(); ++file) {
    ShardReader reader(files_[file]);
    const bool is_ours = reader.plan() == folder.plan().fingerprint();
    std::int64_t rows = 0;
    while (const Batch* batch = reader.next()) {
      const BatchPlace place = reader.place();
      if (progress)
        progress(static_cast<double>(bytes_ + place.offset) / static_cast<double>(std::max<std::uint64_t>(all, 1)));
      if (!is_ours) {
        rows += std::ssize(batch->rows);
        continue;
      }
      seconds_ += batch->seconds;
      places_.push_back({batch->block, static_cast<std::uint32_t>(file), place});
      std::int64_t strange = 0;
      for (const Row& row : batch->rows) {
        if (!is_of_plan(row, *batch, folder)) {
          ++strange;
          continue;
        }
        longest_series_ = std::max(longest_series_, row.series.size());
        auto has = has_[static_cast<std::size_t>(row.number)];
        if (has && !row.failed && failed.erase(row.number) == 0) ++duplicates_;
        if (!has && row.failed) failed[row.number] = row.message;
        if (!has) ++done_;
        has = true;
      }
      if (strange > 0)
        damage_.push_back(
            {files_[file], place.offset, fmt::format("{} rows that are of no run of it", strange), false});
    }
    damage_.insert(damage_.end(), reader.damage().begin(), reader.damage().end());
    bytes_ += fs::file_size(files_[file], ignored);
    if (rows > 0 && !fs::exists(folder.path() / "plans" / reader.plan().hex(), ignored))
      foreign_.push_back({files_[file], rows,
                          fmt::format("{} row{} of another sweep (plan {})", rows, rows == 1 ? "" : "s",
                                      reader.plan().hex().substr(0, 10))});
  }
  for (const fs::path& file : strange_files(folder.shards()))
    foreign_.push_back({file, 0, "no shard: their names end in .rows, or in .part while they are written"});
  std::ranges::stable_sort(places_, {}, &Place::block);
  places_.shrink_to_fit();
  for (auto& [number, message] : failed) failures_.push_back({number, std::move(message)});
}

void Ledger::for_each_row(std::int64_t block, const std::function<void(const Row&)>& use) {
  std::vector<Row> rows;
  for (const Place& place : std::ranges::equal_range(places_, block, {}, &Place::block)) {
    if (open_ == nullptr || open_file_ != place.file) open_ = std::make_unique<ShardReader>(files_[place.file]);
    open_file_ = place.file;
    const Batch& batch = open_->at(place.place);
    std::ranges::copy_if(batch.rows, std::back_inserter(rows),
                         [&](const Row& row) { return is_of_plan(row, batch, folder_); });
  }
  std::ranges::stable_sort(
      rows, [](const Row& a, const Row& b) { return std::pair(a.number, a.failed) < std::pair(b.number, b.failed); });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && rows[i].number == rows[i - 1].number) {
      if (rows[i].failed || same_results(rows[i], rows[i - 1])) continue;
      throw DamagedResult(folder_.shards(),
                          fmt::format("run {} was done twice, with different results", rows[i].number), "",
                          "the program or a machine is at fault: find out which by `rivalry sweep replay`");
    }
    use(rows[i]);
  }
}

void for_each_batch(const fs::path& shards, const std::function<void(const Fingerprint& plan, const Batch&)>& use) {
  for (const fs::path& file : shard_files(shards)) {
    ShardReader reader(file);
    while (const Batch* batch = reader.next()) use(reader.plan(), *batch);
  }
}

}  // namespace rivalry
