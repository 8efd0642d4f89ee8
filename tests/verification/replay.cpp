// Demand, pricing and accounts against the second engine of replay_*.hpp, over 50 periods in which it carries its own
// prices, sales, costs and cash and replays nothing but decisions: designs, projects, entries, exits, ties, spending on
// resources, and the environment.
#include <cmath>
#include <map>
#include <string>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "replay_decisions.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using replay::Real;
using test::Laboratory;
using test::set;

constexpr int periods = 50;
constexpr double tolerance = 1e-9;

/// Largest gaps between the two engines, by what is compared.
class Gaps {
 public:
  /// @param scale  what the gap is relative to, if it is more than the expected number
  void add(const std::string& what, Real got, Real expected, Real scale = 0) {
    const Real gap = std::fabs(got - expected);
    if (gap == 0) return;
    const Real relative = gap / std::fmax(std::fabs(expected), scale);
    Real& worst = worst_[what];
    if (!(relative <= worst)) worst = relative;  // also where it is no number
  }
  void check() const {
    for (const auto& [what, gap] : worst_) {
      CAPTURE(what);
      CHECK(static_cast<double>(gap) < tolerance);
    }
  }

 private:
  std::map<std::string, Real> worst_;
};

void compare(const Laboratory& lab, const replay::Market& reference, Gaps& gaps) {
  const Firms& firms = lab.market.firms;
  REQUIRE(reference.firms.size() == static_cast<std::size_t>(firms.count));
  for (Index j = 0; j < firms.count; ++j) {
    const replay::Firm& firm = reference.firms.at(firms.id[j]);
    const Real size = firm.decided.trait[Trait::start_size];
    for (Index s = 0; s < lab.market.segments.count; ++s)
      gaps.add("sales in a segment", lab.market.buyers(s, j), firm.bought[static_cast<std::size_t>(s)]);
    gaps.add("price", firms.paid_price[j], firm.price);
    gaps.add("quantity", firms.quantity[j], firm.quantity);
    gaps.add("share", firms.share(j), firm.share);
    gaps.add("unit cost", firms.unit_cost[j], firm.unit_cost);
    gaps.add("suppliers' margin", firms.suppliers_margin[j], firm.suppliers_margin);
    gaps.add("revenue", firms.revenue[j], firm.revenue);
    gaps.add("income from partners", firms.partners_income[j], firm.partners_income);
    gaps.add("shared margin", firms.community.received[j], firm.shared_margin);
    gaps.add("fixed cost", firms.fixed_cost[j], firm.fixed_cost);
    gaps.add("profit", firms.profit[j], firm.profit, firm.turnover);
    gaps.add("cash", firms.cash[j], firm.cash, firm.turnover);
    gaps.add("performance", firms.performance[j], firm.performance, firm.turnover / size);
    gaps.add("experience", firms.experience[j], firm.experience);
    gaps.add("novelty", firms.novelty[j], firm.novelty, 1);
    gaps.add("legitimacy", firms.legitimacy[j], firm.legitimacy);
    gaps.add("capital", firms.capital[j], firm.capital);
    gaps.add("users", firms.community.users[j], firm.users);
    gaps.add("active users", firms.community.active[j], firm.active_users);
    gaps.add("partners who take part", firms.community.partners[j], firm.partners);
    gaps.add("staff who takes part", firms.community.staff[j], firm.staff);
  }
  gaps.add("mean log cost", firms.log_mean_cost, reference.log_mean_cost, 1);
  gaps.add("profit scale", lab.market.profit_scale, reference.profit_scale);
  gaps.add("commons", lab.market.commons, reference.commons);
  gaps.add("damage", lab.market.flows.damage, reference.damage);
  gaps.add("consumer surplus", lab.market.flows.consumer_surplus, reference.consumer_surplus);
}

/// A period of the engine, phase by phase, and of the second engine beside it.
void advance_both(Laboratory& lab, replay::Market& reference, std::int64_t period) {
  lab.market.flows = {};
  for (const Phase& phase : phases()) {
    phase.act(lab.market, lab.step(period));
    if (phase.name == "exit and entry") replay::exit_and_enter(reference, replay::look_at(lab), period);
    if (phase.name == "orchestration") replay::orchestrate(reference, replay::look_at(lab), period);
    if (phase.name == "partners") replay::tie_up(reference, replay::look_at(lab));
    if (phase.name != "innovation") continue;
    replay::Snapshot decided = replay::look_at(lab);
    replay::note_projects(lab, decided);
    replay::take_over(reference, decided);
  }
  for (auto& [id, firm] : reference.firms) replay::make_offer(reference, firm);
  for (auto& [id, firm] : reference.firms) replay::find_unit_cost(reference, firm);
  replay::trade(reference);
  replay::settle(reference, period == 1);
  replay::find_out(reference, replay::look_at(lab));
  replay::invest(reference);
  replay::pay_out(reference);
  reference.treasury -= lab.market.flows.subsidies;
  replay::take_part(reference);
  replay::compare(reference);
  replay::earn_legitimacy(reference, lab.market.promoted, period);
}

