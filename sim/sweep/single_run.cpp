#include <cmath>
#include <limits>
#include <new>

#include <fmt/format.h>

#include "rivalry/io/errors.hpp"
#include "rivalry/run/hold.hpp"
#include "rivalry/run/run.hpp"
#include "rivalry/scenario/footprint.hpp"
#include "rivalry/sweep/worker.hpp"

namespace rivalry {
namespace {

/// Places among the market's observables.
std::size_t market_column(const std::string& name) {
  const auto& table = market_observables();
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].name == name) return i;
  throw std::invalid_argument("no series of the market is called " + name);
}

/// Ends a run by the sweep's rules, or when the sweep is to end.
class Stopper final : public Observer {
 public:
  Stopper(const Sweep& sweep, const std::atomic<bool>& outer) : outer_(outer) {
    for (const StopRule& rule : sweep.stop) rules_.push_back({&rule, market_column(rule.variable), 0});
  }

  void after_period(const Market& market, const Scenario&, const PeriodStatistics& statistics) override {
    if (outer_.load(std::memory_order_relaxed)) stop = true;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      auto& [rule, column, spell] = rules_[i];
      const double value = market_observables()[column].value(statistics, market);
      const bool holds = rule->above ? value > rule->bound : value < rule->bound;
      spell = holds && statistics.period > rule->after ? spell + 1 : 0;
      if (spell < rule->periods || by >= 0) continue;
      by = static_cast<std::int32_t>(i);
      stop = true;
    }
  }

  std::atomic<bool> stop = false;
  std::int32_t by = -1;  ///< rule that ended the run

 private:
  struct Watched {
    const StopRule* rule;
    std::size_t column;
    std::int64_t spell;
  };
  const std::atomic<bool>& outer_;
  std::vector<Watched> rules_;
};

/// Gives a row the key of its run, and returns the stream of its draws.
std::uint64_t identify(Row& row, const Plan& plan, const PlannedRun& planned, const Scenario& scenario) {
  const Fingerprint fingerprint = fingerprint_of(scenario);
  const std::uint64_t stream = plan.stream(fingerprint, planned.replicate);
  row.key = plan.key(fingerprint, stream);
  return stream;
}

void fill(Row& row, const History& history, const Sweep& sweep) {
  for (const SummaryObservable& observable : summary_observables()) row.outcomes.push_back(observable.value(history));
  const std::int64_t periods = history.periods();
  row.series.reserve(sweep.series.size() * static_cast<std::size_t>(periods));
  for (const std::string& name : sweep.series)
    for (std::int64_t period = 0; period < periods; ++period) row.series.push_back(history.at(period, name));
}

/// Stops the sample's runs when they have had their time.
class Budget final : public Observer {
 public:
  explicit Budget(double seconds)
      : end_(Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))) {}
  void after_period(const Market&, const Scenario&, const PeriodStatistics& statistics) override {
    period = statistics.period;
    if (Clock::now() > end_) stop = true;
  }
  std::atomic<bool> stop = false;
  std::int64_t period = 0;

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
};

}  // namespace

std::optional<Row> do_run(const Plan& plan, const PlannedRun& planned, const DecisionRules& rules,
                          const std::atomic<bool>& stop, std::span<Observer* const> observers,
                          std::span<const Setting> recording) {
  Row row{.number = planned.number};
  try {
    const Scenario scenario = plan.scenario(planned.point, recording);
    const std::uint64_t stream = identify(row, plan, planned, scenario);
    Stopper stopper(plan.sweep(), stop);
    const auto hold = hold_of_environment(&stop);
    std::vector<Observer*> all;
    if (hold) all.push_back(hold.get());  // before who looks whether it is to stop
    all.push_back(&stopper);
    all.insert(all.end(), observers.begin(), observers.end());
    const RunOutcome outcome =
        run(scenario, {.replicate = stream, .threads = 1, .stop = &stopper.stop, .rules = rules}, all);
    if (!outcome.complete && stopper.by < 0) return {};
    row.stopped = stopper.by;
    fill(row, outcome.history, plan.sweep());
  } catch (const OutputError&) {  // of an observer that writes: no fault of the run
    throw;
  } catch (const std::bad_alloc&) {
    row.failed = true;
    row.message = "out of memory; use fewer firms or segments, or fewer threads at a time";
  } catch (const std::exception& error) {
    row.failed = true;
    row.message = error.what();
  }
  if (row.failed) row.outcomes.clear(), row.series.clear(), row.stopped = -1;
  return row;
}

Row crashed_run(const Plan& plan, const PlannedRun& planned, const std::string& fault) {
  Row row{.number = planned.number, .failed = true};
  identify(row, plan, planned, plan.scenario(planned.point));
  row.message = fmt::format("the program crashed in this run: {}", fault);
  return row;
}

Sample take_sample(const Plan& plan, const DecisionRules& rules) {
  constexpr double seconds_at_most = 3;
  constexpr std::int64_t runs_at_most = 8;
  const auto now = [] { return std::chrono::steady_clock::now(); };
  const auto started = now();
  const auto elapsed = [&](auto since) { return std::chrono::duration<double>(now() - since).count(); };
  Sample sample;
  std::int64_t done = 0;
  for (std::int64_t number = 0; number < std::min(runs_at_most, plan.points()); ++number) try {
      if (done > 0 && elapsed(started) > seconds_at_most / 2) break;
      const Scenario scenario = plan.scenario(plan.run(number).point);
      Budget budget(seconds_at_most - elapsed(started));
      Observer* const observers[] = {&budget};
      const auto start = now();
      run(scenario, {.threads = 1, .stop = &budget.stop, .rules = rules}, observers);
      const auto periods = static_cast<double>(scenario.scenario.periods);
      sample.seconds += elapsed(start) * periods / static_cast<double>(std::max<std::int64_t>(1, budget.period));
      sample.periods = std::max(sample.periods, scenario.scenario.periods);
      sample.memory = std::max(sample.memory, memory_needed(scenario));
      ++done;
    } catch (const std::exception&) {  // NOLINT: a run that fails is told of when it is its turn
    }
  sample.seconds /= static_cast<double>(std::max<std::int64_t>(1, done));
  return sample;
}

}  // namespace rivalry
