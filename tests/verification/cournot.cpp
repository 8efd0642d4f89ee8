// Rule `cournot` against closed forms. All numerical.
#include "rivalry/model/cournot.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/evaluation.hpp"
#include "rivalry/model/homogeneous.hpp"
#include "rivalry/run/contribution.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::relative;
using test::replication;
using test::set;

/// So many equal firms of unit cost 1 in the market of the replication.
Scenario equal_firms(std::int64_t n) {
  Scenario scenario = replication("cournot");
  scenario.populations.resize(1);
  scenario.populations[0].firms = scenario.market.firms = n;
  return scenario;
}

/// Firms whose unit costs a test sets itself.
struct Oligopoly : Laboratory {
  Oligopoly(const Scenario& given, const std::vector<double>& costs) : Laboratory(given) {
    for (std::size_t j = 0; j < costs.size(); ++j) market.firms.unit_cost[static_cast<Index>(j)] = costs[j];
  }
  void compete(std::int64_t iterations) {
    scenario.competition.iterations = iterations;
    adjust_outputs(market, step());
    sell_at_one_price(market, step());
  }
};

std::vector<double> spread_costs(int n, double from, double to) {
  std::vector<double> costs;
  for (int j = 0; j < n; ++j) costs.push_back(from + (to - from) * ((j * 37) % n) / n);
  return costs;
}

}  // namespace

TEST_CASE("three firms of unequal cost produce, earn and concentrate as Cournot's solution says") {
  const Scenario scenario = replication("cournot");
  struct Last : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics& given) override {
      firms = market.firms, statistics = given;
    }
    Firms firms;
    PeriodStatistics statistics;
  } last;
  Observer* const observers[] = {&last};
  run(scenario, {.threads = 1}, observers);
  double lerner = 0;
  for (Index j = 0; j < 3; ++j) {
    const double q = 3.0 - static_cast<double>(j);
    CHECK(std::fabs(last.firms.quantity[j] - q) < 1e-10);
    CHECK(std::fabs(last.firms.paid_price[j] - 4) < 1e-10);
    CHECK(std::fabs(last.firms.share(j) - q / 6) < 1e-10);
    CHECK(std::fabs(last.firms.revenue[j] - 4 * q) < 1e-10);
    CHECK(std::fabs(last.firms.profit[j] - q * q) < 1e-10);
    lerner += last.firms.share(j) * (4 - last.firms.unit_cost[j]) / 4;
  }
  CHECK(std::fabs(last.statistics.hhi - 7.0 / 18) < 1e-10);
  CHECK(std::fabs(last.statistics.price_index - 4) < 1e-10);
  const double elasticity = 4.0 / 6;  // P / (b Q)
  CHECK(std::fabs(lerner - 7.0 / 18 / elasticity) < 1e-10);
  CHECK(std::fabs(lerner - 0.583333333333) < 1e-10);
  CHECK(std::fabs(last.statistics.consumer_surplus - 18) < 1e-10);  // b Q^2 / 2
  CHECK(std::fabs(last.statistics.value_created - 32) < 1e-10);
}

TEST_CASE("equal firms produce the closed form from the first period on, one or a thousand of them") {
  for (const int n : {1, 2, 3, 10, 100, 1000}) {
    CAPTURE(n);
    const RunOutcome outcome = run(equal_firms(n), {.threads = 1});
    for (std::int64_t t = 0; t < 2; ++t) {
      CHECK(relative(outcome.history.at(t, "price_index"), (10 + n) / (n + 1.0L)) < 1e-10);
      CHECK(relative(outcome.history.at(t, "sales"), n * 9 / (n + 1.0L)) < 1e-10);
      CHECK(relative(outcome.history.at(t, "profit_mean"), 81 / ((n + 1.0L) * (n + 1.0L))) < 1e-10);
      CHECK(relative(outcome.history.at(t, "hhi"), 1.0L / n) < 1e-10);
      CHECK(relative(outcome.history.at(t, "coverage"), n * 0.9L / (n + 1.0L)) < 1e-10);
    }
  }
}

TEST_CASE("outputs converge at the same pace for any number of firms, where plain replies overshoot beyond three") {
  for (const int n : {2, 4, 30, 1000})
    for (const double adjustment : {0.2, 0.5, 1.0})
      for (const double start : {0.0, 0.1, 50.0}) {
        CAPTURE(n);
        CAPTURE(adjustment);
        CAPTURE(start);
        Scenario scenario = equal_firms(n);
        scenario.competition.adjustment = adjustment;
        Oligopoly lab(scenario, {});
        lab.market.firms.quantity.head(n) = start;
        lab.compete(200);
        for (Index j = 0; j < n; ++j) CHECK(relative(lab.market.firms.quantity[j], 9 / (n + 1.0L)) < 1e-10);
      }
}

