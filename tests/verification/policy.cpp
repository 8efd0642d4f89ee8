// What the state charges and pays, against closed forms and the double entry of every payment. All numerical.
#include "rivalry/model/policy.hpp"

#include <cmath>
#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "../support/reference.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/evaluation.hpp"
#include "rivalry/run/audit.hpp"
#include "rivalry/run/contribution.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::OwnProfit;
using test::Real;
using test::relative;
using test::scenario_of;
using test::set;

/// Nothing but prices: unit cost 1 and no fixed cost; the choice `dirty` does damage 0.4 a unit, and no more.
std::string bare(int dirty_firms, int clean_firms) {
  std::string text = R"(
[market]
segments = 1
attributes = 1
size = 1.0
[demand]
base_utility = 2
price_sensitivity = 1
outside_weight = 1
synergy_weight = 0
position_weight = 0
novelty_taste = 0
legitimacy_taste = 0
switching_cost = 0
[cost]
synergy_weight = 0
learning = 0
fixed = 0
[competition]
adjustment = 1
iterations = 200
[business_model]
founding_draws = 1
catalogue = "custom"
[landscape]
interdependence = 0
[innovation]
enabled = false
[needs]
enabled = false
[pressure]
enabled = false
[capabilities]
enabled = false
[paths]
enabled = false
[resources]
enabled = false
[legitimacy]
enabled = false
[technology]
enabled = false
[entry]
enabled = false
[exit]
enabled = false
[finance]
payout = 0
[[choice]]
name = "shop"
path = "delivery"
reach = 1
[[choice]]
name = "sold"
path = "capture"
collects = 1
[[choice]]
name = "dirty"
path = "offer"
externality = 0.4
)";
  const auto add = [&](const char* name, int firms, const char* model) {
    if (firms > 0)
      text += "[[population]]\nname = \"" + std::string(name) + "\"\nfirms = " + std::to_string(firms) +
              "\nmodel = " + model + "\n";
  };
  add("dirty", dirty_firms, R"(["shop", "sold", "dirty"])");
  add("clean", clean_firms, R"(["shop", "sold"])");
  return "[policy]\nenabled = true\n" + text;
}

Scenario priced(int dirty, int clean, double price, std::vector<Setting> settings = {}) {
  settings.push_back(set("market.firms", dirty + clean));
  settings.push_back(set("policy.carbon_price", price));
  return scenario_of(bare(dirty, clean), settings);
}

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

TEST_CASE("a monopolist passes the carbon price on as the first-order condition says") {
  for (const double price : {0.0, 0.5, 1.0, 2.5}) {
    CAPTURE(price);
    Laboratory lab(priced(1, 0, price));
    advance(lab.market, lab.step());
    const Firms& firms = lab.market.firms;
    // Costs 1 + 0.4 price: what buyers value the product at above cost falls by as much.
    const Real paid = 0.4L * price, markup = monopoly_markup(2 - paid);
    CHECK(relative(firms.unit_cost[0], 1 + paid) < 1e-14);
    CHECK(firms.log_unit_cost[0] == 0);
    CHECK(relative(firms.paid_price[0], 1 + paid + markup) < 1e-12);
    const Real e = std::exp(2 - (firms.paid_price[0] - 1)), sold = e / (1 + e);
    CHECK(relative(firms.quantity[0], sold) < 1e-12);
    // Each side of the payment: the state's receipt, the firm's profit, and what is left of welfare.
    CHECK(relative(1 + lab.market.flows.carbon_revenue, 1 + paid * sold) < 1e-12);
    CHECK(relative(firms.profit[0], markup * sold) < 1e-12);
    CHECK(lab.market.treasury == lab.market.flows.carbon_revenue);
    const PeriodStatistics statistics = describe_period(lab.market, lab.step());
    CHECK(relative(statistics.value_created, std::log(1 + e) + (markup + paid) * sold - 0.4L * sold) < 1e-12);
    // Without the firm there is nothing: its contribution is all that.
    CHECK(relative(contribution(lab.market, lab.scenario, 0), statistics.value_created) < 1e-12);
  }
}

