#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "../support/bare_market.hpp"
#include "../support/markets.hpp"
#include "../support/reference.hpp"
#include "rivalry/model/accounts.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/evaluation.hpp"
#include "rivalry/model/learning.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/population.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/run/contribution.hpp"

// What partners do for each other, what it costs, who finds whom, and how ties end.
namespace rivalry {
namespace {

using test::expected;
using test::Laboratory;
using test::relative;
using test::scenario_of;
using test::set;

/// Four activities, of which partners do what a firm does not do.
const std::string bare_network = std::string(test::bare_market) + R"(
[capabilities]
enabled = false
[paths]
enabled = false
[network]
enabled = true
seeking = 0
path_seeking = 0
cost_effect = 0.2
value = 0.4
upkeep = 0.003
revenue_share = 0.02
[business_model]
catalogue = "custom"
[[choice]]
name = "market"
path = "offer"
[[choice]]
name = "design"
path = "creation"
stage = "design"
[[choice]]
name = "parts"
path = "creation"
stage = "components"
[[choice]]
name = "factory"
path = "creation"
stage = "assembly"
[[choice]]
name = "fleet"
path = "creation"
stage = "logistics"
[[choice]]
name = "shop"
path = "delivery"
reach = 1
[[choice]]
name = "sale"
path = "capture"
collects = 1
)";

/// The business model of a firm that sells in a shop and does the named activities besides.
std::uint64_t model_with(const Laboratory& lab, std::vector<const char*> names) {
  names.insert(names.end(), {"shop", "sale"});
  return test::model_of(lab, names);
}

void give(Laboratory& lab, Index j, std::vector<const char*> names) {
  names.insert(names.end(), {"shop", "sale"});
  test::take_up(lab, j, names);
}

/// All firms alike, but for what they do.
void make_alike(Laboratory& lab) {
  test::make_alike(lab, {"shop", "sale"});
  lab.market.firms.tied_model.each() = lab.market.firms.model;
}

/// Ties two firms, each by the given one of its ties.
void tie(Laboratory& lab, Index a, std::size_t tie_a, Index b, std::size_t tie_b, double fit) {
  Firms& firms = lab.market.firms;
  firms.partner[tie_a][a] = static_cast<std::int32_t>(b), firms.partner[tie_b][b] = static_cast<std::int32_t>(a);
  firms.mirror[tie_a][a] = static_cast<std::int8_t>(tie_b), firms.mirror[tie_b][b] = static_cast<std::int8_t>(tie_a);
  firms.fit[tie_a][a] = firms.fit[tie_b][b] = fit;
  firms.bad_periods[tie_a][a] = firms.bad_periods[tie_b][b] = 0;
}

void count_support(Laboratory& lab) {
  const Activities activities(lab.market, lab.step());
  count_support(lab.market, lab.step(), activities, {0, 0, lab.market.firms.count});
}

void trade_with_ties(Laboratory& lab) {
  lab.market.flows = {};
  count_support(lab);
  test::trade(lab);
}

/// Pairs of ids, the smaller one first.
std::set<std::pair<std::int64_t, std::int64_t>> ties_of(const Market& market) {
  std::set<std::pair<std::int64_t, std::int64_t>> ties;
  const Firms& firms = market.firms;
  for (Index j = 0; j < firms.count; ++j)
    for (const Integers& partner : firms.partner)
      if (partner[j] >= 0) ties.insert(std::minmax(firms.id[j], firms.id[partner[j]]));
  return ties;
}

/// Everything that both sides of a tie must agree on.
bool consistent(const Market& market) {
  const Firms& firms = market.firms;
  for (Index j = 0; j < firms.count; ++j)
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      const Index partner = firms.partner[k][j];
      if (partner < 0) continue;
      if (partner >= firms.count || partner == j) return false;
      const auto mirror = static_cast<std::size_t>(firms.mirror[k][j]);
      if (firms.partner[mirror][partner] != j || firms.fit[mirror][partner] != firms.fit[k][j]) return false;
      if (firms.bad_periods[mirror][partner] != firms.bad_periods[k][j]) return false;
      for (std::size_t i = 0; i < k; ++i)
        if (firms.partner[i][j] == partner) return false;
    }
  return true;
}

}  // namespace

