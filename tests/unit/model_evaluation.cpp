#include <bit>
#include <cmath>

#include <doctest/doctest.h>

#include "../support/reference.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/evaluation.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/run/contribution.hpp"
#include "rivalry/run/period.hpp"

// What managers expect of a design, against the market that then clears; and what a firm contributes.
namespace rivalry {
namespace {

using test::Laboratory;
using test::Real;
using test::relative;
using test::scenario_of;
using test::set;
using test::Table;

/// Needs, technology and experience stand still, so that a period repeats the last one but for prices and novelty.
constexpr const char* still = R"(
[market]
firms = 30
segments = 3
[demand]
sustainability_taste = 0.5
price_sensitivity = [1.5, 2.5, 4.0]
[segments]
access_spread = 0.3
[cost]
learning = 0
[founding]
size = {uniform = [0.5, 2]}
[resources]
brand = {uniform = [0, 1]}
digital = {uniform = [0, 1]}
[needs]
enabled = false
[technology]
enabled = false
[innovation]
enabled = false
[entry]
enabled = false
[exit]
enabled = false
)";

/// Some periods, so that prices and sales settle.
void settle(Laboratory& lab, int periods = 30) {
  for (int period = 1; period <= periods; ++period) advance(lab.market, lab.step(period));
}

/// As a manager finds the market: weights with today's novelty and prices.
void look(Laboratory& lab) {
  update_appeal(lab.market, lab.step());
  weigh_firms(lab.market, lab.step());
}

Candidate status_quo(const Market& market, Index j) {
  Candidate candidate;
  candidate.model = market.firms.model[j];
  for (std::size_t d = 0; d < market.firms.home.size(); ++d) candidate.home[d] = market.firms.home[d][j];
  return candidate;
}

double gross_profit(const Market& market, Index j) {
  const Firms& firms = market.firms;
  return (firms.paid_price[j] + firms.third_party[j] - firms.unit_cost[j]) * firms.quantity[j] - firms.fixed_cost[j];
}

}  // namespace

TEST_CASE("the expected profit of the status quo is the firm's gross profit when nothing changes") {
  Laboratory lab(scenario_of(still, {set("demand.switching_cost", 0)}));
  settle(lab);
  look(lab);
  std::vector<double> expected;
  for (Index j = 0; j < lab.market.firms.count; ++j)
    expected.push_back(test::expected_profit_now(lab.market, lab.step(), {j, 0}, status_quo(lab.market, j), 0));
  clear_market(lab.market, lab.step());  // at the same prices
  for (Index j = 0; j < lab.market.firms.count; ++j)
    CHECK(std::fabs(expected[static_cast<std::size_t>(j)] - gross_profit(lab.market, j)) <
          1e-12 * (1 + std::fabs(gross_profit(lab.market, j))));
}

TEST_CASE("with retained buyers the expected profit of the status quo is the firm's gross profit too") {
  Laboratory lab(scenario_of(still));
  REQUIRE(lab.scratch.inertia);
  settle(lab);
  look(lab);
  std::vector<double> expected;
  for (Index j = 0; j < lab.market.firms.count; ++j)
    expected.push_back(test::expected_profit_now(lab.market, lab.step(), {j, 0}, status_quo(lab.market, j), 0));
  clear_market(lab.market, lab.step());
  // The own term is exact, and so is the Padé form where nothing changes.
  for (Index j = 0; j < lab.market.firms.count; ++j)
    CHECK(std::fabs(expected[static_cast<std::size_t>(j)] - gross_profit(lab.market, j)) <
          1e-11 * (1 + std::fabs(gross_profit(lab.market, j))));
}

TEST_CASE("the expected profit of another design is what it would earn, rivals' prices given") {
  for (const bool inertia : {false, true}) {
    CAPTURE(inertia);
    const Scenario scenario = inertia ? scenario_of(still) : scenario_of(still, {set("demand.switching_cost", 0)});
    Laboratory lab(scenario);
    settle(lab);
    look(lab);
    double largest = 0;
    for (Index j = 0; j < lab.market.firms.count; j += 3)
      for (int choice = 0; choice < 24; choice += 2) {
        Candidate candidate = status_quo(lab.market, j);
        candidate.model ^= std::uint64_t{1} << choice;
        candidate.mode = SearchMode::local;
        candidate.home[0] += 0.1 * choice;  // and it moves its home position
        const double expected = test::expected_profit_now(lab.market, lab.step(), {j, 0}, candidate, 0);
        // The same market with the design taken up; its novelty with its own sales where they then are.
        Laboratory other(scenario);
        other.market = lab.market;
        Firms& firms = other.market.firms;
        const double felt_margin = (firms.paid_price[j] - marginal_cost(firms, j)) * firms.felt[j];
        firms.model[j] = candidate.model;
        firms.home[0][j] = candidate.home[0];
        refresh_design(other.market, scenario, other.scratch.effects, j);
        update_unit_costs(other.market, other.step());
        firms.paid_price[j] =
            firms.collected[j] > 0 ? std::max(0.0, marginal_cost(firms, j) + felt_margin / firms.felt[j]) : 0;
        double novelty = 0;
        for (int path = 0; path < path_count; ++path) {
          const std::uint64_t block = scenario.catalogue.block(static_cast<Path>(path));
          double alike = 0, all = 0;
          for (Index i = 0; i < firms.count; ++i) {
            all += firms.quantity[i];
            if (((firms.model[i] ^ firms.model[j]) & block) == 0) alike += firms.quantity[i];
          }
          novelty += (1 - alike / all) / 4;
        }
        other.scratch.commonness = lab.scratch.commonness;  // rivals see the design as new
        update_appeal(other.market, other.step());
        firms.novelty[j] = novelty;  // but it counts its own sales where they then are
        clear_market(other.market, other.step());
        firms.fixed_cost[j] =
            std::max(0.0, scenario.cost.fixed + firms.fixed_cost_effect[j]) * firms.trait[Trait::start_size][j];
        const double earned = gross_profit(other.market, j);
        largest = std::max(largest, std::fabs(expected - earned) / (std::fabs(earned) + 0.05));
      }
    const std::string how = inertia ? "with" : "without";
    MESSAGE(how, " retained buyers: largest relative difference ", largest);
    CHECK(largest < (inertia ? 1e-4 : 1e-11));  // the Padé form is exact at no change only
  }
}