TEST_CASE("what a firm contributes is known to the last digits, however little it leaves to others") {
  for (const double value : {5.0, 30.0, 45.0, 300.0}) {
    CAPTURE(value);
    Scenario scenario = priced(1, 0, 0);
    scenario.demand.base_utility = value;
    scenario.competition.pricing = Pricing::fixed;
    Laboratory lab(scenario);
    advance(lab.market, lab.step());
    const Firms& firms = lab.market.firms;
    const Real utility = static_cast<Real>(value) - (firms.paid_price[0] - 1);
    const Real sold = 1 / (1 + std::exp(-utility));
    CHECK(relative(contribution(lab.market, lab.scenario, 0),
                   utility + std::log1p(std::exp(-utility)) + (firms.paid_price[0] - 1.4L) * sold) < 1e-12);
  }
}

TEST_CASE("a carbon price that demand makes up for is passed on in full") {
  for (const int n : {1, 3, 10}) {  // the closed form of equal firms, at a - c = (n + 1)/n
    CAPTURE(n);
    Scenario scenario = priced(n, 0, 1.5);
    scenario.demand.base_utility = (n + 1.0) / n + 0.4 * 1.5;
    scenario.demand.outside_weight = Distribution{1.0 / n};
    Laboratory lab(scenario);
    advance(lab.market, lab.step());
    for (Index j = 0; j < n; ++j)
      CHECK(relative(lab.market.firms.paid_price[j], 1 + 0.4 * 1.5 + (n + 1.0) / n) < 1e-12);
    CHECK(relative(lab.market.flows.carbon_revenue, 1.5 * 0.4 * n / (n + 1.0)) < 1e-12);
  }
}

TEST_CASE("a carbon price moves buyers from the dirty to the clean firm, and both prices are best replies") {
  double price[2], share[2];
  for (const int charged : {0, 1}) {
    Laboratory lab(priced(1, 1, charged));
    advance(lab.market, lab.step());
    const Firms& firms = lab.market.firms;
    for (Index j = 0; j < 2; ++j)
      CHECK(std::fabs(static_cast<double>(OwnProfit(lab, j).derivative(firms.paid_price[j]))) < 1e-9);
    price[charged] = firms.paid_price[0], share[charged] = firms.share(0);
    // Without the clean firm more buyers go to the dirty one, whose product is worth its price less 1.4 to all others.
    const auto value = [&](bool clean) {
      const Real dirty = lab.market.weight(0, 0), other = clean ? static_cast<Real>(lab.market.weight(0, 1)) : 0;
      const Real all = 2 + dirty + other;  // the outside option weighs 1 for each firm
      return std::log(all / 2) + (firms.paid_price[0] - 1.4L) * dirty / all +
             (firms.paid_price[1] - 1.0L) * other / all;
    };
    CHECK(relative(describe_period(lab.market, lab.step()).value_created, value(true)) < 1e-12);
    CHECK(relative(contribution(lab.market, lab.scenario, 1), value(true) - value(false)) < 1e-12);
    CHECK(relative(1 + lab.market.flows.carbon_revenue, 1 + charged * 0.4 * firms.quantity[0]) < 1e-14);
  }
  CHECK(share[0] == doctest::Approx(0.5).epsilon(1e-12));
  CHECK(share[1] < 0.45);
  CHECK(price[1] > price[0] + 0.2);  // a part of 0.4: the logit's markup falls with the share
  CHECK(price[1] < price[0] + 0.4);
}

TEST_CASE("managers judge a cleaner design with the carbon price they would save") {
  for (const double price : {0.0, 1.0, 2.0}) {
    CAPTURE(price);
    Laboratory lab(priced(1, 0, price));
    advance(lab.market, lab.step());
    update_appeal(lab.market, lab.step());
    weigh_firms(lab.market, lab.step());
    const Firms& firms = lab.market.firms;
    Candidate dirty, clean;
    dirty.model = firms.model[0];
    dirty.home[0] = clean.home[0] = firms.home[0][0];
    clean.model = dirty.model & ~(std::uint64_t{1} << lab.scenario.catalogue.find("dirty"));
    const double markup = firms.paid_price[0] - firms.unit_cost[0];
    const auto profit = [&](Real unit_cost) {  // the markup is kept
      const Real e = std::exp(2 - (unit_cost + markup - 1));
      return markup * e / (1 + e);
    };
    CHECK(relative(test::expected_profit_now(lab.market, lab.step(), {0, 0}, dirty, 0), profit(1 + 0.4L * price)) <
          1e-11);
    CHECK(relative(test::expected_profit_now(lab.market, lab.step(), {0, 0}, clean, 0), profit(1)) < 1e-11);
  }
}

