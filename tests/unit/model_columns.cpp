#include <algorithm>
#include <cmath>
#include <map>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/accounts.hpp"
#include "rivalry/model/buffers.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/model_census.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/run/period.hpp"
#include "rivalry/scenario/footprint.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::scenario_of;
using test::set;

/// Bytes of the columns and pairs of a founded market, the room for entrants left out.
double bytes_of_state(Laboratory& lab) {
  double a_firm = 0;
  lab.market.firms.each_column([&](const char*, const auto& column) { a_firm += sizeof column[0]; });
  const auto firms = static_cast<double>(lab.market.firms.count);
  const auto segments = static_cast<double>(lab.market.segments.count);
  return firms * (a_firm + 3 * sizeof(double) * segments);
}

std::string name(Trait trait) { return "trait " + std::to_string(static_cast<std::size_t>(trait)); }

}  // namespace

TEST_CASE("a trait takes a column where firms can differ in it, and else one number for all") {
  Laboratory lab(scenario_of(R"(
[market]
firms = 30
[founding]
cash = 3
[capabilities]
sensing = {uniform = [0.2, 0.8]}
seizing = 0.3
[[population]]
name = "quick"
share = 0.5
entrants = 1
capabilities.reconfiguring = 0.9
[[population]]
name = "slow"
entrants = 1
)"));
  const auto& trait = lab.market.firms.trait;
  for (const Trait own : {Trait::start_size, Trait::sensing, Trait::reconfiguring}) {
    INFO(name(own));
    CHECK(!trait[own].shared());
  }
  for (const Trait common : {Trait::start_cash, Trait::seizing, Trait::brand}) {
    INFO(name(common));
    CHECK(trait[common].shared());
  }
  CHECK(!lab.market.firms.population.shared());
  CHECK(trait[Trait::seizing][17] == 0.3);
  CHECK(trait[Trait::start_cash][29] == 3);
  CHECK(trait[Trait::reconfiguring][0] == 0.9);
  CHECK(trait[Trait::reconfiguring][29] != 0.9);
}

TEST_CASE("a model is counted once a firm that has it, in whatever order firms come") {
  Words models(7);
  models << 5, 9, 5, std::uint64_t{1} << 63, 9, 5, 0;
  Column number = Column::Constant(7, 1e9), shared = number;
  ModelCensus census;
  for (int again = 0; again < 2; ++again) {
    census.count(models, 7, number, shared);
    CHECK(census.distinct() == 4);
    std::map<double, double> sharing;
    census.each_shared([&](double firms, double count) { sharing[firms] += count; });
    CHECK(sharing == std::map<double, double>{{2, 1}, {3, 1}});
  }
}

TEST_CASE("room for entrants may hold anything: firms that come find it cleared") {
  Laboratory lab(scenario_of(
      "[market]\nfirms = 20\n[entry]\nrate = 0.3\ncap = 1\nprofit_elasticity = 0\n[exit]\nenabled = false\n"));
  Laboratory spoiled(lab.scenario);
  Firms& firms = spoiled.market.firms;
  const Index used = 24, room = firms.capacity() - used;
  REQUIRE(room >= 8);
  firms.each_column([&](const char*, auto& column) { column.segment(used, room).setConstant(77); });
  for (Pairs* pairs : {&spoiled.market.base_utility, &spoiled.market.weight, &spoiled.market.buyers})
    std::fill_n(pairs->from(used), room * pairs->segments(), 77.0);
  for (std::int64_t period = 1; period <= 4; ++period)
    for (Laboratory* one : {&lab, &spoiled}) advance(one->market, one->step(period));
  REQUIRE(firms.count > used);
  for (Index j = 0; j < firms.count; ++j) CHECK(lab.market.firms.cash[j] == firms.cash[j]);
}

TEST_CASE("the estimate of memory covers what the state of a market takes, and not twice that") {
  for (const int segments : {1, 10, 40}) {
    CAPTURE(segments);
    const Setting settings[] = {set("market.firms", 3000), set("market.segments", segments),
                                set("demand.price_sensitivity", 2), set("demand.switching_cost", 1)};
    Laboratory lab(read_scenario(RIVALRY_SOURCE_DIR "/benchmarks/period.toml", settings));
    const double state = bytes_of_state(lab);
    CHECK(memory_needed(lab.scenario) > state);
    CHECK(memory_needed(lab.scenario) < 1.6 * state);
  }
}

TEST_CASE("what is computed for many firms at once is what the formulas for one firm give") {
  Laboratory lab(scenario_of(R"(
[market]
firms = 45
segments = 3
[capabilities]
sensing = {uniform = [0, 1]}
[managers]
forecasting = {uniform = [0, 1]}
[policy]
enabled = true
carbon_price = 0.2
)"));
  for (std::int64_t period = 1; period <= 5; ++period) advance(lab.market, lab.step(period));
  const Firms& firms = lab.market.firms;
  const Block all{0, 0, firms.count};
  BlockBuffer margin, lag, ahead, observed;
  kernels::columns().social_margins(firms.count, {.carbon_price = firms.carbon_price,
                                                  .felt = firms.felt.data(),
                                                  .price = firms.paid_price.data(),
                                                  .third_party = firms.third_party.data(),
                                                  .unit_cost = firms.unit_cost.data(),
                                                  .externality = firms.externality.data(),
                                                  .suppliers_margin = level_of(firms.suppliers_margin, all),
                                                  .margin = margin.data()});
  const double max_delay = static_cast<double>(lab.scenario.innovation.max_delay);
  kernels::columns().attend(firms.count,
                            {.max_delay = max_delay,
                             .forecast_periods = static_cast<double>(lab.scenario.managers.forecast_periods),
                             .rivals = 2,
                             .rivals_by_sensing = 4,
                             .sensing = level_of(firms.trait[Trait::sensing], all),
                             .forecasting = level_of(firms.trait[Trait::forecasting], all),
                             .told = nullptr,
                             .lag = lag.data(),
                             .ahead = ahead.data(),
                             .observed = observed.data()});
  REQUIRE(firms.count > 8);
  for (Index j = 0; j < firms.count; ++j) {
    const double sensing = firms.trait[Trait::sensing][j];
    const Outlook outlook = outlook_of(lab.scenario, sensing, firms.trait[Trait::forecasting][j], 0);
    CHECK(lag[j] == static_cast<double>(outlook.lag));
    CHECK(ahead[j] == outlook.ahead);
    CHECK(observed[j] == 2 + std::floor(4 * sensing + 0.5));
    CHECK(margin[j] == social_margin(firms, j));
    CHECK(firms.fixed_cost[j] == fixed_cost(firms, lab.scenario, j));
  }
}

}  // namespace rivalry
