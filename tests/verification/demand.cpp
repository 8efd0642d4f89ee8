// Demand against a plain second implementation in long double, closed limits and simulated single buyers.
#include "rivalry/model/demand.hpp"

#include <cmath>
#include <cstring>

#include <doctest/doctest.h>

#include "../support/reference.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/random/functions.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::Real;
using test::relative;
using test::replication;
using test::scenario_of;
using test::set;
using test::Table;

/// A market with everything on that enters utility, and firms of unlike size.
constexpr const char* rich = R"(
[scenario]
seed = 5
[market]
firms = 40
segments = 5
attributes = 3
[demand]
price_sensitivity = {uniform = [1, 4]}
novelty_taste = {normal = [1, 0.5], min = -1, max = 3}
legitimacy_taste = {uniform = [0, 1]}
sustainability_taste = {uniform = [0, 2]}
switching_cost = {uniform = [0.2, 2]}
[segments]
mass_spread = 0.7
access_spread = 0.3
[founding]
size = {uniform = [0.5, 2]}
legitimacy = {uniform = [0.1, 0.9]}
[resources]
brand = {uniform = [0, 1]}
)";

void price(Laboratory& lab, std::int64_t period) {
  const Step step = lab.step(period);
  update_unit_costs(lab.market, step);
  update_appeal(lab.market, step);
  set_prices(lab.market, step);
}

bool same_bits(const Column& a, const Column& b, Index n) {
  return std::memcmp(a.data(), b.data(), static_cast<std::size_t>(n) * sizeof(double)) == 0;
}

}  // namespace

TEST_CASE("shares, the outside share and surplus equal a plain logit in long double") {
  Laboratory lab(scenario_of(rich, {set("demand.switching_cost", 0)}));
  price(lab, 1);
  clear_market(lab.market, lab.step());
  const Segments& segments = lab.market.segments;
  const Table e = test::weights(lab);
  Real surplus = 0;
  for (Index s = 0; s < segments.count; ++s) {
    CAPTURE(s);
    Real z = segments.outside[s], served = 0;
    for (const Real weight : e[static_cast<std::size_t>(s)]) z += weight;
    for (Index j = 0; j < lab.market.firms.count; ++j) {
      const Real share = e[static_cast<std::size_t>(s)][static_cast<std::size_t>(j)] / z;
      // The exponent is a sum of a dozen terms of size 1 to 10, so its rounding error is some 1e-15.
      CHECK(std::fabs(static_cast<double>(lab.market.buyers(s, j) / segments.mass[s] - share)) < 1e-14);
      CHECK(relative(lab.market.buyers(s, j), share * segments.mass[s]) < 2e-14);
      served += lab.market.buyers(s, j);
    }
    CHECK(relative(segments.served[s], served) < 1e-14);
    CHECK(std::fabs(static_cast<double>(1 - segments.served[s] / segments.mass[s] - segments.outside[s] / z)) < 1e-14);
    const Real expected = segments.mass[s] * std::log(z / segments.outside[s]) / segments.price_sensitivity[s];
    CHECK(relative(segments.surplus[s], expected) < 1e-14);
    surplus += expected;
  }
  for (Index j = 0; j < lab.market.firms.count; ++j)  // from felt to paid prices
    surplus -= static_cast<Real>(lab.market.firms.quantity[j]) * (1 - lab.market.firms.felt[j]) *
               lab.market.firms.paid_price[j];
  CHECK(relative(lab.market.flows.consumer_surplus, surplus) < 1e-14);
  double shares = 0;
  for (Index j = 0; j < lab.market.firms.count; ++j) shares += lab.market.firms.share(j);
  CHECK(std::fabs(shares - 1) < 1e-14);
}