TEST_CASE("a cleaner model than clean pays nothing and gets nothing") {
  Laboratory lab(priced(1, 0, 1));
  lab.market.firms.externality[0] = -0.3;
  price_carbon(lab.market, lab.step());
  CHECK(damage_a_unit(lab.market.firms, 0) == 0);
  Laboratory fresh(priced(0, 1, 1));
  CHECK(fresh.market.firms.unit_cost[0] == 1);
}

TEST_CASE("entrants and founders open their books with the carbon price in their cost") {
  Laboratory lab(priced(1, 1, 2));
  CHECK(relative(lab.market.firms.unit_cost[0], 1.8) < 1e-15);
  CHECK(relative(lab.market.firms.unit_cost[1], 1) < 1e-15);
  CHECK(relative(lab.market.firms.paid_price[0], 1.8 * 1.3) < 1e-15);
}

namespace {

/// A market with everything going on, in which what a firm spends on inputs can be told from its columns.
Scenario policy_market(std::vector<Setting> settings = {}) {
  for (const auto& [key, value] : std::map<std::string, std::string>{{"policy.enabled", "true"},
                                                                     {"policy.innovation_subsidy", "0.3"},
                                                                     {"policy.carbon_price", "0.7"},
                                                                     {"capabilities.enabled", "false"},
                                                                     {"paths.enabled", "false"}})
    settings.insert(settings.begin(), set(key, value));
  return scenario_of(test::stressed_market, settings);
}

/// Follows money from giver to receiver, firm by firm.
struct Ledger : Observer {
  void begin(const Market& market, const Scenario&) override {
    for (Index j = 0; j < market.firms.count; ++j) cash += market.firms.cash[j];
  }
  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
    const Firms& f = market.firms;
    Real now = 0, damage = 0, carbon = 0, subsidies = 0, buyers = 0, inputs = 0, suppliers = 0;
    for (Index j = 0; j < f.count; ++j) {
      const Real dirt = std::max(0.0, f.externality[j]), produced = std::exp(static_cast<Real>(f.log_unit_cost[j]));
      now += f.cash[j];
      damage += dirt * f.quantity[j];
      carbon += (f.unit_cost[j] - produced) * f.quantity[j];
      subsidies += f.subsidy[j];
      buyers += (f.paid_price[j] + f.third_party[j]) * f.quantity[j];
      inputs += produced * f.quantity[j] + f.fixed_cost[j] + f.resource_outlay[j];  // suppliers' margins included
      suppliers += f.suppliers_margin[j] * f.quantity[j];
    }
    CHECK_NOTHROW(check_invariants(market, scenario, statistics));
    Real projects = 0;
    for (const EventRow& event : market.flows.events) {
      if (event.kind != EventKind::project_started) continue;
      const bool beyond_choices = moves_home(event.mode) || event.mode == SearchMode::innovate_stage;
      const int changed = std::popcount(event.model_before ^ event.model_after) + (beyond_choices ? 1 : 0);
      for (Index j = 0; j < f.count; ++j)
        if (f.id[j] == event.firm)  // effort is 1.5 - 1/2 where capabilities are off
          projects += (scenario.innovation.base_cost + scenario.innovation.choice_cost * changed) *
                      f.trait[Trait::start_size][j];
    }
    const PeriodCounts& flows = market.flows;
    const double share = scenario.policy.innovation_subsidy;
    const auto close = [&](Real a, Real b) {
      worst = std::max(worst, static_cast<double>(std::fabs(a - b) / (1 + std::fabs(b))));
    };
    close(flows.carbon_revenue, scenario.policy.carbon_price * damage);  // the state's side of the carbon price
    close(flows.carbon_revenue, carbon);                                 // and the firms'
    close(flows.project_costs, projects);
    close(flows.subsidies, share * projects);
    close(flows.subsidies, subsidies);
    close(statistics.damage, damage);
    // All money of firms and state together: what comes in from outside less what goes out, nothing of policy.
    const Real inside = now + market.treasury;
    close(inside, cash + treasury + buyers - inputs - projects + flows.injected - flows.written_off - flows.paid_out -
                      flows.invested);
    close(statistics.value_created, statistics.consumer_surplus + buyers - inputs + suppliers - projects - damage);
    cash = now, treasury = market.treasury;
    paid += flows.subsidies, received += flows.carbon_revenue;
    to_suppliers += static_cast<double>(suppliers), for_resources += flows.resource_suppliers + flows.resource_staff;
  }
  Real cash = 0, treasury = 0;
  double worst = 0, paid = 0, received = 0, to_suppliers = 0, for_resources = 0;
};

}  // namespace

