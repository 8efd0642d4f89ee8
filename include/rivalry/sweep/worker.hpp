#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "rivalry/model/decision_rules.hpp"
#include "rivalry/run/run.hpp"
#include "rivalry/sweep/claims.hpp"
#include "rivalry/sweep/folder.hpp"
#include "rivalry/sweep/ledger.hpp"
#include "rivalry/sweep/rows.hpp"

namespace rivalry {

/// Does one run of a sweep and gives its row; what goes wrong in it is told in the row.
/// @param stop    ends the run early; then there is no row
/// @param observers  that look on, next to what fills the row
/// @param recording  settings of what they record
std::optional<Row> do_run(const Plan& plan, const PlannedRun& run, const DecisionRules& rules,
                          const std::atomic<bool>& stop, std::span<Observer* const> observers = {},
                          std::span<const Setting> recording = {});

/// The row of a run that the program died in before.
/// @param fault  of which, in words
Row crashed_run(const Plan& plan, const PlannedRun& run, const std::string& fault);

/// Times some runs of a plan, on one thread: what estimates and the size of blocks follow from. Takes a few seconds at
/// most, and less if runs are short.
/// @throws ScenarioError  if a point is no scenario
Sample take_sample(const Plan& plan, const DecisionRules& rules);

/// How a sweep goes on, as its worker tells whoever wants to know.
struct WorkProgress {
  std::int64_t done = 0, failed = 0;    ///< runs, by this process
  std::int64_t all_done = 0, runs = 0;  ///< by all, as far as known; of all phases until the present one
  std::int64_t before = 0;              ///< of those done, how many were when this process began
  std::int64_t others = 0;              ///< blocks that others hold
  std::int64_t phase = 0, phases = 1;
  double seconds = 0;
};

struct WorkOptions {
  int threads = 0;                          ///< 0: one for each processor
  Share share = {};                         ///< of the blocks
  std::optional<double> time_limit;         ///< seconds; then it ends as if stopped
  double lease = 120;                       ///< seconds that a worker's heartbeat may stand still
  bool wait = true;                         ///< for blocks that others hold, in case that they fail
  bool retry_failed = false;                ///< runs that failed before are done again
  const std::atomic<bool>* stop = nullptr;  ///< set from outside: end soon
  const DecisionRules& rules = library_rules;
  std::function<void(const WorkProgress&)> progress = {};  ///< called about ten times a second
  Claims::Wishes wishes = {};                              ///< so that workers that know of each other need not meet
};

struct WorkReport {
  std::int64_t done = 0, failed = 0;  ///< runs, by this process
  bool complete = false;              ///< all runs of the sweep have rows
  bool interrupted = false;           ///< stopped, or out of time, with work left
  double seconds = 0;
  std::vector<Foreign> foreign = {};  ///< files among the shards that do not count, as far as looked at
};

/// Works on a sweep until nothing is left to do: claims blocks, does their runs on all threads, and writes their rows.
/// Any number of processes, on any machines that share the directory, do so at once.
/// @throws OutputError  if rows cannot be written; what was written stays, and the rest can be done later
WorkReport work(const SweepFolder& folder, const WorkOptions& options);

}  // namespace rivalry
