#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "rivalry/archive/archive.hpp"
#include "rivalry/model/decision_rules.hpp"
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
  /// Instead of `begin`, when a run goes on after a period that was saved.
  /// @param scenario  as it was given, before any event
  virtual void begin_again(const Market& /*market*/, const Scenario& /*scenario*/) {}
  /// Called for every firm that leaves or enters through the period's events, then once a period.
  virtual void after_period(const Market&, const Scenario&, const PeriodStatistics&) {}
  virtual void end(const Market&, const Scenario&, const History&) {}
};

/// All that a run remembers between two periods; the rest follows from scenario, seed and replicate.
struct RunState {
  Market& market;
  History& history;
  double& better_reply_gain;
  void carry(Archive& archive);
};

/// Keeps states of a run, from which it can go on if it is cut short.
class Checkpoints {
 public:
  virtual ~Checkpoints() = default;
  virtual bool due() = 0;  ///< asked after every period and its observers
  virtual void keep(RunState& state) = 0;
};

struct RunOptions {
  std::uint64_t replicate = 0;                 ///< index into the random streams
  int threads = 0;                             ///< 0: all that the machine has
  const std::atomic<bool>* stop = nullptr;     ///< set by another thread or a signal: end after the current period
  Checkpoints* checkpoints = nullptr;          ///< asked between periods, and given the state on which a run is stopped
  Archive* saved = nullptr;                    ///< state to go on from, of the same scenario, seed and replicate
  const DecisionRules& rules = library_rules;  ///< how firms decide
  Stopwatch* stopwatch = nullptr;              ///< books the time of founding, of every phase, statistics and observers
};

struct RunOutcome {
  bool complete = true;
  std::int64_t periods = 0;
  std::int64_t resumed_after = 0;  ///< period of the state that it went on from
  History history;
  double seconds = 0;            ///< inside the model, without observers
  double better_reply_gain = 0;  ///< audit build only: largest gain of another price in the second half of the run
};

/// Founds a market, or loads a saved one, and steps it through all periods. Same scenario, seed and replicate: same
/// bits, whatever the number of threads, whoever observes, and wherever the run was cut.
/// @throws ArchiveError  if the saved state does not fit
/// @throws NotFinite     if something in the market is infinite or no number any more (finite.hpp): after the period
///                       before, and after observers were told of the end
/// @throws BadRule       if rules have no name, do not suit the scenario, or decide what cannot be done
RunOutcome run(const Scenario& scenario, const RunOptions& options, std::span<Observer* const> observers = {});

}  // namespace rivalry