TEST_CASE("every payment of the state has a firm on its other side, in every period") {
  for (const bool beside : {false, true}) {  // a value chain and resource orchestration
    CAPTURE(beside);
    const std::string on = beside ? "true" : "false";
    Ledger ledger;
    Observer* const observers[] = {&ledger};
    run(policy_market({set("value_chain.enabled", on), set("orchestration.enabled", on)}), {.threads = 2}, observers);
    CHECK(ledger.worst < 1e-12);
    CHECK(ledger.paid > 1);
    CHECK(ledger.received > 50);
    CHECK(ledger.treasury == doctest::Approx(ledger.received - ledger.paid));
    CHECK((ledger.to_suppliers > 10) == beside);
    CHECK((ledger.for_resources > 10) == beside);
  }
}

namespace {

/// Markets of a homogeneous good in which some choices do damage, and what the state charges and pays.
std::vector<Scenario> dirty_markets() {
  std::vector<Scenario> markets = test::homogeneous_markets(
      {set("capabilities.enabled", "false"), set("paths.enabled", "false"), set("policy.enabled", "true"),
       set("policy.innovation_subsidy", 0.3), set("policy.carbon_price", 0.7)});
  for (Scenario& scenario : markets) {
    auto& choices = scenario.catalogue.choices;
    for (std::size_t i = 0; i < choices.size(); ++i) choices[i].externality = 0.05 * static_cast<double>(i % 5) - 0.05;
    scenario.capacity.innovation_spending = scenario.capacity.imitation_spending = 0;  // of which there is no column
  }
  return markets;
}

}  // namespace

TEST_CASE("every payment of the state has a firm on its other side under every rule") {
  for (const Scenario& scenario : dirty_markets()) {
    const bool by_capital = scenario.competition.rule == Rule::capacity;
    if (by_capital && scenario.homogeneous.demand == DemandForm::linear) continue;  // makes what nobody takes: below
    CAPTURE(static_cast<int>(scenario.competition.rule));
    CAPTURE(static_cast<int>(scenario.homogeneous.demand));
    Ledger ledger;
    Observer* const observers[] = {&ledger};
    run(scenario, {.threads = 2}, observers);
    CHECK(ledger.worst < 1e-12);
    CHECK(ledger.paid > 1);
    CHECK(ledger.received > 50);
  }
}

namespace {

/// Two firms with a policy in the market of a replication, whose first choice does damage.
Scenario dirty_replication(const char* name, const char* choice, double damage, double price) {
  Scenario scenario = test::replication(name);
  scenario.policy.enabled = true;
  scenario.policy.carbon_price = price;
  auto& choices = scenario.catalogue.choices;
  choices[choice == nullptr ? 0 : static_cast<std::size_t>(scenario.catalogue.find(choice))].externality = damage;
  return scenario;
}

double judged(Laboratory& lab, std::int64_t period, Index firm, std::uint64_t model) {
  Candidate candidate;
  candidate.model = model;
  count_weights(lab.market, lab.step(period));
  return test::expected_profit_now(lab.market, lab.step(period), {firm, 1}, candidate, 0);
}

}  // namespace

