// Once a market is warm, a period takes no memory: all columns, lists and tables have grown to what they need.
#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "counting.hpp"

namespace rivalry {
namespace {

constexpr int warm = 40, measured = 40;

/// Counts what the engine allocates from one call to the next: the period, its statistics and the history, without the
/// observers.
struct Allocations : Observer {
  void begin(const Market&, const Scenario&) override { in_period.reserve(warm + measured); }
  void after_period(const Market& market, const Scenario&, const PeriodStatistics& statistics) override {
    const int counted = test::stop_counting();
    in_period.push_back(counted);
    if (market.period > warm) {
      entries += statistics.counts.entries;
      exits += statistics.counts.exits;
      for (const std::int64_t adopted : statistics.counts.adopted) adoptions += adopted;
    }
    if (market.period >= warm && market.period < warm + measured) test::start_counting(test::Places::shown);
  }
  std::vector<int> in_period;
  std::int64_t entries = 0, exits = 0, adoptions = 0;
};

/// Busier before it is measured than after: room for firms and events has then been found. What happens in between goes
/// on: entry, exit, projects, jumps of needs and of technology, populations, treatments, events that do not come.
Scenario market(std::vector<Setting> settings) {
  settings.push_back(test::set("scenario.periods", warm + measured));
  return test::scenario_of(R"(
[scenario]
seed = 5
[market]
firms = 2500
segments = 4
[demand]
price_sensitivity = {uniform = [1.5, 4]}
switching_cost = [0, 0.5, 1, 3]
sustainability_taste = 0.5
[needs]
volatility = 0.2
jump_probability = 0.3
growth_volatility = 0.05
own_growth_volatility = 0.1
[innovation]
base_hazard = 3
[capabilities]
sensing = {treatment = [0.2, 0.8]}
[policy]
enabled = true
innovation_subsidy = 0.3
carbon_price = 0.5
[commons]
enabled = true
[technology]
jump_probability = 0.4
redraw = 0.3
[entry]
rate = 0.06
cap = 0.1
[[population]]
name = "incumbents"
share = 0.7
founding.size = {uniform = [1, 2]}
[[population]]
name = "startups"
entrants = 1
founding.cash = 0.6
managers.owner = {treatment = [0, 1], share = 0.4}
[[event]]
name = "the market calms down"
at = 20
set = {"innovation.base_hazard" = 0.4, "entry.rate" = 0.01, "entry.cap" = 0.01, "needs.jump_probability" = 0.1, "technology.jump_probability" = 0.2}
[[event]]
name = "an event with a long name that does not come while the market is measured"
at = 5000
set = {"demand.switching_cost" = [1, 2, 3, 4]}
[[event]]
name = "an event that hardly ever comes, with a long name, too"
probability = 1e-9
frontier = 0.1
)",
                           settings);
}

void check_that_nothing_is_allocated(const Scenario& scenario) {
  for (const int threads : {1, 2}) {
    CAPTURE(threads);
    Allocations allocations;
    Observer* const observers[] = {&allocations};
    run(scenario, {.threads = threads}, observers);
    CHECK(allocations.entries > 100);
    CHECK(allocations.exits > 100);
    CHECK(allocations.adoptions > 200);
    REQUIRE(allocations.in_period.size() == warm + measured);
    const auto first = allocations.in_period.begin() + warm, last = allocations.in_period.end();
    const auto culprit = std::find_if(first, last, [](int count) { return count > 0; });
    INFO("first in period ", culprit - allocations.in_period.begin() + 1);
    CHECK(std::accumulate(first, last, 0) == 0);
  }
}

/// A market of a homogeneous good in which research, projects, entry and exit go on.
Scenario homogeneous(const std::string& rule) {
  return test::scenario_of(R"(
[scenario]
seed = 5
[market]
firms = 2500
[homogeneous]
choke_price = 6
[needs]
growth_volatility = 0.05
[business_model]
catalogue = "generated"
[cost]
fixed = 0.001
[innovation]
base_hazard = 1
[technology]
jump_probability = 0.3
redraw = 0.2
[entry]
rate = 0.06
cap = 0.1
[exit]
floor_periods = 3
[[event]]
at = 20
set = {"innovation.base_hazard" = 0.3, "entry.rate" = 0.01, "entry.cap" = 0.01}
)",
                           {test::set("competition.rule", rule), test::set("scenario.periods", warm + measured)});
}

}  // namespace

TEST_CASE("counting sees operator new, malloc and Eigen's memory, and stops") {
  test::start_counting(test::Places::hidden);
  double* volatile number = new double(1);
  Column column = Column::Constant(1000, *number);
  delete number;
  void* volatile raw = std::malloc(10);
  std::free(raw);
  const int counted = test::stop_counting();
  const std::vector<double> uncounted(1000, column[3]);
  CHECK(counted == 3);
  CHECK(test::stop_counting() == 3);
  CHECK(uncounted[5] == 1);
}

TEST_CASE("a warm market allocates nothing in a period") { check_that_nothing_is_allocated(market({})); }

TEST_CASE("a warm market in which firms build resources allocates nothing in a period") {
  check_that_nothing_is_allocated(market({test::set("orchestration.enabled", std::string("true"))}));
}

TEST_CASE("a warm market with a value chain allocates nothing in a period") {
  check_that_nothing_is_allocated(market({test::set("value_chain.enabled", "true")}));
}

TEST_CASE("a warm market with a network allocates nothing in a period") {
  check_that_nothing_is_allocated(market({test::set("network.enabled", "true"), test::set("network.seeking", 0.5)}));
}

TEST_CASE("a warm market with co-creation allocates nothing in a period") {
  check_that_nothing_is_allocated(market({test::set("co_creation.enabled", "true")}));
}

TEST_CASE("a warm market with large blocks of choices allocates nothing in a period") {
  check_that_nothing_is_allocated(market({test::set("business_model.catalogue", "generated"),
                                          test::set("business_model.choices_per_path", "[20, 4, 4, 4]")}));
}

TEST_CASE("a warm market of a homogeneous good allocates nothing in a period") {
  for (const char* rule : {"cournot", "capacity", "replicator"}) {
    CAPTURE(rule);
    check_that_nothing_is_allocated(homogeneous(rule));
  }
}

}  // namespace rivalry