TEST_CASE("expected sales stay positive and below the segment's mass for any candidate, with buyers bound to rivals") {
  Laboratory lab(scenario_of(still, {set("demand.switching_cost", 6)}));
  lab.market.firms.retention.head(lab.market.firms.count).setConstant(0.95);
  settle(lab, 10);
  look(lab);
  const Segments& segments = lab.market.segments;
  for (Index s = 0; s < segments.count; ++s)
    for (Index j = 0; j < lab.market.firms.count; ++j) {
      const double own = lab.market.weight(s, j);
      const OwnWeight weight{own, lab.market.firms.retention[j] * lab.market.buyers(s, j)};
      double last = -1;
      for (const double factor : {0.0, 1e-6, 0.01, 0.5, 1.0, 2.0, 100.0, 1e6, 1e12}) {
        const double quantity = expected_quantity(segments, s, weight, {own * factor, weight.retained}, true);
        CHECK(quantity >= 0);
        CHECK(quantity <= segments.mass[s] * (1 + 1e-9));
        CHECK(quantity >= last * (1 - 1e-12));  // a better design never sells less
        last = quantity;
      }
    }
}

TEST_CASE("a manager who does not integrate sees the changed block's own synergies alone") {
  Laboratory lab(scenario_of(still, {set("demand.switching_cost", 0), set("landscape.interdependence", 8)}));
  settle(lab, 5);
  look(lab);
  int differ = 0;
  for (Index j = 0; j < 10; ++j) {
    Candidate candidate = status_quo(lab.market, j);
    candidate.model ^= 1;
    candidate.mode = SearchMode::local;
    const std::uint64_t block = lab.scenario.catalogue.block(Path::offer), all = (std::uint64_t{1} << 24) - 1;
    const double seen = test::expected_profit_now(lab.market, lab.step(), {j, 0}, candidate, block);
    const double whole = test::expected_profit_now(lab.market, lab.step(), {j, 0}, candidate, 0);
    const double everything = test::expected_profit_now(lab.market, lab.step(), {j, 0}, candidate, all);
    CHECK(everything == doctest::Approx(whole).epsilon(1e-10));
    differ += std::fabs(seen - whole) > 1e-6;
  }
  CHECK(differ >= 8);
}

TEST_CASE("a firm's own contribution is what the market would lose without it, rivals' prices fixed") {
  Laboratory lab(scenario_of(still, {set("demand.switching_cost", 0)}));
  settle(lab);
  bool felt_differs = false;
  // Value: surplus at paid prices, profits, less damage. Without firm j its weight is gone and its fixed cost too.
  const auto value = [&](Index without) {
    const Firms& firms = lab.market.firms;
    Real total = 0;
    Table e(3);
    for (Index s = 0; s < 3; ++s) {
      Real z = lab.market.segments.outside[s];
      for (Index j = 0; j < firms.count; ++j) {
        e[static_cast<std::size_t>(s)].push_back(j == without ? 0 : static_cast<Real>(lab.market.weight(s, j)));
        z += e[static_cast<std::size_t>(s)].back();
      }
      total += lab.market.segments.mass[s] * std::log(z / lab.market.segments.outside[s]) /
               lab.market.segments.price_sensitivity[s];
      for (Index j = 0; j < firms.count; ++j) {
        const Real q = lab.market.segments.mass[s] * e[static_cast<std::size_t>(s)][static_cast<std::size_t>(j)] / z;
        felt_differs = felt_differs || (q > 0.01 && firms.felt[j] < 0.95);
        total -= q * (1 - static_cast<Real>(firms.felt[j])) * firms.paid_price[j];
        total += q * (static_cast<Real>(firms.paid_price[j]) + firms.third_party[j] - firms.unit_cost[j] -
                      std::max(0.0, firms.externality[j]));
      }
    }
    for (Index j = 0; j < firms.count; ++j)
      if (j != without)  // what it pays whether it sells or not
        total +=
            firms.profit[j] -
            (static_cast<Real>(firms.paid_price[j]) + firms.third_party[j] - firms.unit_cost[j]) * firms.quantity[j];
    return total;
  };
  const Real all = value(-1);
  for (Index j = 0; j < lab.market.firms.count; ++j)
    CHECK(std::fabs(static_cast<double>(all - value(j)) - contribution(lab.market, lab.scenario, j)) <
          1e-11 * (1 + std::fabs(contribution(lab.market, lab.scenario, j))));
  CHECK(felt_differs);
}

}  // namespace rivalry
