#include <bit>
#include <cmath>
#include <set>

#include <doctest/doctest.h>

#include "../../sim/model/candidates.hpp"
#include "../support/bare_market.hpp"
#include "../support/markets.hpp"
#include "rivalry/model/accounts.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/design.hpp"
#include "rivalry/model/environment.hpp"
#include "rivalry/model/evaluation.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/run/contribution.hpp"
#include "rivalry/run/period.hpp"

// What stages cost that are made or bought, how their weights move, and what the six moves change.
namespace rivalry {
namespace {

using test::expected;
using test::Laboratory;
using test::make_alike;
using test::model_of;
using test::relative;
using test::Sample;
using test::scenario_of;
using test::set;
using test::take_up;
using test::trade;

const std::string bare_chain = std::string(test::bare_market) + R"(
[value_chain]
enabled = true
weights = [0.1, 0.2, 0.3, 0.25, 0.15]
margin = 0.4
fixed = 0.05
stage_progress = 0.5
stage_effect = 0.2
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
name = "second factory"
path = "creation"
stage = "assembly"
[[choice]]
name = "alliance"
path = "creation"
orchestrates = 0.25
[[choice]]
name = "platform"
path = "creation"
orchestrates = 0.2
[[choice]]
name = "fleet"
path = "delivery"
reach = 1
stage = "logistics"
[[choice]]
name = "shop"
path = "delivery"
reach = 1
[[choice]]
name = "repair"
path = "delivery"
stage = "service"
[[choice]]
name = "sale"
path = "capture"
collects = 1
[[choice]]
name = "rent"
path = "capture"
collects = 1
)";

}  // namespace

TEST_CASE("a unit costs production and the suppliers' margin on the weights of the bought stages") {
  Laboratory lab(scenario_of(bare_chain));
  take_up(lab, 0, {"shop", "sale"});                               // buys all: 1 + 0.4
  take_up(lab, 1, {"design", "factory", "shop", "sale"});          // buys 0.2 + 0.25 + 0.15
  take_up(lab, 2, {"factory", "second factory", "shop", "sale"});  // a stage counts once
  take_up(lab, 3, {"design", "parts", "factory", "fleet", "repair", "sale"});
  take_up(lab, 4, {"design", "factory", "alliance", "shop", "sale"});
  take_up(lab, 5, {"design", "factory", "alliance", "platform", "shop", "sale"});
  update_unit_costs(lab.market, lab.step());
  const double unit_cost[] = {1.4, 1 + 0.4 * 0.6, 1 + 0.4 * 0.7, 1, 1 + 0.4 * 0.6 * 0.75, 1 + 0.4 * 0.6 * 0.6};
  const int stages[] = {0, 2, 1, 5, 2, 2};
  const Firms& firms = lab.market.firms;
  for (Index j = 0; j < 6; ++j) {
    CAPTURE(j);
    CHECK(relative(firms.unit_cost[j], unit_cost[j]) < 1e-14);
    CHECK(std::fabs(firms.log_unit_cost[j] - std::log(unit_cost[j])) < 1e-14);
    CHECK(std::fabs(firms.suppliers_margin[j] - (unit_cost[j] - 1)) < 1e-14);
    CHECK(relative(fixed_cost(firms, lab.scenario, j), 0.1 + 0.05 * stages[j]) < 1e-14);
  }
}

TEST_CASE("what is innovated lowers the cost of stages in-house alone, as far as they weigh") {
  Laboratory lab(scenario_of(bare_chain));
  take_up(lab, 0, {"design", "factory", "shop", "sale"});
  Firms& firms = lab.market.firms;
  for (int i = 0; i < 2; ++i) take_up_stage(firms, lab.scenario, 0, 2);  // 1/2, then 3/4 of the way
  take_up_stage(firms, lab.scenario, 0, 1);                              // of what it buys: of no use
  CHECK(firms.stage_level[2][0] == 0.75);
  update_unit_costs(lab.market, lab.step());
  CHECK(relative(firms.unit_cost[0], std::exp(-0.2 * 0.3 * 0.75) + 0.4 * 0.6) < 1e-14);
  take_up(lab, 0, {"design", "parts", "factory", "shop", "sale"});
  update_unit_costs(lab.market, lab.step());
  CHECK(relative(firms.unit_cost[0], std::exp(-0.2 * (0.3 * 0.75 + 0.2 * 0.5)) + 0.4 * 0.4) < 1e-14);
}

