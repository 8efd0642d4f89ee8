// Bertrand prices against closed forms and bracketed roots of own profit's derivative. All numerical.
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

struct Equilibrium : Laboratory {
  explicit Equilibrium(const Scenario& given) : Laboratory(given) { trade(*this); }
};

/// Markup of a monopolist at a - c with scale 1: the root of m = 1 + exp(a - c - m), by bisection.
Real monopoly_markup(Real advantage) {
  Real low = 1, high = 1 + advantage + std::exp(advantage);
  for (int i = 0; i < 200; ++i) {
    const Real m = (low + high) / 2;
    (m < 1 + std::exp(advantage - m) ? low : high) = m;
  }
  return low;
}

}  // namespace

TEST_CASE("equal firms that compete in prices set the prices of the closed form") {
  for (const int n : {1, 2, 3, 10, 100})
    for (const double sensitivity : {1.0, 2.5}) {
      CAPTURE(n);
      CAPTURE(sensitivity);
      const double base = (n + 1.0) / n;
      Scenario scenario =
          replication("bertrand-symmetric", {set("market.firms", n), set("demand.price_sensitivity", sensitivity)});
      scenario.demand.base_utility = base;  // all digits: the closed form holds at (n + 1)/n alone
      scenario.demand.outside_weight = 1.0 / n;
      const Equilibrium there(scenario);
      for (Index j = 0; j < n; ++j) {
        CHECK(relative(there.market.firms.paid_price[j], 1 + base / sensitivity) < 1e-12);
        CHECK(relative(there.market.buyers(0, j), 1 / (n + 1.0)) < 1e-12);
      }
    }
}

TEST_CASE("a monopolist takes the markup of the closed form") {
  struct {
    double advantage, markup;
  } const cases[] = {{1, 1.567143}, {2, 2}, {3, 2.557146}, {5, 3.926271}};
  for (const auto& one : cases) {
    CAPTURE(one.advantage);
    const Equilibrium lab(replication("bertrand-symmetric", {set("demand.base_utility", one.advantage)}));
    CHECK(std::fabs(lab.market.firms.paid_price[0] - 1 - one.markup) < 5e-7);  // as far as the figures are given
    CHECK(std::fabs(lab.market.firms.paid_price[0] - 1 - static_cast<double>(monopoly_markup(one.advantage))) < 1e-12);
  }
}

TEST_CASE("two unequal firms set the prices and win the shares of the published equilibrium") {
  const Equilibrium lab(replication("bertrand-asymmetric"));
  const Firms& firms = lab.market.firms;
  CHECK(std::fabs(firms.paid_price[0] - 2.4760869582) < 1e-10);
  CHECK(std::fabs(firms.paid_price[1] - 2.1880222929) < 1e-10);
  CHECK(std::fabs(lab.market.buyers(0, 0) - 0.3225331377) < 1e-10);
  CHECK(std::fabs(lab.market.buyers(0, 1) - 0.1582649534) < 1e-10);
}

TEST_CASE("pricing converges in a dozen iterations where iterating the plain markup formula cycles") {
  // Plain iteration m <- 1/(1 - s) has slope 1 - m* at its fixed point: at a - c = 4 that is about -2.2.
  const Real markup = monopoly_markup(4);
  REQUIRE(markup > 2);
  const Equilibrium lab(
      replication("bertrand-symmetric", {set("demand.base_utility", 4), set("competition.iterations", 12)}));
  CHECK(std::fabs(lab.market.firms.paid_price[0] - 1 - static_cast<double>(markup)) < 1e-8);
}

TEST_CASE("prices converge from bad starting prices") {
  for (const double founding_markup : {0.0, 0.01, 20.0, 300.0, 999.0}) {
    CAPTURE(founding_markup);
    const Equilibrium two(replication("bertrand-asymmetric", {set("competition.markup", founding_markup)}));
    CHECK(std::fabs(two.market.firms.paid_price[0] - 2.4760869582) < 1e-10);
    CHECK(std::fabs(two.market.firms.paid_price[1] - 2.1880222929) < 1e-10);
    const Equilibrium one(
        replication("bertrand-symmetric", {set("demand.base_utility", 8), set("competition.markup", founding_markup)}));
    CHECK(std::fabs(one.market.firms.paid_price[0] - 1 - static_cast<double>(monopoly_markup(8))) < 1e-10);
  }
}

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
      const double e = lab.scratch.weight(segment.row, j), k = segment.loyalty;
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

TEST_CASE("more firms in a market of fixed size lower the markup toward its limit") {
  double last = 1e9;
  for (const int n : {1, 2, 4, 8, 32, 128, 512}) {
    CAPTURE(n);
    Scenario scenario =
        replication("bertrand-symmetric", {set("market.firms", n), set("demand.price_sensitivity", 2.5)});
    scenario.demand.outside_weight = 1.0 / n;
    const Equilibrium lab(scenario);
    const double markup = lab.market.firms.paid_price[0] - 1;
    CHECK(markup < last);
    CHECK(markup > 1 / 2.5);
    CHECK(relative(markup, 1 / 2.5 / (1 - lab.market.buyers(0, 0))) < 1e-10);  // c + mu / (1 - s)
    last = markup;
  }
  CHECK(relative(last, 1 / 2.5) < 0.003);
}

TEST_CASE("a firm that nobody buys from keeps a finite price") {
  Laboratory lab(replication("bertrand-asymmetric", {set("demand.base_utility", -50)}));
  lab.market.firms.paid_price[0] = 1e6;
  trade(lab);
  CHECK(std::isfinite(lab.market.firms.paid_price[0]));
  CHECK(relative(lab.market.firms.paid_price[0], 2) < 1e-6);  // c + mu: the limit of small shares
}

}  // namespace rivalry
