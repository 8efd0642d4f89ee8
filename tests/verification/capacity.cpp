// Rule `capacity`, next to what scenarios/replications/nelson-winter-*.toml expect.
#include "rivalry/model/capacity.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/evaluation.hpp"
#include "rivalry/model/homogeneous.hpp"
#include "rivalry/model/population.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::relative;
using test::replication;
using test::set;

/// A market of equal firms of unit cost 1 that do nothing but produce and invest, and have the money for it.
constexpr const char* producers = R"(
[market]
size = 100
homogeneity = 1
[competition]
rule = "capacity"
[capacity]
bank = 100
replacement_in_cost = true
[cost]
synergy_weight = 0
learning = 0
fixed = 0
[business_model]
catalogue = "generated"
choices_per_path = 1
[landscape]
interdependence = 0
[innovation]
enabled = false
[capabilities]
enabled = false
[paths]
enabled = false
[needs]
enabled = false
[technology]
enabled = false
[entry]
enabled = false
[exit]
enabled = false
)";

}  // namespace

TEST_CASE("imitation spreads best practice") {
  Scenario scenario = replication("nelson-winter-selection");
  scenario.capacity.imitation_spending = 0.001;
  scenario.capacity.imitation_yield = 1.25;  // a chance of .028 a period with the capital at the start
  Laboratory lab(scenario);
  const Column start = lab.market.firms.productivity.each().head(16);
  int copied = 0;
  for (int period = 1; period <= 20; ++period) advance(lab.market, lab.step(period));
  for (Index j = 0; j < 16; ++j) {
    const double now = lab.market.firms.productivity[j];
    CHECK((now == start[j] || now == start.maxCoeff()));
    copied += now == start[j] ? 0 : 1;
  }
  CHECK(copied > 0);
  CHECK(copied < 16);
}

TEST_CASE("research in the science regime follows latent productivity") {
  Scenario scenario = replication("nelson-winter-innovation");
  scenario.capacity.regime = Regime::science;
  scenario.capacity.latent_growth = 0.01;
  Laboratory lab(scenario);
  for (int period = 1; period <= 100; ++period) advance(lab.market, lab.step(period));
  const double latent = 0.16 * std::exp(1.0), best = lab.market.firms.productivity.each().head(16).maxCoeff();
  CHECK(best > latent - 0.01);
  CHECK(best < latent + 5 * 0.01);
}

TEST_CASE("output, unit cost, accounts and investment of one period are those of the equations") {
  Scenario scenario = replication("nelson-winter-innovation");
  scenario.capacity.innovation_yield = 0;
  scenario.capacity.restraint = true;
  scenario.capacity.bank = 0.5;
  scenario.market.size = 100;
  scenario.traits[Trait::start_size] = Distribution::uniform(0.5, 2);
  Laboratory lab(scenario);
  const Firms before = lab.market.firms;
  advance(lab.market, lab.step());
  const Firms& firms = lab.market.firms;
  const double total = firms.quantity.head(16).sum(), price = 100 / total;
  double invested = 0;
  for (Index j = 0; j < 16; ++j) {
    CAPTURE(j);
    const double capital = 22.425 * firms.trait[Trait::start_size][j], share = capital * 0.16 / total;
    CHECK(relative(firms.quantity[j], capital * 0.16) < 1e-14);
    CHECK(relative(firms.unit_cost[j], 1) < 1e-14);
    CHECK(relative(firms.paid_price[j], price) < 1e-13);
    const double profit = (price * 0.16 - 0.16 - 0.0223 - 0.00112) * capital;
    CHECK(relative(firms.profit[j], profit) < 1e-12);
    const double rate = profit / capital, desired = 1.03 - 1 / (1 - share) / price;
    const double investment = std::max(0.0, std::min(desired, rate > 0 ? 1.5 * rate : rate));
    CHECK(relative(firms.capital[j], capital * (0.97 + investment)) < 1e-13);
    CHECK(std::fabs(firms.cash[j] - (before.cash[j] + profit - investment / 1.5 * capital)) < 1e-12);
    invested += investment / 1.5 * capital;
  }
  CHECK(invested > 0);
  CHECK(relative(lab.market.flows.invested, invested) < 1e-12);
}

TEST_CASE("firms want capital for the productivity that research has just found") {
  Scenario scenario = replication("nelson-winter-innovation");
  scenario.capacity.innovation_yield = 1e6;  // everybody draws
  scenario.capacity.restraint = true;
  scenario.capacity.rivals_response = 0.5;
  scenario.capacity.bank = 100;  // finance is not what limits
  scenario.market.size = 80;
  Laboratory lab(scenario);
  advance(lab.market, lab.step());
  const Firms& firms = lab.market.firms;
  const double price = 80 / (16 * 22.425 * 0.16), share = 1.0 / 16;
  const double markup = (1 + (1 - share) * 0.5) / (1 + (1 - share) * 0.5 - share);
  int better = 0, growing = 0;
  for (Index j = 0; j < 16; ++j) {
    const double desired = 1.03 - markup * 0.16 / firms.productivity[j] / price;
    CHECK(relative(firms.capital[j], 22.425 * (0.97 + std::max(0.0, desired))) < 1e-12);
    CHECK(firms.productivity[j] >= 0.16);
    better += firms.productivity[j] > 0.16 ? 1 : 0;
    growing += desired > 0 ? 1 : 0;
  }
  CHECK(better > 2);
  CHECK(growing > 2);
}

