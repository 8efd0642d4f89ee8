#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "rivalry/sweep/blocks.hpp"
#include "rivalry/sweep/plan.hpp"

namespace rivalry {

/// What is measured of some runs before a sweep begins.
struct Sample {
  double seconds = 0;        ///< of a run on one thread, mean
  double memory = 0;         ///< bytes of a run
  std::int64_t periods = 0;  ///< of a run: the length of its series
};

/// The directory of a sweep, which is whole in itself: all that workers need, and all that they did.
///
///     NAME.sweep/
///       plan                 the plan in force: its fingerprint
///       plans/FINGERPRINT/   its texts (sweep.toml, base.toml, a table), plan.json, claims/, decisions/
///       shards/              rows of runs, of all plans there ever were
///       workers/             who is at work
///       crashes/             notes of workers that died of a run
///       panels/              whole results of chosen runs
///       slurm/, logs/        scripts of jobs, and what they say
class SweepFolder {
 public:
  /// Opens a sweep that exists.
  /// @throws ResultError  if the directory holds none, or what it says of itself is damaged
  explicit SweepFolder(std::filesystem::path path);
  /// Makes a sweep, or puts another plan in force in a directory that has one.
  /// @param sample  called if the plan is new there: what the size of its blocks follows from
  /// @param block   runs of a block; 0: so many that a block takes a second to half a minute
  /// @throws OutputError  if it cannot be written
  SweepFolder(std::filesystem::path path, const SweepTexts& texts, const std::function<Sample(const Plan&)>& sample,
              std::int64_t block = 0);

  const std::filesystem::path& path() const { return path_; }
  const Plan& plan() const { return *plan_; }
  const Blocks& blocks() const { return *blocks_; }
  const Sample& sample() const { return sample_; }
  bool is_new() const { return is_new_; }  ///< the plan was put in force just now

  std::filesystem::path shards() const { return path_ / "shards"; }
  std::filesystem::path workers() const { return path_ / "workers"; }
  std::filesystem::path crashes() const { return path_ / "crashes"; }
  std::filesystem::path panels() const { return path_ / "panels"; }
  std::filesystem::path logs() const { return path_ / "logs"; }
  std::filesystem::path claims() const { return plan_folder() / "claims"; }
  std::filesystem::path decisions() const { return plan_folder() / "decisions"; }
  std::filesystem::path plan_folder() const { return path_ / "plans" / plan_->fingerprint().hex(); }
  /// Whether another plan was put in force since.
  bool is_outdated() const;

 private:
  void read_plan_file();
  std::filesystem::path path_;
  std::unique_ptr<Plan> plan_;
  std::unique_ptr<Blocks> blocks_;
  Sample sample_;
  bool is_new_ = false;
};

}  // namespace rivalry