TEST_CASE("Cournot firms produce by their costs with the carbon price") {
  // P = 10 - Q, costs 1, 2 and 3; the second pays .5 for damage 2 a unit: costs 1, 3, 3, price 17/4.
  Laboratory lab(dirty_replication("cournot", "twice the cost", 2, 0.5));
  for (int period = 1; period <= 2; ++period) lab.market.flows = {}, advance(lab.market, lab.step(period));
  const Firms& firms = lab.market.firms;
  for (Index j = 0; j < 3; ++j) {
    CAPTURE(j);
    const double q = j == 0 ? 3.25 : 1.25;
    CHECK(std::fabs(firms.quantity[j] - q) < 1e-10);
    CHECK(std::fabs(firms.paid_price[j] - 4.25) < 1e-10);
    CHECK(std::fabs(firms.profit[j] - q * q) < 1e-10);
    CHECK(std::fabs(judged(lab, 3, j, firms.model[j]) - q * q) < 1e-9);
  }
  CHECK(std::fabs(lab.market.flows.carbon_revenue - 1.25) < 1e-10);
  const double profits = 3.25 * 3.25 + 2 * 1.25 * 1.25;
  const PeriodStatistics statistics = describe_period(lab.market, lab.step(2));
  CHECK(std::fabs(statistics.value_created - (5.75 * 5.75 / 2 + profits + 1.25 - 2.5)) < 1e-9);
  // The dirty firm's output is worth the area from 4.5 to 5.75 to buyers, and costs 2 and damage 2 a unit.
  CHECK(std::fabs(contribution(lab.market, lab.scenario, 1) - 1.25 * (10 - 5.125 - 4)) < 1e-9);
  // As clean and cheap as the first it would reply (10 - 1 - 4.5)/2 = 2.25 to its rivals' 4.5.
  CHECK(std::fabs(judged(lab, 3, 1, firms.model[0]) - 2.25 * 2.25) < 1e-9);
}

TEST_CASE("capital's productivity lowers what a unit costs, but not what the state charges for it") {
  Laboratory lab(dirty_replication("nelson-winter-selection", nullptr, 0.3, 0.5));
  const Firms& firms = lab.market.firms;
  const auto charged = [](std::uint64_t model) { return (model & 1U) != 0 ? 0.15 : 0; };
  const auto unit_cost = [&](Index j) { return 0.16 / firms.productivity[j] + charged(firms.model[j]); };
  for (Index j = 0; j < 16; ++j) CHECK(relative(firms.unit_cost[j], unit_cost(j)) < 1e-13);  // as founded
  const Column capital = firms.capital.each().head(16);
  advance(lab.market, lab.step());
  int dirty = 0;
  for (Index j = 0; j < 16; ++j) {
    CAPTURE(j);
    CHECK(relative(firms.unit_cost[j], unit_cost(j)) < 1e-13);
    // Nobody is restrained, so that growth is what the margin makes desirable or profit pays.
    const double desired = 1.03 - unit_cost(j) / firms.paid_price[j], finance = firms.profit[j] / capital[j];
    CHECK(relative(firms.capital[j], capital[j] * (0.97 + std::max(0.0, std::min(desired, finance)))) < 1e-13);
    dirty += charged(firms.model[j]) > 0 ? 1 : 0;
  }
  CHECK(dirty > 0);
  const Column sold = firms.quantity.head(16);
  for (Index j = 0; j < 16; ++j)
    for (std::uint64_t model = 1; model < 16; ++model) {
      const double output = firms.capital[j] * firms.productivity[j], price = 67 / (sold.sum() - sold[j] + output);
      const double margin = price - 0.16 / firms.productivity[j] - charged(model);
      CHECK(std::fabs(judged(lab, 2, j, model) - margin * output) < 1e-9);
    }
}

TEST_CASE("who has found a better productivity plans growth with the carbon price as it is") {
  Scenario scenario = dirty_replication("nelson-winter-selection", nullptr, 0.3, 0.5);
  scenario.capacity.imitation_spending = 0.001;
  scenario.capacity.imitation_yield = 1e9;  // everybody copies best practice
  scenario.capacity.bank = 1000;            // and finance is no limit
  Laboratory lab(scenario);
  const Firms& firms = lab.market.firms;
  const Column capital = firms.capital.each().head(16);
  advance(lab.market, lab.step());
  int limited = 0;
  for (Index j = 0; j < 16; ++j) {
    CAPTURE(j);
    REQUIRE(firms.productivity[j] == firms.productivity.each().head(16).maxCoeff());
    if (firms.profit[j] <= 0) continue;
    const double charged = (firms.model[j] & 1U) != 0 ? 0.15 : 0;
    const double desired = 1.03 - (0.16 / firms.productivity[j] + charged) / firms.paid_price[j];
    CHECK(relative(firms.capital[j], capital[j] * (0.97 + std::max(0.0, desired))) < 1e-13);
    limited += charged > 0 ? 1 : 0;
  }
  CHECK(limited > 0);
}