TEST_CASE("with retained buyers quantities and surplus equal the sum over all pairs of firms") {
  Laboratory lab(scenario_of(rich));
  REQUIRE(lab.scratch.inertia);
  for (int period = 1; period <= 4; ++period) {
    Segments& segments = lab.market.segments;
    segments.previous_mass = segments.mass;
    segments.mass[1] *= 0.7;  // shrinking and growing segments
    segments.mass[2] *= 1.2;
    price(lab, period);
    const Table e = test::weights(lab), retained = test::retained_buyers(lab);
    clear_market(lab.market, lab.step(period));
    for (std::size_t s = 0; s < e.size(); ++s) {
      CAPTURE(s);
      const auto i = static_cast<Index>(s);
      const std::vector<Real> q = test::sales(lab, s, e[s], retained[s]);
      const Real alpha = segments.price_sensitivity[i], k = std::exp(static_cast<Real>(segments.switching_cost[i])) - 1;
      Real z = segments.outside[i], free = segments.mass[i], expected = 0;
      for (const Real weight : e[s]) z += weight;
      for (std::size_t j = 0; j < q.size(); ++j) {
        CHECK(relative(lab.market.buyers(i, static_cast<Index>(j)), q[j]) < 1e-13);
        free -= retained[s][j];
        expected += retained[s][j] * (std::log((z + k * e[s][j]) / segments.outside[i]) - segments.switching_cost[i]);
      }
      expected += free * std::log(z / segments.outside[i]);
      CHECK(relative(segments.surplus[i], expected / alpha) < 1e-13);
      CHECK(segments.served[i] < segments.mass[i]);
    }
  }
}

TEST_CASE("with retained buyers quantities equal what simulated single buyers choose") {
  // Every buyer draws a taste for each firm and for buying nothing (Gumbel) and takes the best; a retained one counts
  // the switching cost for its own firm. 36 comparisons at 4.5 standard errors: false alarm 1 in 4,000.
  Laboratory lab(replication("switching-costs"));
  price(lab, 1);
  const Table retained = test::retained_buyers(lab);
  const Index firms = lab.market.firms.count;
  Table u(3);
  for (std::size_t s = 0; s < 3; ++s)
    for (Index j = 0; j < firms; ++j)
      u[s].push_back(test::utility(lab, static_cast<Index>(s), j, lab.market.firms.paid_price[j]));
  clear_market(lab.market, lab.step());
  constexpr int buyers = 40'000;
  const Streams streams(99, 0);
  for (Index s = 0; s < 3; ++s) {
    const auto at = static_cast<std::size_t>(s);
    Stream stream = streams.at(Purpose::evaluation, s, 0);
    const double mass = lab.market.segments.mass[s], kappa = lab.market.segments.switching_cost[s];
    std::vector<double> base(1, std::log(lab.market.segments.outside[s]));
    for (const Real one : u[at]) base.push_back(static_cast<double>(one));
    std::vector<double> bought(static_cast<std::size_t>(firms) + 1, 0);
    for (int b = 0; b < buyers; ++b) {
      double ticket = stream.uniform() * mass;  // who this buyer bought from, if it is retained
      std::size_t own = 0;
      for (std::size_t j = 0; j < retained[at].size() && own == 0; ++j)
        if ((ticket -= static_cast<double>(retained[at][j])) < 0) own = j + 1;
      std::size_t best = 0;
      double most = -1e300;
      for (std::size_t i = 0; i < base.size(); ++i) {
        const double taste = base[i] + (i > 0 && i == own ? kappa : 0) - functions::log(stream.exponential());
        if (taste > most) most = taste, best = i;
      }
      bought[best] += 1.0 / buyers;
    }
    for (Index j = 0; j < firms; ++j) {
      CAPTURE(s);
      CAPTURE(j);
      const double share = lab.market.buyers(s, j) / mass;
      const double error = std::sqrt(share * (1 - share) / buyers);
      CHECK(std::fabs(bought[static_cast<std::size_t>(j) + 1] - share) < 4.5 * error);
    }
  }
}