TEST_CASE("who cannot cover unit cost at the price of the others produces nothing, and nobody has a better reply") {
  for (const char* form : {"linear", "unit_elastic"})
    for (const int n : {2, 7, 60}) {
      CAPTURE(form);
      CAPTURE(n);
      Scenario scenario = equal_firms(n);
      scenario.homogeneous.demand = std::string(form) == "linear" ? DemandForm::linear : DemandForm::unit_elastic;
      scenario.competition.adjustment = 0.5;
      Oligopoly lab(scenario, spread_costs(n, 0.5, 9));
      lab.market.firms.quantity.head(n) = 0.3;
      lab.compete(300);
      const Firms& firms = lab.market.firms;
      const InverseDemand demand = inverse_demand(lab.scenario, lab.market.segments);
      const double total = lab.market.segments.served[0];
      int idle = 0;
      for (Index j = 0; j < n; ++j) {
        CAPTURE(j);
        const auto profit = [&](double q) {
          return (demand.price(total - firms.quantity[j] + q) - firms.unit_cost[j]) * q;
        };
        for (int i = 0; i <= 400; ++i) CHECK(profit(i * 0.025) <= profit(firms.quantity[j]) + 1e-10);
        CHECK(std::fabs(demand.best_reply(firms.unit_cost[j], total - firms.quantity[j]) - firms.quantity[j]) < 1e-9);
        idle += firms.quantity[j] < 1e-12 ? 1 : 0;
      }
      if (n > 2) CHECK(idle > 0);
      CHECK(idle < n);
    }
}

TEST_CASE("with unit-elastic demand two firms share by cost, and a monopolist sells at the choke price") {
  Scenario scenario = equal_firms(2);
  scenario.homogeneous.demand = DemandForm::unit_elastic;
  Oligopoly two(scenario, {1, 2});
  two.compete(20);
  CHECK(relative(two.market.firms.paid_price[0], 3) < 1e-12);  // sum of costs over n - 1
  CHECK(relative(two.market.firms.quantity[0], 10.0L / 3 * 2 / 3) < 1e-12);
  CHECK(relative(two.market.firms.quantity[1], 10.0L / 3 / 3) < 1e-12);
  CHECK(relative(two.market.segments.surplus[0], 10 + 10 * std::log(10 / 3.0L) - 10) < 1e-12);

  Scenario alone = equal_firms(1);
  alone.homogeneous.demand = DemandForm::unit_elastic;
  Oligopoly one(alone, {1});
  one.compete(20);
  CHECK(relative(one.market.firms.paid_price[0], 10) < 1e-12);
  CHECK(relative(one.market.firms.quantity[0], 1) < 1e-12);
  CHECK(std::fabs(one.market.segments.surplus[0]) < 1e-12);
}

TEST_CASE("firms whose costs exceed the choke price leave the market empty, without numbers that are none") {
  for (const DemandForm form : {DemandForm::linear, DemandForm::unit_elastic}) {
    Scenario scenario = equal_firms(3);
    scenario.homogeneous.demand = form;
    Oligopoly lab(scenario, {20, 30, 40});
    lab.compete(100);
    for (Index j = 0; j < 3; ++j) CHECK(lab.market.firms.quantity[j] < 1e-12);
    CHECK(std::isfinite(lab.market.segments.surplus[0]));
  }
}

TEST_CASE("under quantity competition a firm's own contribution is what its output is worth, rivals' outputs given") {
  Laboratory lab(replication("cournot"));
  for (int period = 1; period <= 3; ++period) advance(lab.market, lab.step(period));
  // Firm 1 makes 3 of 6 units: buyers value them at the area from 3 to 6 under 10 - Q, less its cost.
  CHECK(std::fabs(contribution(lab.market, lab.scenario, 0) - (3 * 10 - (36 - 9) / 2.0 - 3 * 1)) < 1e-10);
}

TEST_CASE("a design of another unit cost is worth what the best reply with it earns") {
  Scenario scenario = replication("cournot");
  scenario.cost.fixed = 0.7;
  Laboratory lab(scenario);
  for (int period = 1; period <= 2; ++period) advance(lab.market, lab.step(period));
  const Step step = lab.step(3);
  Candidate candidate;
  const auto judged = [&](Index firm, std::uint64_t model) {
    candidate.model = model;
    count_weights(lab.market, step);
    return test::expected_profit_now(lab.market, step, {firm, 1}, candidate, 0);
  };
  for (Index j = 0; j < 3; ++j)  // the present design: at the equilibrium its best reply is what it does
    CHECK(std::fabs(judged(j, lab.market.firms.model[j]) -
                    (lab.market.firms.quantity[j] * lab.market.firms.quantity[j] - 0.7)) < 1e-9);
  // Firm 3 at cost 1 instead of 3, rivals making 5: output (10 - 1 - 5)/2 = 2, profit 4.
  CHECK(std::fabs(judged(2, lab.market.firms.model[0]) - (4 - 0.7)) < 1e-9);
  CHECK(std::fabs(judged(2, 0) - -0.7) < 1e-12);  // offers nothing
}

}  // namespace rivalry