TEST_CASE("making and buying a stage earn the same at the volume where its fixed cost is the margin saved") {
  Laboratory lab(scenario_of(bare_chain));
  make_alike(lab, {"shop", "sale"});
  trade(lab);
  Firms& firms = lab.market.firms;
  const double sold = firms.quantity[0], weight = 0.3;
  const std::uint64_t buying = model_of(lab, {"shop", "sale"}), making = model_of(lab, {"factory", "shop", "sale"});
  REQUIRE(sold > 0.1);
  lab.scenario.value_chain.margin = 0.05 / (weight * sold);
  update_unit_costs(lab.market, lab.step());
  CHECK(std::fabs(expected(lab, 0, making) - expected(lab, 0, buying)) < 1e-13);
  for (const double factor : {0.5, 2.0}) {  // beyond that volume making pays, below it buying
    lab.scenario.value_chain.margin = factor * 0.05 / (weight * sold);
    update_unit_costs(lab.market, lab.step());
    CHECK(std::fabs(expected(lab, 0, making) - expected(lab, 0, buying) - (factor - 1) * 0.05) < 1e-13);
  }
  trade(lab);  // what was expected is what comes
  const double bought = firms.profit[0];
  take_up(lab, 0, {"factory", "shop", "sale"});
  trade(lab);
  CHECK(std::fabs(firms.profit[0] - bought - 0.05) < 1e-13);
}

TEST_CASE("managers expect of an innovated stage what it then brings") {
  Laboratory lab(scenario_of(bare_chain));
  make_alike(lab, {"factory", "shop", "sale"});
  trade(lab);
  Firms& firms = lab.market.firms;
  const std::uint64_t model = firms.model[0];
  const double gain = expected(lab, 0, model, 2) - expected(lab, 0, model);
  CHECK(relative(gain, firms.quantity[0] * (1 - std::exp(-0.2 * 0.3 * 0.5))) < 1e-12);
  CHECK(expected(lab, 0, model, 1) == expected(lab, 0, model));  // a bought stage
  const double before = firms.profit[0];
  take_up_stage(firms, lab.scenario, 0, 2);
  trade(lab);
  CHECK(relative(firms.profit[0] - before, gain) < 1e-11);
}

TEST_CASE("technology jumps keep stage weights a distribution, and the environment draws what it drew before") {
  Laboratory lab(scenario_of(bare_chain));
  const Column before = lab.market.stage_weight.each();
  lab.scenario.value_chain.shift = 0;
  raise_frontier(lab.market, 0.1, lab.step());
  CHECK((lab.market.stage_weight.each() == before).all());
  lab.scenario.value_chain.shift = 0.3;
  Sample weight;
  for (int period = 1; period <= 2000; ++period) {
    const Column last = lab.market.stage_weight.each();
    raise_frontier(lab.market, 0.1, lab.step(period));
    const Column& now = lab.market.stage_weight.each();
    REQUIRE(std::fabs(now.sum() - 1) < 1e-12);
    REQUIRE((now >= 0.7 * last).all());  // a share of the value moves, the rest stays
    REQUIRE((now != last).all());
    weight.add((now[3] - 0.7 * last[3]) / 0.3);
  }
  CHECK(weight.errors_from(0.2) < 4);  // uniform over distributions: 1/5 each …
  CHECK(std::fabs(weight.deviation() / std::sqrt(0.2 * 0.8 / 6) - 1) < 0.1);  // … with Beta(1, 4) margins
  const auto frontier = [](const char* chain) {
    return run(scenario_of("[scenario]\nperiods = 60\n[market]\nfirms = 20\n[technology]\njump_probability = 0.3\n",
                           {set("value_chain.enabled", std::string(chain))}),
               {.threads = 1})
        .history.sum("frontier");
  };
  CHECK(frontier("true") == frontier("false"));
}