TEST_CASE("selection is for what a unit costs with the carbon price, and prices are a markup on that") {
  Laboratory lab(dirty_replication("replicator", nullptr, 0.5, 0.4));
  const Firms& firms = lab.market.firms;
  const Index n = firms.count;
  const auto unit_cost = [&](Index j) {
    return std::exp(static_cast<Real>(firms.log_unit_cost[j])) + ((firms.model[j] & 1U) != 0 ? 0.2L : 0);
  };
  for (Index j = 0; j < n; ++j) CHECK(relative(firms.paid_price[j], 1.3L * unit_cost(j)) < 1e-12);  // as founded
  const Column before = firms.standing.each().head(n);
  advance(lab.market, lab.step());
  Real fitness = 0;
  for (Index j = 0; j < n; ++j) fitness += before[j] / unit_cost(j);
  for (Index j = 0; j < n; ++j) {
    CAPTURE(j);
    CHECK(relative(firms.standing[j], before[j] / unit_cost(j) / fitness) < 1e-12);  // selection is 1
    CHECK(relative(firms.paid_price[j], 1.3L * unit_cost(j)) < 1e-12);
    // The other design differs in damage alone where nothing of synergy counts.
    const auto after = [&](Real cost) {
      Real others = 0;
      for (Index i = 0; i < n; ++i) others += i == j ? 0 : firms.standing[i] / unit_cost(i);
      return 0.3L * cost * firms.standing[j] / cost / (others + firms.standing[j] / cost) *
             lab.market.segments.served[0];
    };
    CHECK(std::fabs(judged(lab, 2, j, firms.model[j]) - static_cast<double>(after(unit_cost(j)))) < 1e-9);
  }
}

TEST_CASE("the state charges for what is sold, not for what nobody takes") {
  Scenario scenario = dirty_replication("nelson-winter-selection", nullptr, 0.3, 0.5);
  scenario.homogeneous.demand = DemandForm::linear;
  Laboratory lab(scenario);
  advance(lab.market, lab.step());
  lab.market.flows = {};
  lab.market.firms.capital.each() *= 3;
  const Firms& firms = lab.market.firms;
  const Column made = firms.capital.each().head(16) * firms.productivity.each().head(16);
  advance(lab.market, lab.step(2));
  REQUIRE(firms.paid_price[0] == 0);
  REQUIRE(firms.quantity[0] < 0.9 * made[0]);
  Real charged = 0;
  for (Index j = 0; j < 16; ++j) {
    const Real carbon = 0.5L * damage_a_unit(firms, j) * firms.quantity[j];
    CHECK(relative(firms.profit[j], -(0.16L / firms.productivity[j] * made[j] + carbon)) < 1e-12);
    charged += carbon;
  }
  CHECK(charged > 1);
  CHECK(relative(lab.market.flows.carbon_revenue, charged) < 1e-12);
}

TEST_CASE("the carbon price comes on top of what suppliers of bought stages earn") {
  for (const double price : {0.0, 1.5}) {
    CAPTURE(price);
    Scenario scenario = priced(1, 0, price);
    scenario.value_chain.enabled = true;
    scenario.value_chain.margin = 0.5;  // no choice brings a stage in-house: all of the value is bought
    Laboratory lab(scenario);
    const Real paid = 0.4L * price, markup = monopoly_markup(1.5L - paid);
    CHECK(relative(lab.market.firms.unit_cost[0], 1.5L + paid) < 1e-14);
    advance(lab.market, lab.step());
    const Firms& firms = lab.market.firms;
    CHECK(relative(firms.unit_cost[0], 1.5L + paid) < 1e-14);
    CHECK(relative(std::exp(static_cast<Real>(firms.log_unit_cost[0])), 1.5L) < 1e-14);
    CHECK(relative(firms.paid_price[0], 1.5L + paid + markup) < 1e-12);
    const Real e = std::exp(2 - (firms.paid_price[0] - 1)), sold = e / (1 + e);
    // Buyers, the firm, its suppliers and the state, less damage.
    const Real created = std::log(1 + e) + (markup + 0.5L + paid - 0.4L) * sold;
    CHECK(relative(describe_period(lab.market, lab.step()).value_created, created) < 1e-12);
    CHECK(relative(contribution(lab.market, lab.scenario, 0), created) < 1e-12);
    update_appeal(lab.market, lab.step());
    weigh_firms(lab.market, lab.step());
    Candidate clean;
    clean.home[0] = firms.home[0][0];
    clean.model = firms.model[0] & ~(std::uint64_t{1} << lab.scenario.catalogue.find("dirty"));
    const Real kept = firms.paid_price[0] - firms.unit_cost[0], reach = std::exp(1.5L - kept);
    CHECK(relative(test::expected_profit_now(lab.market, lab.step(), {0, 0}, clean, 0), kept * reach / (1 + reach)) <
          1e-11);
  }
}

