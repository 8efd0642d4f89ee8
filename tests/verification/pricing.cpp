// Bertrand prices, next to what scenarios/replications/bertrand-*.toml expect: against bracketed roots of own profit's
// derivative. All numerical.
#include "rivalry/model/pricing.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "../support/reference.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::OwnProfit;
using test::Real;
using test::relative;
using test::replication;
using test::set;

/// One period of pricing and clearing.
void trade(Laboratory& lab) {
  const Step step = lab.step();
  update_unit_costs(lab.market, step);
  update_appeal(lab.market, step);
  set_prices(lab.market, step);
  clear_market(lab.market, step);
}

}  // namespace

TEST_CASE("a uniform price over unlike segments is a peak of the firm's own profit") {
  for (const double founding_markup : {0.1, 2.0}) {
    Laboratory lab(replication("bertrand-segments", {set("competition.markup", founding_markup)}));
    trade(lab);
    for (Index j = 0; j < lab.market.firms.count; ++j) {
      CAPTURE(j);
      const OwnProfit profit(lab, j);
      const double price = lab.market.firms.paid_price[j];
      CHECK(std::fabs(static_cast<double>(profit.peak_near(price)) - price) < 1e-8);
      // Which root: the highest peak of those that a fine scan finds.
      Real best = 0;
      for (int i = 0; i <= 600; ++i) best = std::max(best, profit(i * 0.01L));
      CHECK(static_cast<double>(profit(price) / best) >= 1 - 1e-12);
    }
  }
}

TEST_CASE("with retained buyers a price is a peak of the firm's own profit") {
  Laboratory lab(replication("switching-costs"));
  for (int period = 1; period <= 3; ++period) {
    const Step step = lab.step(period);
    update_unit_costs(lab.market, step);
    update_appeal(lab.market, step);
    set_prices(lab.market, step);
    for (Index j = 0; j < lab.market.firms.count; j += 3) {  // one of each kind
      CAPTURE(j);
      const double price = lab.market.firms.paid_price[j];
      CHECK(std::fabs(static_cast<double>(OwnProfit(lab, j).peak_near(price)) - price) < 1e-8);
    }
    clear_market(lab.market, step);
  }
}

TEST_CASE("one step of the fixed point has the numerical derivative of own profit with retained buyers") {
  // target = c + (q + (p - c) felt sum alpha Gamma) / (felt sum alpha q), so the derivative of own profit is
  // (target - p) felt sum alpha q: away from the equilibrium this checks every term of Gamma.
  Scenario scenario =
      replication("switching-costs", {set("competition.iterations", 1), set("competition.adjustment", 1.0)});
  scenario.segments.mass_spread = 0.5;
  Laboratory lab(scenario);
  lab.market.segments.mass[1] *= 0.8;  // a segment that shrinks releases buyers
  const Step step = lab.step();
  update_appeal(lab.market, step);
  const Column before = lab.market.firms.paid_price;
  std::vector<Real> derivative;
  for (Index j = 0; j < lab.market.firms.count; ++j) derivative.push_back(OwnProfit(lab, j).derivative(before[j]));
  weigh_firms(lab.market, step);
  Column weighted_demand = Column::Zero(lab.market.firms.count);
  for (const kernels::Segment& segment : lab.scratch.open)
    for (Index j = 0; j < lab.market.firms.count; ++j) {
      const double e = lab.market.weight(segment.row, j), k = segment.loyalty;
      const double bound = lab.market.firms.retention[j] * lab.market.buyers(segment.row, j) * segment.retained_scale;
      weighted_demand[j] += segment.sensitivity * e * (segment.free_share + bound * k / (segment.denominator + k * e));
    }
  set_prices(lab.market, step);
  for (Index j = 0; j < lab.market.firms.count; ++j) {
    CAPTURE(j);
    const double slope = lab.market.firms.felt[j] * weighted_demand[j];
    const double implied = (lab.market.firms.paid_price[j] - before[j]) * slope;
    CHECK(relative(implied, static_cast<double>(derivative[static_cast<std::size_t>(j)])) < 1e-10);
  }
}

TEST_CASE("a firm that nobody buys from keeps a finite price") {
  Laboratory lab(replication("bertrand-asymmetric", {set("demand.base_utility", -50)}));
  lab.market.firms.paid_price[0] = 1e6;
  trade(lab);
  CHECK(std::isfinite(lab.market.firms.paid_price[0]));
  CHECK(relative(lab.market.firms.paid_price[0], 2) < 1e-6);  // c + mu: the limit of small shares
}

}  // namespace rivalry
