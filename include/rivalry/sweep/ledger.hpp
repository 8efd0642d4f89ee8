#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rivalry/sweep/folder.hpp"
#include "rivalry/sweep/rows.hpp"

namespace rivalry {

/// A run that failed, and why.
struct Failure {
  std::int64_t number = 0;
  std::string message;
};

/// A file in the folder of shards that is none of this sweep's, under its present plan or any before.
struct Foreign {
  std::filesystem::path file;
  std::int64_t rows = 0;
  std::string what;  ///< in words
};

/// What the shards of a sweep hold, found by reading all of them: which runs are done, and where their rows stand.
/// A bit a run and a place a batch are all that stays in memory.
class Ledger {
 public:
  /// @param progress  called now and then with the share of bytes that were read
  /// @throws ResultError  if a shard cannot be read
  explicit Ledger(const SweepFolder& folder, const std::function<void(double share)>& progress = {});

  bool has(std::int64_t number) const { return has_[static_cast<std::size_t>(number)]; }
  std::int64_t done() const { return done_; }  ///< runs with a row, failed ones included
  std::int64_t duplicates() const { return duplicates_; }
  double seconds() const { return seconds_; }                         ///< that the runs took
  std::uint64_t bytes() const { return bytes_; }                      ///< of all shards
  std::size_t longest_series() const { return longest_series_; }      ///< values of a row's series, all together
  const std::vector<Foreign>& foreign() const { return foreign_; }    ///< what stands there and does not count
  const std::vector<Failure>& failures() const { return failures_; }  ///< in the order of runs
  const std::vector<ShardDamage>& damage() const { return damage_; }

  /// Calls with every row of a block in the order of runs, each once; where a run has failed and was done again, the
  /// row that did not fail.
  /// @throws DamagedResult  if a row is not what it was, or two rows of a run differ: the same bits were promised
  void for_each_row(std::int64_t block, const std::function<void(const Row&)>& use);

 private:
  struct Place {
    std::int64_t block;
    std::uint32_t file;
    BatchPlace place;
  };
  const SweepFolder& folder_;
  std::vector<std::filesystem::path> files_;
  std::vector<bool> has_;
  std::vector<Place> places_;  ///< by block
  std::int64_t done_ = 0, duplicates_ = 0;
  double seconds_ = 0;
  std::uint64_t bytes_ = 0;
  std::size_t longest_series_ = 0;
  std::vector<Failure> failures_;
  std::vector<Foreign> foreign_;
  std::vector<ShardDamage> damage_;
  std::unique_ptr<ShardReader> open_;  ///< the file that was last read from
  std::uint32_t open_file_ = 0;
};

/// Calls with the plan and the rows of every batch in a folder of shards, file by file.
void for_each_batch(const std::filesystem::path& shards,
                    const std::function<void(const Fingerprint& plan, const Batch&)>& use);

}  // namespace rivalry