/// How much went on in the market: what is replayed where nothing happens says little.
struct Bustle {
  std::int64_t entries = 0, exits = 0, adopted = 0;
  Real retained = 0;  ///< share of buyers, mean over periods
  void add(const rivalry::Market& market) {
    entries += market.flows.entries, exits += market.flows.exits;
    for (const std::int64_t one : market.flows.adopted) adopted += one;
    retained += market.segments.retained.sum() / market.segments.mass.sum() / periods;
  }
};

Bustle replayed(Scenario scenario) {
  Laboratory lab(std::move(scenario));
  replay::Market reference(lab.scenario);
  replay::found(reference, replay::look_at(lab));
  Gaps gaps;
  Bustle bustle;
  for (int period = 1; period <= periods; ++period) {
    advance_both(lab, reference, period);
    compare(lab, reference, gaps);
    bustle.add(lab.market);
  }
  gaps.add("treasury", lab.market.treasury, reference.treasury);
  gaps.check();
  return bustle;
}

Scenario baseline(const std::vector<Setting>& settings = {}) {
  return read_scenario(RIVALRY_SOURCE_DIR "/scenarios/baseline.toml", settings);
}

Setting on(const std::string& section) { return set(section + ".enabled", std::string("true")); }

}  // namespace

TEST_CASE("over 50 periods of the baseline a second engine in long double comes to the same market") {
  const Bustle bustle = replayed(baseline());
  CHECK(bustle.entries > 20);
  CHECK(bustle.exits > 20);
  CHECK(bustle.adopted > 100);
  CHECK(bustle.retained > 0.1);
}

TEST_CASE("the second engine comes to the same market where segments come and go and switching is dear") {
  const Bustle bustle = replayed(test::scenario_of(test::stressed_market, {set("competition.iterations", 5)}));
  CHECK(bustle.adopted > 100);
  CHECK(bustle.retained > 0.02);
}

TEST_CASE("the second engine comes to the same market by rules of thumb about prices") {
  for (const char* pricing : {"\"adaptive_markup\"", "\"fixed\""}) {
    CAPTURE(pricing);
    CHECK(replayed(baseline({set("competition.pricing", std::string(pricing))})).adopted > 50);
  }
}

TEST_CASE("the second engine comes to the same market with resources that are built, a state and a commons") {
  const Bustle bustle = replayed(baseline(
      {on("orchestration"), set("resources.digital_reach", 0.5), set("resources.digital_channel", 0.5), on("policy"),
       set("policy.carbon_price", 0.5), set("policy.innovation_subsidy", 0.3), set("demand.sustainability_taste", 1),
       set("legitimacy.policy", 0.3), on("commons"), set("technology.redraw", 0.5)}));
  CHECK(bustle.adopted > 100);
}

TEST_CASE("the second engine comes to the same market with a value chain, ties and co-creation, alone and together") {
  const Setting chain = on("value_chain"), ties = on("network"), together = on("co_creation"),
                stocks = on("orchestration");
  for (const std::vector<Setting>& settings : {std::vector{chain},
                                               {ties},
                                               {together},
                                               {chain, ties},
                                               {chain, together},
                                               {ties, together},
                                               {chain, ties, together, stocks}}) {
    std::string sections;
    for (const Setting& setting : settings) sections += setting.key + " ";
    CAPTURE(sections);
    CHECK(replayed(baseline(settings)).adopted > 50);
  }
}

TEST_CASE("the second engine comes to the same market of one homogeneous good, under each of its rules") {
  const std::vector<Setting> rules[] = {
      {set("competition.rule", std::string("\"cournot\"")), set("competition.iterations", 20)},
      {set("competition.rule", std::string("\"cournot\"")), set("homogeneous.demand", std::string("\"unit_elastic\""))},
      {set("competition.rule", std::string("\"capacity\"")), set("capacity.bank", 1),
       set("capacity.innovation_spending", 0.002), set("capacity.imitation_spending", 0.001)},
      {set("competition.rule", std::string("\"replicator\""))}};
  for (const std::vector<Setting>& settings : rules) {
    CAPTURE(settings[0].value);
    CAPTURE(settings.size());
    CHECK(replayed(test::scenario_of(test::homogeneous_market, settings)).adopted > 20);
  }
}

}  // namespace rivalry
