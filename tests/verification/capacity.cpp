// Rule `capacity` against Nelson & Winter's market.
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
using test::Sample;
using test::set;

/// A run in which what is asked of it can be looked up by period.
History history_of(Scenario scenario, std::int64_t seed, std::int64_t periods) {
  scenario.scenario.seed = seed;
  scenario.scenario.periods = periods;
  return run(scenario, {.threads = 1}).history;
}

/// Effective number of firms over the number at the start after 100 periods, mean over seeds.
double evenness(const Scenario& scenario, int seeds) {
  double sum = 0;
  for (int seed = 1; seed <= seeds; ++seed) sum += history_of(scenario, seed, 100).last("effective_firms");
  return sum / seeds / static_cast<double>(scenario.market.firms);
}

/// Firms of equal capital and productivity at the capital that nobody wants to change (rivals_response 1).
Scenario stationary_start(std::int64_t n) {
  Scenario scenario = replication("nelson-winter-innovation");
  const double share = 1 / static_cast<double>(n);
  scenario.market.firms = n;
  scenario.capacity.restraint = scenario.capacity.replacement_in_cost = true;
  scenario.capacity.rivals_response = 1;
  scenario.capacity.capital = 67 * (2 - 2 * share) / (0.16 * (2 - share)) * share;
  return scenario;
}

}  // namespace

TEST_CASE("selection by investment concentrates the industry as in the reference implementation") {
  const History history = history_of(replication("nelson-winter-selection"), 1, 1000);
  struct {
    int period;
    double effective, price;
  } const published[] = {{1, 15.88364161, 1.190158933},
                         {10, 15.2301453, 1.192418849},
                         {100, 5.199749802, 1.10442894},
                         {1000, 1.122575781, 1.057385664}};
  for (const auto& one : published) {
    CAPTURE(one.period);
    CHECK(std::fabs(history.at(one.period - 1, "effective_firms") - one.effective) < 1e-8);
    CHECK(std::fabs(history.at(one.period - 1, "price_index") - one.price) < 1e-9);
  }
}

TEST_CASE("cumulative innovation concentrates the industry as over the reference's seeds") {
  const Scenario scenario = replication("nelson-winter-innovation");
  Sample at_50, at_100, at_200, price;
  for (int seed = 1; seed <= 200; ++seed) {
    const History history = history_of(scenario, seed, 1000);
    at_50.add(history.at(49, "effective_firms")), at_100.add(history.at(99, "effective_firms"));
    at_200.add(history.at(199, "effective_firms")), price.add(history.at(999, "price_index"));
  }
  // The reference is a sample of 200, too: 4 standard errors of the difference, a false alarm in 16,000 for each.
  const auto agrees = [](const Sample& ours, double mean, double deviation) {
    CAPTURE(ours.mean());
    CAPTURE(ours.deviation());
    CHECK(std::fabs(ours.mean() - mean) < 4 * std::hypot(ours.error(), deviation / std::sqrt(200.0)));
    CHECK(std::fabs(std::log(ours.deviation() / deviation)) < 4 * std::sqrt(2.0 / 200));  // of skewed samples: generous
  };
  agrees(at_50, 5.227, 1.81);
  agrees(at_100, 2.096, 0.771);
  agrees(at_200, 1.377, 0.460);
  agrees(price, 0.05056, 0.0021);
}

TEST_CASE("without research nothing moves at the stationary start") {
  for (const int n : {2, 4, 8, 16, 32}) {
    CAPTURE(n);
    Scenario scenario = stationary_start(n);
    scenario.capacity.innovation_spending = scenario.capacity.imitation_spending = 0;
    Laboratory lab(scenario);
    const double capital = lab.market.firms.capital[0];
    for (int period = 1; period <= 100; ++period) advance(lab.market, lab.step(period));
    for (Index j = 0; j < n; ++j) CHECK(relative(lab.market.firms.capital[j], capital) < 1e-12);
  }
}

TEST_CASE("concentration rises with the number of firms, with less restraint and with easier finance") {
  constexpr int seeds = 30;
  const double sixteen = evenness(stationary_start(16), seeds);
  CHECK(evenness(stationary_start(4), seeds) > sixteen + 0.05);
  CHECK(evenness(stationary_start(32), seeds) < sixteen - 0.05);
  Scenario unrestrained = stationary_start(16);
  unrestrained.capacity.restraint = false;
  CHECK(evenness(unrestrained, seeds) < sixteen - 0.05);
  unrestrained.capacity.bank = 1;
  const double easy = evenness(unrestrained, seeds);
  unrestrained.capacity.bank = 0;
  CHECK(easy < evenness(unrestrained, seeds) - 0.05);
}

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

}  // namespace rivalry