TEST_CASE("entrants bring capital by their size and the productivity of the firm that they follow") {
  Laboratory lab(test::scenario_of(test::homogeneous_market, {set("competition.rule", std::string("capacity"))}));
  for (int period = 1; period <= 3; ++period) advance(lab.market, lab.step(period));
  Firms& firms = lab.market.firms;
  for (Index j = 0; j < firms.count; ++j)
    firms.productivity.each()[j] = j % 2 == 0 ? 0.2 + 1e-4 * static_cast<double>(j) : 0.1;
  const Column known = firms.productivity.each().head(firms.count);
  exit_and_enter(lab.market, lab.step(4));
  int entrants = 0, better = 0;
  for (Index j = 0; j < firms.count; ++j) {
    if (firms.entered(j) != 4) continue;
    ++entrants;
    CHECK(relative(firms.capital[j], 8 * firms.trait[Trait::start_size][j]) < 1e-15);
    CHECK(((known == firms.productivity[j]).any() || firms.productivity[j] == 0.16));
    CHECK(firms.productivity[j] >= 0.16);
    better += firms.productivity[j] > 0.16 ? 1 : 0;
    CHECK(relative(std::log(firms.unit_cost[j]), firms.log_unit_cost[j]) < 1e-12);
  }
  CHECK(entrants > 3);
  CHECK(better > 0);
}

TEST_CASE("a design of another unit cost is worth what the same output earns at today's price") {
  Scenario scenario = replication("nelson-winter-selection");
  scenario.cost.synergy_weight = 0.3;
  scenario.cost.fixed = 0.2;
  Laboratory lab(scenario);
  for (int period = 1; period <= 3; ++period) advance(lab.market, lab.step(period));
  const Firms& firms = lab.market.firms;
  count_weights(lab.market, lab.step(4));
  const Column sold = firms.quantity.head(16);
  for (Index j = 0; j < 16; ++j)
    for (std::uint64_t model = 0; model < 16; ++model) {
      CAPTURE(j);
      CAPTURE(model);
      Candidate candidate;
      candidate.model = model;
      const double cost =
          0.16 / firms.productivity[j] * std::exp(-0.3 * lab.market.landscape.standardised(model).efficiency);
      const double output = model == 0 ? 0 : firms.capital[j] * firms.productivity[j];
      // Rivals are taken to sell what they sold last.
      const double today = 67 / (sold.sum() - sold[j] + output);
      const double expected = (today - cost) * output - 0.2;
      CHECK(std::fabs(test::expected_profit_now(lab.market, lab.step(4), {j, 1}, candidate, 0) - expected) < 1e-9);
    }
}

// docs/odd.md 7.18, Swings. At the output where firms want to grow no more, dQ'/dQ = 1 - d ln(mu c / P) / d ln Q.
TEST_CASE("capacity comes to Cournot outputs by the factor 2 - choke price / unit cost a period, or never") {
  for (const int n : {3, 10})
    for (const double choke : {2.5, 4.0}) {
      CAPTURE(n);
      CAPTURE(choke);
      const double cournot = 100 * (1 - 1 / choke) * n / (n + 1);
      const double capital = (1 + 1e-5) * cournot / n / 0.16;
      Scenario scenario = test::scenario_of(producers, {set("market.firms", n), set("homogeneous.choke_price", choke)});
      scenario.capacity.capital = capital;  // all of its digits
      Laboratory lab(scenario);
      const auto distance = [&] { return lab.market.segments.served[0] / cournot - 1; };
      CHECK(relative(distance(), 1e-5) < 1e-6);
      advance(lab.market, lab.step(1));  // sells what the founders' capital makes
      double before = distance();
      for (int period = 2; period <= 5; ++period) {
        advance(lab.market, lab.step(period));
        CHECK(relative(distance() / before, 2 - choke) < 1e-2);
        before = distance();
      }
      double lowest = 1, highest = -1, sum = 0;
      for (int period = 6; period <= 1000; ++period) {
        advance(lab.market, lab.step(period));
        if (period <= 800) continue;
        lowest = std::min(lowest, distance()), highest = std::max(highest, distance());
        sum += distance();
      }
      CHECK((choke < 3 ? highest - lowest < 1e-12 : highest - lowest > 0.02));
      CHECK(std::fabs(sum / 200) < 0.02);
    }
}

TEST_CASE("under unit-elastic demand the distance of capacity to Cournot outputs squares each period") {
  const double cournot = 100 * (1 - 1.0 / 3);  // of 3 firms: 100 / P, P (1 - 1/3) = 1
  Scenario scenario =
      test::scenario_of(producers, {set("market.firms", 3), set("homogeneous.demand", std::string("unit_elastic")),
                                    set("capacity.depreciation", 0.5)});
  scenario.capacity.capital = 1.2 * cournot / 3 / 0.16;
  Laboratory lab(scenario);
  advance(lab.market, lab.step(1));
  CHECK(relative(lab.market.segments.served[0], 1.2 * cournot) < 1e-12);
  double distance = 0.2;
  for (int period = 2; period <= 5; ++period) {
    advance(lab.market, lab.step(period));
    distance = -distance * distance;  // x (2 - x) = 1 - (x - 1)^2
    CHECK(relative(lab.market.segments.served[0], (1 + distance) * cournot) < 1e-12);
  }
}

}  // namespace rivalry
