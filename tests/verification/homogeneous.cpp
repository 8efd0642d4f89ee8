// What holds for a homogeneous good under every rule.
#include "rivalry/model/homogeneous.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "rivalry/run/contribution.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::relative;

/// Area under the inverse demand by Simpson's rule: what buyers would at most pay for a quantity.
double area(const InverseDemand& demand, double from, double to) {
  constexpr int steps = 20000;
  const double h = (to - from) / steps;
  double sum = demand.price(from) + demand.price(to);
  for (int i = 1; i < steps; ++i) sum += demand.price(from + i * h) * (i % 2 == 1 ? 4 : 2);
  return sum * h / 3;
}

}  // namespace

TEST_CASE("price, quantity, elasticity and benefit are of one demand") {
  for (const DemandForm form : {DemandForm::linear, DemandForm::unit_elastic}) {
    const InverseDemand demand{form, 7, 3};
    const double kink = 7.0 / 3;  // below, unit-elastic demand pays the choke price whatever is sold
    for (const double q : {0.4, 2.2, 2.5, 4.0, 6.9}) {
      CAPTURE(q);
      const bool flat = form == DemandForm::unit_elastic && q < kink;
      if (!flat) {
        CHECK(relative(demand.quantity(demand.price(q)), q) < 1e-12);
        const double h = 1e-5, slope = (demand.price(q + h) - demand.price(q - h)) / (2 * h);
        CHECK(relative(demand.elasticity(q), -demand.price(q) / (slope * q)) < 1e-6);
      } else {
        CHECK(std::isinf(demand.elasticity(q)));
        CHECK(demand.price(q) == 3);
      }
      const double split = std::min(q, kink);
      CHECK(relative(demand.benefit(q), area(demand, 0, split) + area(demand, split, q)) < 1e-9);
    }
    CHECK(demand.quantity(3.1) == 0);
    CHECK(demand.price(0) == 3);
  }
}

TEST_CASE("columns and statistics of a period agree with each other under every rule") {
  for (const Scenario& scenario : test::homogeneous_markets()) {
    CAPTURE(static_cast<int>(scenario.competition.rule));
    CAPTURE(static_cast<int>(scenario.homogeneous.demand));
    Laboratory lab(scenario);
    double subsidised = 0;
    for (int period = 1; period <= 12; ++period) {
      lab.market.flows = {};
      advance(lab.market, lab.step(period));
      const Firms& firms = lab.market.firms;
      const InverseDemand demand = inverse_demand(lab.scenario, lab.market.segments);
      const PeriodStatistics statistics = describe_period(lab.market, lab.step(period));
      double total = 0, paid = 0, squares = 0, profit = 0, damage = 0;
      for (Index j = 0; j < firms.count; ++j) {
        total += firms.quantity[j], paid += firms.paid_price[j] * firms.quantity[j];
        squares += firms.quantity[j] * firms.quantity[j], profit += firms.profit[j];
        damage += std::max(0.0, firms.externality[j]) * firms.quantity[j];
        CHECK(relative(1 + firms.revenue[j], 1 + firms.paid_price[j] * firms.quantity[j]) < 1e-12);
        CHECK(lab.market.buyers(0, j) == firms.quantity[j]);
      }
      CHECK(std::fabs(statistics.price_index - demand.price(total)) < 1e-9);  // what is offered is bought at that price
      CHECK(relative(statistics.hhi, squares / total / total) < 1e-12);
      CHECK(std::fabs(statistics.revenue - paid) < 1e-12 * (1 + paid));
      CHECK(relative(1 + statistics.consumer_surplus, 1 + demand.benefit(total) - paid) < 1e-12);
      const double subsidies = lab.market.flows.subsidies;
      subsidised += subsidies;
      const double created = demand.benefit(total) - paid + profit - subsidies - damage;
      CHECK(relative(10 + statistics.value_created, 10 + created) < 1e-11);
      // All rivals at what they sell: what firm 0 adds to the value of the market.
      const double own = firms.quantity[0];
      const double without = demand.benefit(total - own) - (paid - firms.paid_price[0] * own) +
                             (profit - firms.profit[0]) - (subsidies - firms.subsidy[0]) -
                             (damage - std::max(0.0, firms.externality[0]) * own);
      // Rivals' revenue at today's price is a transfer within the market, on both sides.
      CHECK(relative(10 + contribution(lab.market, lab.scenario, 0), 10 + created - without) < 1e-9);
    }
    CHECK(subsidised > 1);
  }
}

TEST_CASE("what nobody takes at price 0 stays unsold at its makers' cost") {
  Laboratory lab(test::scenario_of(test::homogeneous_market, {test::set("competition.rule", std::string("capacity"))}));
  const double first = lab.market.segments.served[0];
  lab.market.firms.capital.each() *= 10;
  advance(lab.market, lab.step());
  const Firms& firms = lab.market.firms;
  const double mass = lab.market.segments.mass[0];
  CHECK(first < mass);
  CHECK(relative(lab.market.segments.served[0], mass) < 1e-12);
  double cost = 0, output = 0;
  for (Index j = 0; j < firms.count; ++j) {
    CHECK(firms.paid_price[j] == 0);
    if (firms.entered(j) > 0) continue;
    const double made = 80 * firms.trait[Trait::start_size][j] * firms.trait[Trait::productivity][j];
    output += made, cost = std::max(cost, firms.unit_cost[j] * made / -firms.profit[j]);
    CHECK(firms.profit[j] < -firms.unit_cost[j] * made);  // all of it is paid for
  }
  CHECK(output > 1.5 * mass);
  CHECK(cost > 0.8);  // and little else
}

TEST_CASE("a market of twice the mass and firms of twice the size has the same prices under every rule") {
  for (const Scenario& one : test::homogeneous_markets()) {
    CAPTURE(static_cast<int>(one.competition.rule));
    Scenario twice = one;
    twice.market.size_per_firm *= 2;
    twice.traits[Trait::start_size] = 2;
    twice.populations[0].traits[Trait::start_size] = Distribution::uniform(2, 4);
    const History a = run(one, {.threads = 1}).history, b = run(twice, {.threads = 1}).history;
    for (std::int64_t t = 0; t < 60; ++t) {
      CHECK(std::fabs(b.at(t, "price_index") - a.at(t, "price_index")) < 1e-9);
      CHECK(relative(b.at(t, "sales"), 2 * a.at(t, "sales")) < 1e-9);
      CHECK(b.at(t, "firms") == a.at(t, "firms"));
    }
  }
}

}  // namespace rivalry
