#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "rivalry/model/state.hpp"
#include "rivalry/run/observables.hpp"
#include "rivalry/run/stopwatch.hpp"
#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// Follows a run: recorders, progress bars, tests. Called from the thread that runs, between periods.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void begin(const Market& /*founded*/, const Scenario&) {}
  /// Called for every firm that leaves or enters through the period's events, then once a period.
  virtual void after_period(const Market&, const Scenario&, const PeriodStatistics&) {}
  virtual void end(const Market&, const Scenario&, const History&) {}
};

struct RunOptions {
  std::uint64_t replicate = 0;              ///< index into the random streams
  int threads = 0;                          ///< 0: all that the machine has
  const std::atomic<bool>* stop = nullptr;  ///< set by another thread or a signal: end after the current period
  Stopwatch* stopwatch = nullptr;           ///< books the time of founding, of every phase, statistics and observers
};

struct RunOutcome {
  bool complete = true;
  std::int64_t periods = 0;
  History history;
  double seconds = 0;            ///< inside the model, without observers
  double better_reply_gain = 0;  ///< audit build only: largest gain of another price in the second half of the run
};

/// Founds a market and steps it through all periods. Same scenario, seed and replicate: same bits, whatever the number
/// of threads and whoever observes.
RunOutcome run(const Scenario& scenario, const RunOptions& options, std::span<Observer* const> observers = {});

}  // namespace rivalry