TEST_CASE("an event can give the stages other weights, which later events leave alone") {
  struct Weights : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      first.push_back(market.stage_weight[0]);
    }
    std::vector<double> first;
  } weights;
  Observer* const observers[] = {&weights};
  run(scenario_of("[scenario]\nperiods = 5\n[market]\nfirms = 10\n[technology]\njump_probability = 0\n[value_chain]\n"
                  "enabled = true\n[[event]]\nat = 2\nset = {\"value_chain.weights\" = [0.6, 0.1, 0.1, 0.1, 0.1]}\n"
                  "[[event]]\nat = 3\nfrontier = 0.2\n[[event]]\nat = 4\nset = {\"cost.fixed\" = 0.1}\n"),
      {.threads = 1}, observers);
  CHECK(weights.first[0] == 0.2);
  CHECK(weights.first[1] == 0.6);
  CHECK(weights.first[2] != 0.6);
  CHECK(weights.first[3] == weights.first[2]);
}

namespace {

/// Candidates that one move draws for a firm.
std::vector<Candidate> drawn(Laboratory& lab, ChainMove move, Path path, int count = 200) {
  for (unsigned& moves : lab.scratch.chain_moves) moves = 1U << static_cast<int>(move);
  std::vector<Candidate> candidates;
  for (int i = 0; i < count; ++i) {
    Stream stream = lab.streams.at(Purpose::candidates, i, 1);
    Candidate candidate;
    candidate.model = lab.market.firms.model[0];
    draw_chain_move(candidate, lab.market, lab.step(), 0, static_cast<int>(path), stream);
    CHECK(candidate.mode == mode_of(move));
    candidates.push_back(candidate);
  }
  return candidates;
}

}  // namespace

TEST_CASE("each move changes what it is called after") {
  Laboratory lab(scenario_of(bare_chain));
  const EffectTable& effects = lab.scratch.effects;
  take_up(lab, 0, {"market", "design", "shop", "sale"});
  const std::uint64_t model = lab.market.firms.model[0];

  std::set<std::uint64_t> found;
  for (const Candidate& candidate : drawn(lab, ChainMove::key_stage, Path::creation)) {
    CHECK((candidate.model & model) == model);
    found.insert(candidate.model ^ model);
  }
  CHECK(found == std::set{model_of(lab, {"factory"}), model_of(lab, {"second factory"})});  // assembly weighs most

  double design = 0;
  for (const Candidate& candidate : drawn(lab, ChainMove::innovate_stage, Path::creation)) {
    CHECK(candidate.model == model);
    CHECK(candidate.stage == 0);  // all that it does itself
  }
  take_up(lab, 0, {"market", "design", "factory", "shop", "sale"});
  for (const Candidate& candidate : drawn(lab, ChainMove::innovate_stage, Path::creation, 4000)) {
    CHECK((candidate.stage == 0 || candidate.stage == 2));
    design += candidate.stage == 0;
  }
  CHECK(std::fabs(design / 4000 - 0.25) < 4 * std::sqrt(0.25 * 0.75 / 4000));  // 0.1 against 0.3
  for (const Candidate& candidate : drawn(lab, ChainMove::key_stage, Path::creation))
    CHECK(candidate.model == lab.market.firms.model[0]);  // is there already

  int integrated = 0;
  for (const Candidate& candidate : drawn(lab, ChainMove::control_chain, Path::creation)) {
    const Design controlled = effects.design(candidate.model);
    const bool whole = controlled.in_house == 0b11111;
    CHECK((whole || controlled.orchestration > 0));
    integrated += whole;
  }
  CHECK(integrated > 60);
  CHECK(integrated < 140);

  const std::uint64_t present = lab.market.firms.model[0];
  std::uint64_t changed = 0;
  for (const Candidate& candidate : drawn(lab, ChainMove::market_position, Path::offer)) {
    CHECK(candidate.moves_toward == 0);
    changed |= candidate.model ^ present;
  }
  CHECK(changed == effects.block(0));
  changed = 0;
  for (const Candidate& candidate : drawn(lab, ChainMove::operating_system, Path::delivery))
    changed |= candidate.model ^ present;
  CHECK(changed == (effects.block(1) | effects.block(2)));
  changed = 0;
  for (const Candidate& candidate : drawn(lab, ChainMove::profit_model, Path::capture))
    changed |= candidate.model ^ present;
  CHECK(changed == effects.block(3));
}

