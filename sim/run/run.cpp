#include "rivalry/run/run.hpp"

#include <algorithm>
#include <chrono>

#include "rivalry/model/carry.hpp"
#include "rivalry/model/design.hpp"
#include "rivalry/model/environment.hpp"
#include "rivalry/model/population.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/run/audit.hpp"
#include "rivalry/run/finite.hpp"
#include "rivalry/run/period.hpp"
#include "rivalry/scenario/read.hpp"

namespace rivalry {
namespace {

std::uint32_t frozen_groups(const Scenario& scenario) {
  std::uint32_t groups = 0;
  for (const std::string& name : scenario.random.frozen)
    for (std::uint32_t g = 0; g < draw_group_names.size(); ++g)
      if (name == draw_group_names[g]) groups |= 1U << g;
  return groups;
}

bool happens(const Event& event, std::size_t number, const Streams& streams, std::int64_t period) {
  if (event.at) return *event.at == period;
  return streams.at(Purpose::events, -1 - static_cast<std::int64_t>(number), period)
      .chance(event.probability.value_or(0));
}

void apply_settings(Scenario& scenario, const Event& event) {
  for (const auto& [key, value] : event.set) apply_setting(scenario, key, value);
}

/// Settings of this period's events go into the scenario in force; the rest acts on the market itself.
void apply_events(Market& market, Scenario& scenario, const Step& step) {
  market.opened.resize(scenario.events.size(), 0);
  for (std::size_t i = 0; i < scenario.events.size(); ++i) {
    if (!happens(scenario.events[i], i, step.streams, step.period)) continue;
    Event event = scenario.events[i];
    apply_settings(scenario, event);
    if (!event.set.empty()) {
      apply_tastes(market.segments, scenario, step.streams, market.total_start_size);
      prepare(market, step);
      // What firms' columns hold of a setting follows it at once.
      step.workers.for_blocks(market.firms.count, [&](Block block) {
        for (Index j = block.begin; j < block.end; ++j) refresh_design(market, scenario, step.scratch.effects, j);
      });
    }
    if (std::ranges::any_of(event.set, [](const auto& set) { return set.first == "value_chain.weights"; }))
      set_stage_weights(market, scenario);
    if (event.open_segment && market.opened[i] != 0) event.open_segment.reset();  // a random event opens one, once
    if (event.open_segment) market.opened[i] = 1;
    apply_event(market, event, step);
  }
}

/// Loads a state; settings of past events, which it does not hold, go into the scenario once more.
void load(RunState& state, Archive& saved, Scenario& scenario, const Streams& streams) {
  state.market = blank_market(scenario, streams);
  state.carry(saved);
  check_loaded(state.market, scenario);
  if (state.history.periods() != state.market.period) throw ArchiveError("history: another number of periods");
  for (std::int64_t period = 1; period <= state.market.period; ++period)
    for (std::size_t i = 0; i < scenario.events.size(); ++i)
      if (!scenario.events[i].set.empty() && happens(scenario.events[i], i, streams, period))
        apply_settings(scenario, scenario.events[i]);
}

void check_rules(const DecisionRules& rules, const Scenario& scenario) {
  if (rules.any() && rules.name.empty()) throw BadRule("rules of decision need a name, which results are marked with");
  if (rules.price && scenario.competition.rule != Rule::logit)
    throw BadRule("rules '" + rules.name + "': a rule of prices needs competition.rule = \"logit\"");
  if (rules.profit && scenario.innovation.objective != Objective::profit)
    throw BadRule("rules '" + rules.name + "': a rule of profits needs innovation.objective = \"profit\"");
}

/// Counts and flows of one period; the event list keeps its memory.
void clear_flows(PeriodFlows& flows) {
  std::vector<EventRow> events = std::move(flows.events);
  events.clear();
  flows = {};
  flows.events = std::move(events);
}

}  // namespace

void RunState::carry(Archive& archive) {
  archive.enter("market");
  rivalry::carry(archive, market);
  archive.leave();
  archive("history", history);
  archive("better_reply_gain", better_reply_gain);
}

RunOutcome run(const Scenario& given, const RunOptions& options, std::span<Observer* const> observers) {
  using Clock = std::chrono::steady_clock;
  check_rules(options.rules, given);
  Scenario scenario = given;  // events change it as the run goes on
  const Streams streams(static_cast<std::uint64_t>(scenario.scenario.seed), options.replicate, frozen_groups(scenario));
  const Workers workers(options.threads);
  Scratch scratch;
  RunOutcome outcome;
  const auto seconds_since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };

  auto start = Clock::now();
  if (options.stopwatch != nullptr) options.stopwatch->skip();
  Market market;
  RunState state{market, outcome.history, outcome.better_reply_gain};
  if (options.saved == nullptr) {
    market = found_market(scenario, streams, workers, scratch);
  } else {
    load(state, *options.saved, scenario, streams);
    prepare(market, {scenario, streams, workers, scratch, market.period, options.rules});
  }
  outcome.periods = outcome.resumed_after = market.period;
  outcome.seconds += seconds_since(start);
  lap(options.stopwatch, "founding");
  for (Observer* observer : observers)
    if (options.saved == nullptr)
      observer->begin(market, given);
    else
      observer->begin_again(market, given);
  lap(options.stopwatch, "recording");
  outcome.history.reserve(scenario.scenario.periods);
  std::vector<double> values;
  std::optional<std::string> fault;  // what left the numbers, and ends the run
  for (std::int64_t period = market.period + 1; period <= scenario.scenario.periods; ++period) {
    if (options.stop != nullptr && options.stop->load(std::memory_order_relaxed)) {
      outcome.complete = false;
      if (options.checkpoints != nullptr) options.checkpoints->keep(state);
      break;
    }
    start = Clock::now();
    const Step step{scenario, streams, workers, scratch, period, options.rules};
    clear_flows(market.flows);
    apply_events(market, scenario, step);
    lap(options.stopwatch, "events");
    advance(market, step, options.stopwatch);
    const PeriodStatistics statistics = describe_period(market, step);
    fault = not_finite(market, scenario, statistics, period);
    if (fault) break;
    outcome.periods = period;
    values.clear();
    for (const MarketObservable& observable : market_observables())
      values.push_back(observable.value(statistics, market));
    outcome.history.append(values);
    market.leader = statistics.leader;
#ifdef RIVALRY_AUDIT
    check_invariants(market, scenario, statistics);
    if (period > scenario.scenario.periods / 2)
      outcome.better_reply_gain = std::max(outcome.better_reply_gain, market.flows.better_reply_gain);
#endif
    outcome.seconds += seconds_since(start);
    lap(options.stopwatch, "statistics");
    for (Observer* observer : observers) observer->after_period(market, scenario, statistics);
    lap(options.stopwatch, "recording");
    if (options.checkpoints != nullptr && options.checkpoints->due()) {
      options.checkpoints->keep(state);
      lap(options.stopwatch, "checkpoints");
    }
  }
  for (Observer* observer : observers) observer->end(market, scenario, outcome.history);
  lap(options.stopwatch, "recording");
  if (fault) throw NotFinite(*fault);
  return outcome;
}

}  // namespace rivalry