TEST_CASE("partners do what a firm does not do itself, the more the better they fit and the fewer do the same") {
  Laboratory lab(scenario_of(bare_network));
  make_alike(lab);
  give(lab, 0, {"design"});
  give(lab, 1, {"design", "parts", "factory"});
  give(lab, 2, {"factory", "fleet"});
  tie(lab, 0, 0, 1, 0, 0.5);
  tie(lab, 0, 2, 2, 1, 0.8);
  count_support(lab);
  const Firms& firms = lab.market.firms;
  // Firm 0 lacks parts (firm 1), factory (both) and fleet (firm 2); each activity weighs 1/4.
  CHECK(relative(firms.support[0], 0.25 * (0.5 + (1 - 0.5 * 0.2) + 0.8)) < 1e-14);
  CHECK(relative(firms.tie_support[0][0], 0.25 * (0.5 + 0.5 * 0.2)) < 1e-14);  // what is lost without the tie
  CHECK(relative(firms.tie_support[2][0], 0.25 * (0.8 + 0.8 * 0.5)) < 1e-14);
  CHECK(relative(firms.support_gap[0], 0.75 - firms.support[0]) < 1e-14);
  CHECK(effective_partners(firms, 0) == 1.3);
  CHECK(partners(firms, 0) == 2);
  CHECK(relative(firms.shared_revenue[0], 0.02 * 1.3) < 1e-14);
  CHECK(firms.support[1] == 0);  // firm 0 does nothing that firm 1 does not do
  CHECK(relative(firms.support[2], 0.25 * 0.8) < 1e-14);
  CHECK(firms.support[3] == 0);
  const Activities activities(lab.market, lab.step());
  const std::uint64_t own = activities.of(firms, 0);
  CHECK(relative(partners_support(firms, activities, 0, own, 0.5), 0.25 * (0.25 + (1 - 0.75 * 0.6) + 0.4)) < 1e-14);
  for (std::size_t k = 0; k < 3; ++k) tie(lab, 1, k, static_cast<Index>(3 + k), 0, 1);
  count_support(lab);
  CHECK(firms.support_gap[1] == 0);  // no room for another one
}

TEST_CASE("support takes log points off unit cost and adds utility") {
  Laboratory lab(scenario_of(bare_network));
  make_alike(lab);
  give(lab, 0, {"design"});
  give(lab, 1, {"parts", "factory"});
  tie(lab, 0, 0, 1, 0, 0.5);
  count_support(lab);
  update_unit_costs(lab.market, lab.step());
  update_appeal(lab.market, lab.step());
  const Firms& firms = lab.market.firms;
  CHECK(relative(firms.unit_cost[0], std::exp(-0.2 * 0.25)) < 1e-14);   // two of four, at fit 1/2
  CHECK(relative(firms.unit_cost[1], std::exp(-0.2 * 0.125)) < 1e-14);  // one of four
  CHECK(firms.unit_cost[2] == 1);
  CHECK(relative(lab.scratch.utility[0] - lab.scratch.utility[2], 0.4 * 0.25) < 1e-13);
  CHECK(relative(lab.scratch.utility[1] - lab.scratch.utility[2], 0.4 * 0.125) < 1e-13);
}

TEST_CASE("with a value chain partners spare a firm part of the margin on the stages that they do") {
  Laboratory lab(scenario_of(
      bare_network, {set("value_chain.enabled", "true"), set("value_chain.margin", 0.4),
                     set("value_chain.weights", "[0.1, 0.2, 0.3, 0.25, 0.15]"), set("network.margin_share", 0.5)}));
  make_alike(lab);
  give(lab, 0, {"design"});
  give(lab, 1, {"design", "factory", "fleet"});
  tie(lab, 0, 0, 1, 0, 0.6);
  count_support(lab);
  update_unit_costs(lab.market, lab.step());
  const Firms& firms = lab.market.firms;
  CHECK(relative(firms.support[0], 0.6 * (0.3 + 0.25)) < 1e-14);
  CHECK(relative(firms.suppliers_margin[0], 0.4 * (0.9 - 0.5 * 0.6 * 0.55)) < 1e-14);
  CHECK(relative(firms.unit_cost[0], 1 + firms.suppliers_margin[0]) < 1e-14);
  CHECK(relative(firms.suppliers_margin[1], 0.4 * 0.35) < 1e-14);
  CHECK(relative(firms.support_gap[0], 0.9 - 0.33) < 1e-14);
}