TEST_CASE("events set what the state charges and pays") {
  const std::string event =
      "[[event]]\nat = 5\nset = {\"policy.carbon_price\" = 2, \"policy.innovation_subsidy\" = 0.5}\n";
  const RunOutcome outcome = run(
      scenario_of(test::stressed_market + event, {set("policy.carbon_price", 0), set("policy.innovation_subsidy", 0)}),
      {.threads = 1});
  const History& history = outcome.history;
  for (std::int64_t t = 0; t < 20; ++t) {
    CAPTURE(t);
    CHECK(relative(1 + history.at(t, "carbon_revenue"), 1 + (t < 4 ? 0 : 2 * history.at(t, "damage"))) < 1e-14);
    CHECK(relative(1 + history.at(t, "subsidies"), 1 + (t < 4 ? 0 : history.at(t, "project_costs") / 2)) < 1e-14);
  }
}

TEST_CASE("a subsidy lets firms start the projects that were too dear, and only those who are eligible") {
  const auto started = [](double subsidy, const char* eligible) {
    Laboratory lab(scenario_of(
        "[market]\nfirms = 2000\nsegments = 2\n[innovation]\nbase_hazard = 1\n",
        {set("policy.enabled", "true"), set("policy.innovation_subsidy", subsidy), set("policy.eligible", eligible)}));
    advance(lab.market, lab.step());
    std::set<std::int64_t> firms;
    for (const EventRow& event : lab.market.flows.events)
      if (event.kind == EventKind::project_started) firms.insert(event.firm);
    for (Index j = 0; j < lab.market.firms.count; ++j) {
      const double granted = subsidy * lab.market.firms.trait[Trait::subsidised][j];
      const bool paid = lab.market.firms.subsidy[j] > 0;
      if (paid != (granted > 0 && firms.contains(lab.market.firms.id[j]))) FAIL_CHECK("firm ", j);
    }
    return firms;
  };
  const auto alone = started(0, "1"), aided = started(0.8, "1"), half = started(0.8, "{treatment = [0, 1]}");
  // The same searches of the first period with the same draws: whoever pays for itself does so with help.
  CHECK(std::includes(aided.begin(), aided.end(), alone.begin(), alone.end()));
  CHECK(std::includes(aided.begin(), aided.end(), half.begin(), half.end()));
  CHECK(std::includes(half.begin(), half.end(), alone.begin(), alone.end()));
  CHECK(alone.size() + 20 < half.size());
  CHECK(half.size() + 20 < aided.size());
}

TEST_CASE("policy that is off or pays and charges nothing changes no bit") {
  const auto prints = [](std::vector<Setting> settings) {
    settings.push_back(set("scenario.periods", 25));
    return test::fingerprints(scenario_of(test::stressed_market, settings)).prints;
  };
  const auto off =
      prints({set("policy.enabled", "false"), set("policy.carbon_price", 3), set("policy.innovation_subsidy", 1)});
  CHECK(prints({set("policy.enabled", "false")}) == off);
  CHECK(prints({set("policy.enabled", "true"), set("policy.carbon_price", 1)}) != off);
  // On, the subsidy is a column of its own, of zeros: what is sold, earned and kept is the same to the last bit.
  const auto cash = [](const char* enabled) {
    return run(scenario_of(test::stressed_market, {set("policy.enabled", enabled), set("policy.carbon_price", 0),
                                                   set("policy.innovation_subsidy", 0)}),
               {.threads = 1})
        .history;
  };
  const History a = cash("true"), b = cash("false");
  for (std::int64_t t = 0; t < a.periods(); ++t)
    for (const char* observable : {"cash_total", "price_index", "value_created", "profit_sd", "model_entropy"})
      CHECK(a.at(t, observable) == b.at(t, observable));
}

}  // namespace rivalry