TEST_CASE("without switching cost the two passes for retained buyers give the bits of the plain logit") {
  Laboratory plain(scenario_of(rich, {set("demand.switching_cost", 0)}));
  Laboratory passes(scenario_of(rich, {set("demand.switching_cost", 0)}));
  REQUIRE(!plain.scratch.inertia);
  passes.scratch.inertia = true;  // all corrections are computed, and vanish
  for (int period = 1; period <= 3; ++period)
    for (Laboratory* lab : {&plain, &passes}) {
      price(*lab, period);
      clear_market(lab->market, lab->step(period));
    }
  const Firms &a = plain.market.firms, &b = passes.market.firms;
  CHECK(passes.market.segments.retained.sum() == 0);  // nobody is bound
  CHECK(same_bits(a.paid_price, b.paid_price, a.count));
  CHECK(same_bits(a.quantity, b.quantity, a.count));
  CHECK(same_bits(plain.market.segments.surplus, passes.market.segments.surplus, 5));

  Laboratory nearly(scenario_of(rich, {{"demand.switching_cost", "1e-13"}}));
  for (int period = 1; period <= 3; ++period) {
    price(nearly, period);
    clear_market(nearly.market, nearly.step(period));
  }
  CHECK(nearly.market.segments.retained.sum() > 0);
  CHECK((nearly.market.firms.quantity - a.quantity).head(a.count).abs().maxCoeff() < 1e-11);
}

TEST_CASE("where nobody is retained a switching cost leaves the bits as they are") {
  Laboratory plain(scenario_of(rich, {set("demand.switching_cost", 0)}));
  Laboratory passes(scenario_of(rich));
  for (Laboratory* lab : {&plain, &passes}) lab->market.firms.retention.setZero();
  for (int period = 1; period <= 3; ++period)
    for (Laboratory* lab : {&plain, &passes}) {
      if (period == 1) {  // the founding prices, so that founding's retained buyers leave no trace
        lab->market.buyers = {};
        lab->market.buyers.resize(lab->market.segments.count, lab->market.firms.capacity());
        lab->market.firms.paid_price.head(lab->market.firms.count).setConstant(1);
        lab->market.firms.novelty.head(lab->market.firms.count).setConstant(0.5);
      }
      price(*lab, period);
      clear_market(lab->market, lab->step(period));
    }
  CHECK(passes.scratch.inertia);
  CHECK(same_bits(plain.market.firms.paid_price, passes.market.firms.paid_price, plain.market.firms.count));
  CHECK(same_bits(plain.market.firms.quantity, passes.market.firms.quantity, plain.market.firms.count));
}

TEST_CASE("a market of double size with firms of double size goes the same way") {
  struct Course : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      for (Index j = 0; j < market.firms.count; ++j) {
        values.push_back(market.firms.paid_price[j]);
        values.push_back(market.firms.share(j));
        values.push_back(market.firms.cash[j] / market.firms.trait[Trait::start_size][j]);
        models.push_back(market.firms.model[j]);
      }
    }
    std::vector<double> values;
    std::vector<std::uint64_t> models;
  };
  Course one, two;
  Observer *const first[] = {&one}, *const second[] = {&two};
  Scenario scenario = scenario_of("[market]\nfirms = 80\n[scenario]\nperiods = 40\n");
  run(scenario, {.threads = 1}, first);
  scenario.market.size_per_firm *= 2;
  scenario.traits[Trait::start_size] = 2;
  run(scenario, {.threads = 1}, second);
  CHECK(one.models == two.models);
  REQUIRE(one.values.size() == two.values.size());
  double largest = 0;
  for (std::size_t i = 0; i < one.values.size(); ++i)
    largest = std::max(largest, std::fabs(one.values[i] - two.values[i]) / std::max(1.0, std::fabs(one.values[i])));
  CHECK(largest < 1e-12);
}

}  // namespace rivalry