TEST_CASE("the price of a firm that shares revenue is stationary for what it keeps") {
  Laboratory lab(
      scenario_of(bare_network, {set("competition.pricing", "\"bertrand\""), set("competition.iterations", 200),
                                 set("network.revenue_share", 0.1), set("market.segments", 3),
                                 set("demand.price_sensitivity", "[1.5, 2.5, 4]")}));
  make_alike(lab);
  give(lab, 0, {"design"});
  give(lab, 1, {"parts", "factory"});
  tie(lab, 0, 0, 1, 0, 0.9);
  tie(lab, 0, 1, 2, 0, 0.7);
  Firms& firms = lab.market.firms;
  firms.third_party[0] = 0.05;
  count_support(lab);
  update_unit_costs(lab.market, lab.step());
  update_appeal(lab.market, lab.step());
  set_prices(lab.market, lab.step());
  weigh_firms(lab.market, lab.step());
  for (const Index j : {Index{0}, Index{3}}) {
    const double share = j == 0 ? 0.1 * 1.6 : 0;
    CHECK(relative(1 - firms.shared_revenue[j], 1 - share) < 1e-14);
    // Rivals' prices given: quantity from the engine's weights, own price varied.
    const auto profit = [&](double price) {
      double quantity = 0;
      for (Index s = 0; s < 3; ++s) {
        const double weight = lab.market.weight(s, j);
        const double then =
            weight * std::exp(lab.market.segments.price_sensitivity[s] * firms.felt[j] * (firms.paid_price[j] - price));
        quantity += lab.market.segments.mass[s] * then / (lab.market.segments.denominator[s] - weight + then);
      }
      return ((1 - share) * price + firms.third_party[j] - firms.unit_cost[j]) * quantity;
    };
    const double price = firms.paid_price[j], h = 1e-4;
    const double slope = (profit(price + h) - profit(price - h)) / (2 * h);
    const double bend = (profit(price + h) - 2 * profit(price) + profit(price - h)) / (h * h);
    CAPTURE(j);
    CHECK(bend < 0);
    CHECK(std::fabs(slope / bend) < 1e-7);  // distance to the peak
  }
}

TEST_CASE("partners receive what firms share, and a tie's gain is support, income, payment and upkeep") {
  Laboratory lab(scenario_of(bare_network));
  make_alike(lab);
  give(lab, 0, {"design"});
  give(lab, 1, {"parts", "factory"});
  Firms& firms = lab.market.firms;
  firms.trait[Trait::start_size].each()[1] = 2;
  refresh_design(lab.market, lab.scenario, lab.scratch.effects, 1);
  trade_with_ties(lab);
  const double untied = firms.profit[2], before[] = {firms.profit[0], firms.profit[1]};
  const double bought[] = {firms.quantity[0], firms.quantity[1]};
  CHECK(relative(before[0], untied) < 1e-12);
  tie(lab, 0, 0, 1, 0, 0.5);
  trade_with_ties(lab);
  const double sold[] = {1.5 * firms.quantity[0], 1.5 * firms.quantity[1]};
  CHECK(relative(firms.partners_income[0], 0.01 * sold[1]) < 1e-13);
  CHECK(relative(firms.partners_income[1], 0.01 * sold[0]) < 1e-13);
  const NetworkFlows& flows = lab.market.flows.network;
  CHECK(relative(flows.paid, 0.01 * (sold[0] + sold[1])) < 1e-13);
  CHECK(relative(flows.received, flows.paid) < 1e-13);
  CHECK(relative(flows.upkeep, 0.003 * 3) < 1e-13);
  CHECK(flows.sides == 2);
  CHECK(flows.fit == 1);
  const double support[] = {0.25, 0.125}, upkeep[] = {0.003, 0.006};
  for (Index j = 0; j < 2; ++j) {
    CAPTURE(j);
    const double cost = std::exp(-0.2 * support[j]), share = 0.01;
    CHECK(relative(firms.profit[j], (1.5 * (1 - share) - cost) * firms.quantity[j] + 0.01 * sold[1 - j] -
                                        fixed_cost(firms, lab.scenario, j) - upkeep[j]) < 1e-12);
    const double margin = 1.5 * (1 - share) - cost;
    CHECK(relative(firms.tie_gain[0][j], firms.quantity[j] * support[j] * (0.2 * cost + 0.4 * margin) +
                                             0.01 * (sold[1 - j] - sold[j]) - upkeep[j]) < 1e-12);
    CHECK(firms.quantity[j] > bought[j]);
  }
  CHECK(relative(flows.gain, firms.tie_gain[0][0] + firms.tie_gain[0][1]) < 1e-13);
  CHECK(relative(partners_gain(firms, 0), firms.tie_gain[0][1]) < 1e-14);
}

TEST_CASE("what a tie is worth is what profit changes by, for small support") {
  Laboratory lab(
      scenario_of(bare_network, {set("market.firms", 200), set("network.cost_effect", 1e-4), set("network.value", 1e-4),
                                 set("network.revenue_share", 0), set("network.upkeep", 0)}));
  make_alike(lab);
  give(lab, 0, {"design"});
  give(lab, 1, {"parts", "factory"});
  Firms& firms = lab.market.firms;
  trade_with_ties(lab);
  const double before = firms.profit[0];
  tie(lab, 0, 0, 1, 0, 1);
  trade_with_ties(lab);
  CHECK(std::fabs((firms.profit[0] - before) / firms.tie_gain[0][0] - 1) < 0.02);  // own share of 1/200 neglected
}