TEST_CASE("firms that are allowed one move alone make it and no other") {
  struct ProjectLog : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics& statistics) override {
      for (const EventRow& row : market.flows.events) {
        if (row.kind != EventKind::project_started) continue;
        modes.insert(row.mode);
        paths.insert(row.path);
      }
      for (std::size_t move = 0; move < chain_move_count; ++move) made[move] += statistics.counts.moved[move];
      for (const std::int64_t adopted_there : statistics.counts.adopted) adopted += adopted_there;
    }
    std::set<SearchMode> modes;
    std::set<int> paths;
    std::array<std::int64_t, chain_move_count> made{};
    std::int64_t adopted = 0;
  };
  for (int move = 0; move < chain_move_count; ++move) {
    const std::string name = chain_move_names[static_cast<std::size_t>(move)];
    CAPTURE(name);
    ProjectLog projects;
    Observer* const observers[] = {&projects};
    run(scenario_of("[scenario]\nperiods = 40\n[market]\nfirms = 100\n[value_chain]\nenabled = true\nmove_share = 1\n"
                    "[innovation]\nbase_hazard = 0.3\n[search]\nlong_jumps = 0.5\n",
                    {set("value_chain.moves", "[\"" + name + "\"]")}),
        {.threads = 1}, observers);
    CHECK(projects.modes == std::set{mode_of(static_cast<ChainMove>(move))});
    for (const int path : projects.paths) CHECK(belongs_to(static_cast<ChainMove>(move), static_cast<Path>(path)));
    CHECK(projects.made[static_cast<std::size_t>(move)] == projects.adopted);
    CHECK(projects.adopted > 10);
  }
}

TEST_CASE("path 2 seems worth more by the share of unit cost that goes to suppliers") {
  Laboratory lab(scenario_of(bare_chain));
  take_up(lab, 0, {"shop", "sale"});
  take_up(lab, 1, {"design", "parts", "factory", "fleet", "repair", "sale"});
  take_up(lab, 2, {"design", "factory", "alliance", "shop", "sale"});
  update_unit_costs(lab.market, lab.step());
  lab.market.firms.log_unit_cost.head(8).setZero();  // no one is dearer than the others: what is left is the chain
  sense(lab.market, lab.step());
  const Column& opportunity = lab.scratch.opportunity[1];
  CHECK(relative(opportunity[0], 0.4 / 1.4) < 1e-14);
  CHECK(opportunity[1] == 0);
  CHECK(relative(opportunity[2], 0.18 / 1.18) < 1e-14);
}

