// The heavy phases of a period on a founded market, one thread. Counters are the time a firm, or a pair of firm and
// segment; `a_pair` of market clearing is the figure of docs/performance.md.
#include <optional>
#include <string>

#include <benchmark/benchmark.h>

#include "../tests/support/laboratory.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/run/period.hpp"

namespace {

using namespace rivalry;
using test::Laboratory;

/// The frozen scenario with other settings.
Scenario period_scenario(std::vector<Setting> settings) {
  return read_scenario(RIVALRY_SOURCE_DIR "/benchmarks/period.toml", settings);
}

/// Its market, founded.
Laboratory founded(std::vector<Setting> settings) { return Laboratory(period_scenario(std::move(settings))); }

Setting firms(const benchmark::State& state) { return {"market.firms", std::to_string(state.range(0))}; }

/// Time a firm, or a pair.
void count(benchmark::State& state, const char* what, const Laboratory& lab, Index each = 1) {
  state.counters[what] =
      benchmark::Counter(static_cast<double>(lab.market.firms.count * each),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// Utility, exponential, shares, outside share and surplus.
void market_clearing(benchmark::State& state) {
  const bool inertia = state.range(1) != 0;
  Laboratory lab = founded({firms(state), {"demand.switching_cost", inertia ? "1" : "0"}});
  for (auto _ : state) {
    update_appeal(lab.market, lab.step());
    clear_market(lab.market, lab.step());
  }
  count(state, "a_pair", lab, lab.market.segments.count);
}
BENCHMARK(market_clearing)
    ->ArgNames({"firms", "inertia"})
    ->ArgsProduct({{1000, 100'000}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

/// One iteration toward the first-order condition.
void pricing(benchmark::State& state) {
  const bool inertia = state.range(1) != 0;
  Laboratory lab =
      founded({firms(state), {"demand.switching_cost", inertia ? "1" : "0"}, {"competition.iterations", "1"}});
  update_appeal(lab.market, lab.step());
  for (auto _ : state) set_prices(lab.market, lab.step());
  count(state, "a_pair", lab, lab.market.segments.count);
}
BENCHMARK(pricing)->ArgNames({"firms", "inertia"})->ArgsProduct({{10'000}, {0, 1}})->Unit(benchmark::kMillisecond);

void sensing(benchmark::State& state) {
  Laboratory lab = founded({firms(state)});
  std::int64_t period = 0;
  for (auto _ : state) sense(lab.market, lab.step(++period));
  count(state, "a_firm", lab);
}
BENCHMARK(sensing)->ArgNames({"firms"})->Args({10'000})->Unit(benchmark::kMillisecond);

/// Choice of path, search, projects that begin and end. Seen after a few whole periods, when projects are under way.
void innovation(benchmark::State& state) {
  Laboratory lab = founded({firms(state)});
  std::int64_t period = 0;
  while (period < 10) advance(lab.market, lab.step(++period));
  double candidates = 0;
  for (auto _ : state) {
    lab.market.flows = {};
    choose_paths(lab.market, lab.step(++period));
    innovate(lab.market, lab.step(period));
    for (const std::int64_t tried : lab.market.flows.tried) candidates += static_cast<double>(tried);
  }
  count(state, "a_firm", lab);
  state.counters["candidates_a_firm"] =
      benchmark::Counter(candidates / static_cast<double>(lab.market.firms.count), benchmark::Counter::kAvgIterations);
}
BENCHMARK(innovation)->ArgNames({"firms"})->Args({10'000})->Unit(benchmark::kMillisecond);

/// Periods 11 to 60 of the frozen scenario, over and over: a market that grows old innovates less.
void whole_period(benchmark::State& state) {
  std::optional<Laboratory> lab;
  std::int64_t period = 60;
  double firm_periods = 0;
  for (auto _ : state) {
    if (period == 60) {
      state.PauseTiming();
      lab.emplace(period_scenario({firms(state)}));
      for (period = 0; period < 10;) advance(lab->market, lab->step(++period));
      state.ResumeTiming();
    }
    lab->market.flows.events.clear();
    advance(lab->market, lab->step(++period));
    firm_periods += static_cast<double>(lab->market.firms.count);
  }
  state.counters["a_firm"] =
      benchmark::Counter(firm_periods, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(whole_period)->ArgNames({"firms"})->Args({100})->Args({10'000})->Unit(benchmark::kMillisecond);

}  // namespace