TEST_CASE("fits grow, and are to be built anew where a creation block changes") {
  Laboratory lab(scenario_of(bare_network, {set("network.fit_growth", 0.2), set("network.disruption", 0.6)}));
  make_alike(lab);
  Firms& firms = lab.market.firms;
  tie(lab, 0, 0, 1, 1, 0.5);
  const auto match = [&] {
    match_partners(lab.market, lab.step());
    CHECK(consistent(lab.market));
    return firms.fit[0][0];
  };
  CHECK(relative(match(), 0.6) < 1e-14);
  CHECK(relative(match(), 0.68) < 1e-14);
  give(lab, 1, {"parts"});
  CHECK(relative(match(), 0.68 * 0.4) < 1e-14);
  give(lab, 0, {"design"});
  give(lab, 1, {"factory"});
  CHECK(relative(match(), 0.68 * 0.4 * 0.4 * 0.4) < 1e-14);
  give(lab, 0, {"design", "market"});  // another offer: nothing to the partner
  const double before = firms.fit[0][0];
  CHECK(relative(match(), before + 0.2 * (1 - before)) < 1e-14);
}

TEST_CASE("a tie ends when it has brought one side a loss for as long as firms have patience") {
  Laboratory lab(scenario_of(bare_network, {set("network.patience", 3)}));
  make_alike(lab);
  Firms& firms = lab.market.firms;
  tie(lab, 0, 0, 1, 2, 0.5);
  tie(lab, 0, 1, 2, 0, 0.5);
  const auto match = [&](double gain) {
    firms.tie_gain[0][0] = 0.1, firms.tie_gain[2][1] = gain;
    match_partners(lab.market, lab.step());
    CHECK(consistent(lab.market));
  };
  match(-0.1), match(-0.1), match(0.1), match(-0.1), match(-0.1);
  CHECK(firms.partner[0][0] == 1);  // three in a row it takes
  lab.market.flows = {};
  match(-0.1);
  CHECK(firms.partner[0][0] == -1);
  CHECK(firms.partner[2][1] == -1);
  CHECK(firms.partner[1][0] == 2);
  CHECK(lab.market.flows.network.ended == 1);
  CHECK(partners(firms, 1) == 0);
  REQUIRE(lab.market.flows.events.size() == 2);
  CHECK(lab.market.flows.events[0].kind == EventKind::tie_ended);
  CHECK(lab.market.flows.events[0].firm == 0);
  CHECK(lab.market.flows.events[0].source == 1);
  CHECK(lab.market.flows.events[1].realised_gain == -0.1);
}

namespace {

Scenario seeking(const std::vector<Setting>& settings) {
  std::vector<Setting> all{set("network.seeking", 1),        set("network.firms_considered", 500),
                           set("network.revenue_share", 0),  set("network.legitimacy_weight", 0),
                           set("network.max_partners", 2),   set("network.first_fit", 0.25),
                           set("demand.legitimacy_taste", 0)};
  all.insert(all.end(), settings.begin(), settings.end());
  return scenario_of(bare_network, all);
}

/// Firms that all look for partners among all others.
struct Seekers : Laboratory {
  explicit Seekers(const std::vector<Setting>& settings) : Laboratory(seeking(settings)) { make_alike(*this); }
};

}  // namespace

TEST_CASE("firms propose to those that are strongest where they are weak") {
  Seekers lab({set("network.rounds", 1), set("network.legitimacy_weight", 1)});
  Firms& firms = lab.market.firms;
  give(lab, 0, {"design"});
  give(lab, 1, {"parts"});
  give(lab, 2, {"design", "fleet"});
  give(lab, 3, {"parts", "factory"});
  give(lab, 4, {"design", "parts", "factory", "fleet"});  // would lose by it
  trade_with_ties(lab);
  firms.legitimacy.setZero();
  firms.legitimacy[0] = 1;  // alone is heard
  lab.market.flows = {};
  match_partners(lab.market, lab.step());
  CHECK(ties_of(lab.market).empty());  // firm 4 has most to give, and does not want it
  give(lab, 4, {});
  firms.tied_model.each() = firms.model;
  match_partners(lab.market, lab.step());
  CHECK(consistent(lab.market));
  CHECK(ties_of(lab.market) == std::set<std::pair<std::int64_t, std::int64_t>>{{0, 3}});
  CHECK(firms.fit[0][0] == 0.25);
  CHECK(lab.market.flows.network.formed == 1);
  REQUIRE(lab.market.flows.events.size() == 2);
  const EventRow& row = lab.market.flows.events[0];
  CHECK(row.kind == EventKind::tie_formed);
  CHECK(row.firm == 0);
  CHECK(row.source == 3);
  const double margin = (1.5 - firms.unit_cost[0]);
  CHECK(relative(row.perceived_gain, firms.quantity[0] * 0.5 * (0.2 * firms.unit_cost[0] + 0.4 * margin) - 0.003) <
        1e-12);
}

