#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "rivalry/sweep/folder.hpp"
#include "rivalry/sweep/ledger.hpp"
#include "rivalry/sweep/ranks.hpp"
#include "rivalry/sweep/slurm.hpp"

namespace rivalry {

/// Which sweep is meant.
struct SweepTarget {
  const DecisionRules& rules = library_rules;
  std::string sweep;                     ///< a sweep file, the name of one that comes with the program, or a directory
  std::optional<std::string> directory;  ///< of a sweep file's sweep
  std::int64_t block = 0;                ///< runs of a block; 0: as many as suit
  bool quiet = false;
};

struct SweepPlanCommand {
  SweepTarget target;
};

struct SweepRunCommand {
  SweepTarget target;
  int threads = 0;
  std::string share;  ///< i/N
  std::optional<double> time_limit;
  double lease = 120;
  bool leave = false, retry_failed = false;
  std::string progress = "auto";
};

struct SweepStatusCommand {
  SweepTarget target;
  bool failures = false;
};

struct SweepMergeCommand {
  SweepTarget target;
  std::optional<std::string> output, csv;
  bool partial = false, force = false;
};

struct SweepVerifyCommand {
  SweepTarget target;
};

struct SweepReplayCommand {
  SweepTarget target;
  std::string run;  ///< number, or the beginning of a key
  std::optional<std::string> output;
  std::optional<std::string> every, record;
  bool force = false;
};

struct SweepSubmitCommand {
  SweepTarget target;
  SlurmRequest request = {.tasks = 0};  ///< tasks 0: as many as suit
  bool slurm = false, dry_run = false;
};

struct EnsembleCommand {
  const DecisionRules& rules = library_rules;
  std::string scenario;
  std::int64_t replicates = 30;
  std::vector<std::string> settings, series;
  std::optional<std::string> output, csv;
  int threads = 0;
  std::string progress = "auto";
  bool force = false, keep = false, quiet = false;
};

Exit sweep_plan_command(const SweepPlanCommand& command);
Exit sweep_run_command(const SweepRunCommand& command);
Exit sweep_status_command(const SweepStatusCommand& command);
Exit sweep_merge_command(const SweepMergeCommand& command);
Exit sweep_verify_command(const SweepVerifyCommand& command);
Exit sweep_replay_command(const SweepReplayCommand& command);
Exit sweep_submit_command(const SweepSubmitCommand& command);
Exit ensemble_command(const EnsembleCommand& command);

/// Opens the sweep that is meant. A sweep file that is new, or was changed, is planned: its points are checked and some
/// of its runs timed.
/// @throws UsageError  if there is no such sweep, or others work on what would be replaced
SweepFolder open_sweep(const SweepTarget& target);

/// Tells which files among the shards do not count, and why; nothing if there are none.
void tell_foreign(const std::vector<Foreign>& foreign, std::FILE* stream);

/// Does the runs of a sweep that are not done, with a line of progress.
/// @param ranks  that do so together, if this process has others
Exit run_sweep_folder(const SweepFolder& folder, const SweepRunCommand& command, Ranks* ranks = nullptr);

}  // namespace rivalry
