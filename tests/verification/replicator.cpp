// Rule `replicator` against the closed form of selection.
#include "rivalry/model/replicator.hpp"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/homogeneous.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::relative;
using test::replication;
using test::set;

Column shares_of(const Market& market) {
  return market.firms.quantity.head(market.firms.count) * market.firms.sales_inverse;
}

Column fitness_of(const Market& market) {
  Column fitness = 1 / market.firms.unit_cost.head(market.firms.count);
  return fitness;
}

double mean_fitness(const Market& market) { return (fitness_of(market) * shares_of(market)).sum(); }

void select(Laboratory& lab) {
  select_by_fitness(lab.market, lab.step());
  sell_by_shares(lab.market, lab.step());
}

}  // namespace

TEST_CASE("shares are proportional to the first share times fitness to the power of time") {
  Scenario scenario = replication("replicator");
  scenario.traits[Trait::start_size] = Distribution::uniform(0.5, 2);
  Laboratory lab(scenario);
  const Index n = lab.market.firms.count;
  const Column first = shares_of(lab.market);
  CHECK((first - lab.market.firms.trait[Trait::start_size].each().head(n) / lab.market.total_start_size)
            .abs()
            .maxCoeff() < 1e-15);
  CHECK(first.maxCoeff() > 2 * first.minCoeff());
  Column expected = first;
  for (int period = 1; period <= 200; ++period) {
    advance(lab.market, lab.step(period));
    expected *= fitness_of(lab.market);
    expected /= expected.sum();
    if (period % 20 == 0) CHECK((shares_of(lab.market) - expected).abs().maxCoeff() < 1e-12);
  }
}

TEST_CASE("mean fitness grows by its variance over its mean") {
  Laboratory lab(replication("replicator"));
  for (int period = 1; period <= 30; ++period) {
    const Column fitness = fitness_of(lab.market), share = shares_of(lab.market);
    const double mean = mean_fitness(lab.market), variance = (share * (fitness - mean).square()).sum();
    advance(lab.market, lab.step(period));
    CHECK(std::fabs(mean_fitness(lab.market) - mean - variance / mean) < 1e-13);
    if (period == 1) CHECK(variance / mean > 1e-3);
  }
}

TEST_CASE("the fittest firm gets the whole market") {
  const Scenario scenario = replication("replicator", {set("scenario.periods", 4000)});
  struct Last : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics& statistics) override {
      fitness = fitness_of(market), share = shares_of(market), hhi = statistics.hhi;
    }
    Column fitness, share;
    double hhi = 0;
  } last;
  Observer* const observers[] = {&last};
  run(scenario, {.threads = 1}, observers);
  Index fittest = 0, leader = 0;
  last.fitness.maxCoeff(&fittest);
  last.share.maxCoeff(&leader);
  CHECK(leader == fittest);
  CHECK(last.share[fittest] > 1 - 1e-9);
  CHECK(last.hhi > 1 - 1e-8);
}

TEST_CASE(
    "selection scales the growth of shares, and strong selection extinguishes whom it would drive below nothing") {
  for (const double selection : {0.0, 0.5, 3.0, 100.0}) {
    CAPTURE(selection);
    Scenario scenario = replication("replicator");
    scenario.homogeneous.selection = selection;
    Laboratory lab(scenario);
    const Column before = shares_of(lab.market), fitness = fitness_of(lab.market);
    const double mean = mean_fitness(lab.market);
    Column expected = before * (1 + selection * (fitness / mean - 1)).max(0.0);
    expected /= expected.sum();
    select(lab);
    CHECK((shares_of(lab.market) - expected).abs().maxCoeff() < 1e-14);
    if (selection == 100) CHECK((shares_of(lab.market) == 0).any());
    if (selection <= 0.5)
      CHECK(std::fabs(mean_fitness(lab.market) - mean - selection * (before * (fitness - mean).square()).sum() / mean) <
            1e-14);
  }
}

TEST_CASE("prices carry the markup and the market buys what it wants at their mean") {
  Laboratory lab(replication("replicator"));
  select(lab);
  const Firms& firms = lab.market.firms;
  double mean = 0, total = 0;
  for (Index j = 0; j < firms.count; ++j) {
    CHECK(relative(firms.paid_price[j], 1.3L * firms.unit_cost[j]) < 1e-14);
    mean += firms.share(j) * firms.paid_price[j];
    total += firms.quantity[j];
  }
  CHECK(relative(total, 20 * (1 - mean / 4)) < 1e-13);
  CHECK(relative(lab.market.segments.surplus[0], total * (4 - mean) / 2) < 1e-12);  // triangle under linear demand
}

TEST_CASE("a market in which nobody could pay starts again by size when prices have fallen") {
  Laboratory lab(replication("replicator"));
  const Column cost = lab.market.firms.unit_cost;
  lab.market.firms.unit_cost *= 100;
  select(lab);
  CHECK(lab.market.segments.served[0] == 0);
  CHECK((shares_of(lab.market) == 0).all());
  lab.market.firms.unit_cost = cost;
  select(lab);
  CHECK(std::fabs(lab.market.firms.share(3) - 0.05) < 1e-15);
  CHECK(lab.market.segments.served[0] > 1);
}

TEST_CASE("a firm expects of another unit cost the share that selection then gives it") {
  for (const double factor : {0.7, 1.0, 1.2}) {
    CAPTURE(factor);
    Laboratory lab(replication("replicator"));
    select(lab);
    const Index j = 4;
    const double total = lab.market.segments.served[0], cost = factor * lab.market.firms.unit_cost[j];
    const double mean = mean_fitness(lab.market);
    const double margin = expected_replicator_margin(lab.market, lab.scenario, j, cost, mean - lab.market.weight(0, j));
    lab.market.firms.unit_cost[j] = cost;
    select(lab);
    CHECK(relative(margin, 0.3L * cost * lab.market.firms.share(j) * total) < 1e-12);
  }
}

}  // namespace rivalry