TEST_CASE("without complementarity, trust or a gain for the other side there is no tie") {
  const auto formed = [](std::vector<Setting> settings, auto prepare) {
    Seekers lab(settings);
    give(lab, 0, {"design", "parts"});
    give(lab, 1, {"factory", "fleet"});
    prepare(lab);
    trade_with_ties(lab);
    lab.market.flows = {};
    match_partners(lab.market, lab.step());
    CHECK(consistent(lab.market));
    return ties_of(lab.market);
  };
  using Ties = std::set<std::pair<std::int64_t, std::int64_t>>;
  const auto nothing = [](Laboratory&) {};
  CHECK(formed({}, nothing) == Ties{{0, 1}});
  CHECK(formed({}, [](Laboratory& lab) { give(lab, 1, {"design", "parts"}); }) == Ties{});
  // One-sided: firm 1 does nothing that 0 lacks, 0 loses the upkeep.
  CHECK(formed({}, [](Laboratory& lab) { give(lab, 1, {"design"}); }) == Ties{});
  const auto distrusted = [](Laboratory& lab) { lab.market.firms.legitimacy.setConstant(1e-9); };
  CHECK(formed({set("network.legitimacy_weight", 1)}, distrusted) == Ties{});
  CHECK(formed({set("network.legitimacy_weight", 0)}, distrusted) == Ties{{0, 1}});
  CHECK(formed({set("network.upkeep", 1)}, nothing) == Ties{});
  CHECK(formed({set("network.seeking", 0)}, nothing) == Ties{});
  CHECK(formed({set("network.cost_effect", 0), set("network.value", 0)}, nothing) == Ties{});
}

TEST_CASE("a firm accepts the proposal that is worth most to it, and who is refused asks the next one") {
  const auto matched = [](int rounds, int period) {
    Seekers lab({set("network.rounds", rounds), set("network.legitimacy_weight", 1)});
    // 0 wants 2 most, then 1, which gains nothing by it, or 3; 1 wants 2 alone. 2 gains more by 1 than by 0.
    give(lab, 0, {"design"});
    give(lab, 1, {"design", "parts"});
    give(lab, 2, {"factory", "fleet"});
    give(lab, 3, {"parts"});
    trade_with_ties(lab);
    lab.market.firms.legitimacy.setZero();
    lab.market.firms.legitimacy.head(2).setOnes();
    match_partners(lab.market, lab.step(period));
    CHECK(consistent(lab.market));
    return ties_of(lab.market);
  };
  for (int period = 1; period < 12; ++period) {  // whatever the keys
    CHECK(matched(1, period) == std::set<std::pair<std::int64_t, std::int64_t>>{{1, 2}});
    CHECK(matched(3, period) == std::set<std::pair<std::int64_t, std::int64_t>>{{0, 3}, {1, 2}});
  }
}

TEST_CASE("of proposals that are worth the same a draw decides that belongs to the firm, not to its place") {
  std::set<std::int64_t> winners;
  for (int period = 1; period < 25; ++period) {
    std::int64_t accepted[2];
    for (const bool turned : {false, true}) {
      Seekers lab({set("network.rounds", 1), set("network.legitimacy_weight", 1)});
      Firms& firms = lab.market.firms;
      for (Index j = 1; j < 8; ++j) give(lab, j, {"design", "parts"});
      give(lab, 0, {"factory", "fleet"});
      trade_with_ties(lab);
      firms.legitimacy.setOnes();
      firms.legitimacy[0] = 0;  // listens alone
      for (Index j = 1; turned && j < 4; ++j)
        firms.each_column([&](const char*, auto& column) { std::swap(column[j], column[8 - j]); });
      match_partners(lab.market, lab.step(period));
      REQUIRE(partners(firms, 0) == 1);
      accepted[turned] = firms.id[firms.partner[0][0]];
    }
    CHECK(accepted[0] == accepted[1]);
    winners.insert(accepted[0]);
  }
  CHECK(winners.size() > 4);
}

TEST_CASE("firms that all look for their only partner find one") {
  Seekers lab({set("network.max_partners", 1)});
  for (Index j = 0; j < 8; ++j)
    if (j % 2 == 0)
      give(lab, j, {"design", "parts"});
    else
      give(lab, j, {"factory", "fleet"});
  trade_with_ties(lab);
  for (int period = 1; period < 20; ++period) {
    match_partners(lab.market, lab.step(period));
    CHECK(consistent(lab.market));
  }
  CHECK(ties_of(lab.market).size() == 4);
  for (const auto& [a, b] : ties_of(lab.market)) CHECK(a % 2 != b % 2);
}

TEST_CASE("firms that innovate on path 2 seek more") {
  for (const int path : {-1, 0, 1}) {
    Seekers lab({set("network.seeking", 0), set("network.path_seeking", 1)});
    give(lab, 0, {"design", "parts"});
    give(lab, 1, {"factory", "fleet"});
    trade_with_ties(lab);
    lab.scratch.chosen.setConstant(static_cast<std::int8_t>(path));
    match_partners(lab.market, lab.step());
    CHECK(ties_of(lab.market).size() == (path == 1 ? 1 : 0));
  }
}