TEST_CASE("suppliers receive what firms pay, and it counts as value created") {
  struct Receipts : Observer {
    void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
      const auto& chain = scenario.value_chain;
      double paid = 0, in_house = 0;
      for (Index j = 0; j < market.firms.count; ++j) {
        double kept = 1, bought = 0;
        for (int i = 0; i < scenario.catalogue.size(); ++i)
          if ((market.firms.model[j] >> i & 1U) != 0)
            kept *= 1 - scenario.catalogue.choices[static_cast<std::size_t>(i)].orchestrates;
        for (std::size_t l = 0; l < chain.stages.size(); ++l) {
          bool own = false;
          for (int i = 0; i < scenario.catalogue.size(); ++i)
            own = own || ((market.firms.model[j] >> i & 1U) != 0 &&
                          scenario.catalogue.choices[static_cast<std::size_t>(i)].stage == chain.stages[l]);
          (own ? in_house : bought) += market.stage_weight[static_cast<Index>(l)];
        }
        paid += market.firms.quantity[j] * chain.margin * bought * kept;
        income += market.flows.suppliers_income;
      }
      CHECK(relative(market.flows.suppliers_income, paid) < 1e-12);
      CHECK(relative(statistics.in_house_share, in_house / static_cast<double>(market.firms.count)) < 1e-12);
      const double state = market.flows.carbon_revenue - market.flows.subsidies;
      CHECK(relative(statistics.value_created,
                     statistics.consumer_surplus + statistics.profit_total + paid + state - statistics.damage) < 1e-12);
    }
    double income = 0;
  } receipts;
  Observer* const observers[] = {&receipts};
  run(scenario_of(test::stressed_market, {set("value_chain.enabled", std::string("true"))}), {.threads = 1}, observers);
  CHECK(receipts.income > 0);
}

TEST_CASE("what a firm contributes counts the income of its suppliers, and of its rivals'") {
  Laboratory lab(scenario_of(bare_chain));
  make_alike(lab, {"shop", "sale"});
  take_up(lab, 1, {"design", "parts", "shop", "sale"});
  trade(lab);
  const auto welfare = [&] {
    const Firms& firms = lab.market.firms;
    double profit = 0, income = 0;
    for (Index j = 0; j < firms.count; ++j) {
      profit += firms.profit[j];
      income += firms.suppliers_margin[j] * firms.quantity[j];
    }
    return profit + income + lab.market.flows.consumer_surplus;
  };
  const double contributed = contribution(lab.market, lab.scenario, 1), all = welfare();
  lab.market.base_utility(0, 1) = -1e6;  // absent: nobody has access, and it bears no cost
  trade(lab);
  const double without = welfare() - lab.market.firms.profit[1];
  CHECK(relative(contributed, all - without) < 1e-9);
}

TEST_CASE("a value chain that is switched off changes no bit, whatever its parameters") {
  const auto prints = [](const std::vector<Setting>& settings) {
    std::vector<Setting> all{set("scenario.periods", 30)};
    all.insert(all.end(), settings.begin(), settings.end());
    return test::fingerprints(scenario_of(test::stressed_market, all)).prints;
  };
  const auto plain = prints({});
  CHECK(prints({set("value_chain.margin", 2), set("value_chain.fixed", 1), set("value_chain.shift", 1),
                set("value_chain.move_share", 1), set("value_chain.moves", std::string("[\"key_stage\"]"))}) == plain);
  CHECK(prints({set("value_chain.enabled", std::string("true"))}) != plain);
}

TEST_CASE("the market lives with a value chain: firms make and buy, earn, come and go") {
  const RunOutcome outcome = run(scenario_of("[scenario]\nperiods = 300\n[value_chain]\nenabled = true\n"
                                             "[technology]\njump_probability = 0.05\n"),
                                 {.threads = 1});
  const History& history = outcome.history;
  CHECK(history.settled("in_house_share") > 0.1);
  CHECK(history.settled("in_house_share") < 0.9);
  CHECK(history.settled("suppliers_income") > 0);
  CHECK(history.settled("markup") > 0.05);
  CHECK(history.settled("effective_firms") > 20);
  CHECK(history.settled("adopted") > 0.5);
  CHECK(history.settled("entries") > 0);
  CHECK(history.settled("exits") > 0);
}

}  // namespace rivalry