TEST_CASE("leavers' partners are free, and ties follow firms into other slots") {
  Laboratory lab(scenario_of(bare_network, {set("market.firms", 12), set("entry.enabled", "false")}));
  make_alike(lab);
  Firms& firms = lab.market.firms;
  tie(lab, 0, 0, 11, 0, 0.5);   // survives, and its partner moves
  tie(lab, 10, 0, 11, 1, 0.6);  // both move
  tie(lab, 3, 0, 4, 0, 0.7);    // both leave
  tie(lab, 3, 1, 5, 0, 0.8);    // one leaves
  tie(lab, 9, 2, 5, 2, 0.9);
  count_support(lab);
  for (const Index j : {3, 4, 9}) firms.cash[j] = -100;  // 9 is in a last slot itself
  lab.market.flows = {};
  exit_and_enter(lab.market, lab.step(2));
  CHECK(firms.count == 9);
  CHECK(consistent(lab.market));
  CHECK(ties_of(lab.market) == std::set<std::pair<std::int64_t, std::int64_t>>{{0, 11}, {10, 11}});
  CHECK(lab.market.flows.network.lost == 3);
  for (Index j = 0; j < firms.count; ++j) {
    if (firms.id[j] == 11) CHECK(effective_partners(firms, j) == 1.1);
    if (firms.id[j] == 5) CHECK(effective_partners(firms, j) == 0);
  }
  int ended = 0;
  for (const EventRow& row : lab.market.flows.events) {
    if (row.kind != EventKind::tie_ended) continue;
    ++ended;
    CHECK(row.firm == 5);  // leavers' own rows say that they left
    CHECK((row.source == 3 || row.source == 9));
  }
  CHECK(ended == 2);
}

TEST_CASE("managers expect of a design what partners then do, what it shares and what it keeps") {
  for (const char* chain : {"false", "true"}) {
    Laboratory lab(scenario_of(bare_network, {set("value_chain.enabled", chain), set("network.disruption", 0),
                                              set("value_chain.fixed", 0.02)}));
    make_alike(lab);
    give(lab, 0, {"design"});
    give(lab, 1, {"parts", "factory"});
    tie(lab, 0, 0, 1, 0, 0.8);
    trade_with_ties(lab);
    Firms& firms = lab.market.firms;
    const double now = firms.profit[0];
    const double gain = expected(lab, 0, model_with(lab, {"design", "factory"})) - expected(lab, 0, firms.model[0]);
    give(lab, 0, {"design", "factory"});  // of which the partner has nothing new then
    trade_with_ties(lab);
    CAPTURE(chain);
    // The partner's support falls too: what it sells less is shared with the firm, which managers leave out.
    CHECK(std::fabs(firms.profit[0] - now - gain) < 0.02 * std::fabs(gain));
    CHECK(gain != 0);
  }
}

TEST_CASE("managers count the loss of fit as long as it lasts") {
  Laboratory lab(scenario_of(bare_network, {set("network.disruption", 0.5), set("network.fit_growth", 0.15)}));
  double loss = 0, all = 0;
  for (int t = 0; t < 8; ++t) loss += std::pow(0.97 * 0.85, t), all += std::pow(0.97, t);
  CHECK(relative(fit_after_change(lab.scenario), 1 - 0.5 * loss / all) < 1e-13);
  make_alike(lab);
  give(lab, 0, {"design"});
  give(lab, 1, {"parts", "factory"});
  tie(lab, 0, 0, 1, 0, 0.8);
  trade_with_ties(lab);
  const auto loss_of = [&](double disruption) {
    lab.scenario.network.disruption = disruption;
    return expected(lab, 0, lab.market.firms.model[0]) - expected(lab, 0, model_with(lab, {"design", "fleet"}));
  };
  CHECK(loss_of(0) == 0);  // a choice without any effect
  CHECK(loss_of(0.5) > 0);
  CHECK(loss_of(1) > 1.9 * loss_of(0.5));

  // Without support it is the revenue that is shared less, and the income that is lost.
  lab.scenario.network.cost_effect = lab.scenario.network.value = 0;
  Firms& firms = lab.market.firms;
  firms.trait[Trait::start_size].each()[1] = 3;
  refresh_design(lab.market, lab.scenario, lab.scratch.effects, 1);
  trade_with_ties(lab);
  const double paid = 0.02 * 0.8 * 1.5 * firms.quantity[0], income = 0.02 * 0.8 * 1.5 * firms.quantity[1];
  REQUIRE(income > 1.5 * paid);
  lab.scenario.network.disruption = 0.5;
  CHECK(relative(loss_of(0.5), (1 - fit_after_change(lab.scenario)) * (income - paid)) < 1e-9);
}

TEST_CASE("path 2 seems worth more by what partners could do, and partners make legitimate") {
  Laboratory lab(scenario_of(bare_network));
  make_alike(lab);
  give(lab, 0, {"design"});
  give(lab, 1, {"design", "parts", "factory", "fleet"});
  trade_with_ties(lab);
  Firms& firms = lab.market.firms;
  firms.log_unit_cost.head(8).setZero();
  sense(lab.market, lab.step());
  const double margin = 1.5 - 1;
  CHECK(relative(lab.scratch.opportunity[1][0], 0.75 * (0.2 + 0.4 * margin)) < 1e-12);
  CHECK(lab.scratch.opportunity[1][1] == 0);  // it lacks nothing

  Laboratory alone(scenario_of(bare_network)), tied(scenario_of(bare_network));
  for (Laboratory* one : {&alone, &tied}) {
    make_alike(*one);
    trade_with_ties(*one);
  }
  tied.market.firms.partners_fit.each()[0] = 1.5;
  const double before = alone.market.firms.legitimacy[0];
  for (Laboratory* one : {&alone, &tied}) earn_legitimacy(one->market, one->step());
  const double step = alone.scenario.legitimacy.growth * (1 - before) * (1.5 / 2.5) / 4;
  CHECK(relative(tied.market.firms.legitimacy[0] - alone.market.firms.legitimacy[0], step) < 1e-10);
}

TEST_CASE("revenue shares are nobody's contribution") {
  const auto contributed = [](double share) {
    Laboratory lab(scenario_of(bare_network, {set("network.revenue_share", share), set("network.cost_effect", 0),
                                              set("network.value", 0), set("network.upkeep", 0)}));
    make_alike(lab);
    give(lab, 0, {"design"});
    tie(lab, 0, 0, 1, 0, 0.5);
    lab.market.firms.trait[Trait::start_size].each()[1] = 3;
    refresh_design(lab.market, lab.scenario, lab.scratch.effects, 1);
    trade_with_ties(lab);
    return contribution(lab.market, lab.scenario, 0);
  };
  CHECK(relative(contributed(0.05), contributed(0)) < 1e-12);
}

TEST_CASE("a network that is switched off changes no bit, whatever its parameters") {
  const auto prints = [](const std::vector<Setting>& settings) {
    std::vector<Setting> all{set("scenario.periods", 30)};
    all.insert(all.end(), settings.begin(), settings.end());
    return test::fingerprints(scenario_of(test::stressed_market, all)).prints;
  };
  const auto plain = prints({});
  CHECK(prints({set("network.seeking", 1), set("network.revenue_share", 0.1), set("network.value", 5),
                set("network.cost_effect", 2), set("network.max_partners", 8), set("network.first_fit", 1)}) == plain);
  CHECK(prints({set("network.enabled", "true")}) != plain);
}

TEST_CASE("a network without effects or cost changes nothing but legitimacy") {
  const auto prices = [](const char* enabled) {
    const RunOutcome outcome = run(
        scenario_of(test::stressed_market,
                    {set("scenario.periods", 30), set("network.enabled", enabled), set("network.revenue_share", 0),
                     set("network.value", 0), set("network.cost_effect", 0), set("network.upkeep", 0),
                     set("legitimacy.enabled", "false"), set("network.seeking", 1), set("network.path_seeking", 1)}),
        {.threads = 1});
    double sum = 0;
    for (std::int64_t t = 0; t < 30; ++t) sum += outcome.history.at(t, "price_index");
    return sum;
  };
  CHECK(prices("true") == prices("false"));
}

TEST_CASE("cross-block synergy is what contributions exceed their means over other blocks' choices by") {
  const Scenario scenario = scenario_of(
      "[business_model]\ncatalogue = \"generated\"\nchoices_per_path = [3, 2, 3, 2]\n[landscape]\ninterdependence = 4\n"
      "[network]\nenabled = true\n");
  const Landscape landscape(scenario, Streams(3, 0));
  REQUIRE(landscape.knows_cross_block());
  const double deviation = std::sqrt((1 - std::ldexp(1.0, -5)) / 12 / 10);
  for (const std::uint64_t model : {0b1011001110ULL, 0b0100110001ULL, 0b0ULL}) {
    double across = 0;
    for (int i = 0; i < 10; ++i) {
      std::uint64_t block = 0;
      for (int path = 0; path < path_count; ++path)
        if (const std::uint64_t one = scenario.catalogue.block(static_cast<Path>(path)); (one >> i & 1U) != 0)
          block = one;
      double mean = 0;
      for (std::uint64_t other = 0; other < 1024; ++other)
        mean += landscape.contribution(i, (model & block) | (other & ~block)).value / 1024;
      across += landscape.contribution(i, model).value - mean;
    }
    CHECK(std::fabs(landscape.cross_block(model) - across / 10 / deviation) < 1e-12);
  }
  Scenario apart = scenario;  // blocks of the landscape that are those of the model
  apart.catalogue = generated_catalogue({3, 3, 3, 3});
  apart.landscape.pattern = Pattern::block;
  apart.landscape.interdependence = 2;
  CHECK(std::fabs(Landscape(apart, Streams(3, 0)).cross_block(0b101101110010)) < 1e-13);
  Scenario large = scenario;
  large.catalogue = generated_catalogue({16, 16, 16, 16});
  large.landscape.interdependence = 30;
  CHECK_FALSE(Landscape(large, Streams(3, 0)).knows_cross_block());
}

TEST_CASE("series of the network are what ties of firms add up to") {
  struct Recount : Observer {
    void begin(const Market& market, const Scenario&) override { before = ties_of(market); }
    void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
      const Firms& firms = market.firms;
      CHECK(consistent(market));
      const auto now = ties_of(market);
      const NetworkFlows& flows = statistics.counts.network;
      CHECK(static_cast<std::int64_t>(now.size()) ==
            static_cast<std::int64_t>(before.size()) + flows.formed - flows.ended - flows.lost);
      before = now;
      formed += flows.formed, ended += flows.ended, lost += flows.lost;
      double fit = 0, gain = 0, mutual = 0, support = 0, across = 0, paid = 0, received = 0;
      for (Index j = 0; j < firms.count; ++j) {
        support += firms.support[j] / static_cast<double>(firms.count);
        across += firms.cross_block_synergy[j] / static_cast<double>(firms.count);
        paid += firms.shared_revenue[j] * firms.paid_price[j] * firms.quantity[j];
        received += firms.partners_income[j];
        for (std::size_t k = 0; k < firms.partner.size(); ++k) {
          if (firms.partner[k][j] < 0) continue;
          fit += firms.fit[k][j], gain += firms.tie_gain[k][j];
          mutual += 0.5 * (firms.tie_gain[k][j] > 0 &&
                           firms.tie_gain[static_cast<std::size_t>(firms.mirror[k][j])][firms.partner[k][j]] > 0);
        }
      }
      const auto of = [&](const char* name) {
        for (const MarketObservable& observable : market_observables())
          if (observable.name == name) return observable.value(statistics, market);
        return 0.0;
      };
      const auto n = static_cast<double>(firms.count), ties = static_cast<double>(now.size());
      CHECK(of("ties") == ties);
      CHECK(relative(of("network_density"), ties / (n * (n - 1) / 2)) < 1e-12);
      CHECK(relative(of("partners_mean"), 2 * ties / n) < 1e-12);
      if (ties > 0) {
        CHECK(relative(of("fit_mean"), fit / 2 / ties) < 1e-12);
        CHECK(std::fabs(of("mutual_ties") - mutual / ties) < 1e-12);
        CHECK(std::fabs(of("symbiosis_between") - gain) < 1e-9);
        CHECK(relative(received, paid) < 1e-12);
        CHECK(relative(of("partners_income"), paid) < 1e-12);
        CHECK(relative(of("support_mean"), support) < 1e-11);
      }
      CHECK(std::fabs(of("symbiosis_within") - across) < 1e-11);
      const double all = of("consumer_surplus") + of("suppliers_income") + of("profit_total");
      if (all > 0) CHECK(relative(of("symbiosis_around"), (all - of("profit_total") + received) / all) < 1e-12);
      CHECK(scenario.network.enabled);
    }
    std::set<std::pair<std::int64_t, std::int64_t>> before;
    std::int64_t formed = 0, ended = 0, lost = 0;
  };
  for (const char* chain : {"false", "true"}) {
    Recount recount;
    Observer* const observers[] = {&recount};
    run(scenario_of(test::stressed_market,
                    {set("network.enabled", "true"), set("value_chain.enabled", chain), set("network.seeking", 0.3)}),
        {.threads = 1}, observers);
    CHECK(recount.formed > 100);
    CHECK(recount.ended > 10);
    CHECK(recount.lost > 20);
  }
}

TEST_CASE("the market lives with a network: firms tie up and part, earn, come and go") {
  for (const char* chain : {"false", "true"}) {
    const RunOutcome outcome =
        run(scenario_of("[scenario]\nperiods = 300\n[network]\nenabled = true\n", {set("value_chain.enabled", chain)}),
            {.threads = 1});
    const History& history = outcome.history;
    CHECK(history.settled("partners_mean") > 0.2);
    CHECK(history.settled("ties_formed") > 0.5);
    CHECK(history.settled("mutual_ties") > 0.5);
    CHECK(history.settled("markup") > 0.05);
    CHECK(history.settled("effective_firms") > 20);
    CHECK(history.settled("adopted") > 0.5);
    CHECK(history.settled("entries") > 0);
    CHECK(history.settled("exits") > 0);
  }
}

}  // namespace rivalry
