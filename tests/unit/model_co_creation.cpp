#include <cmath>

#include <doctest/doctest.h>

#include "../../sim/model/search.hpp"
#include "../support/bare_market.hpp"
#include "../support/markets.hpp"
#include "rivalry/model/accounts.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/evaluation.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/run/contribution.hpp"
#include "rivalry/run/period.hpp"

// Who takes part in firms' value, and what each of the four levels does: sizes derived by hand.
namespace rivalry {
namespace {

using test::expected;
using test::Laboratory;
using test::model_of;
using test::relative;
using test::Sample;
using test::scenario_of;
using test::set;
using test::take_up;
using test::trade;

const std::string communities = std::string(test::bare_market) + R"(
[co_creation]
enabled = true
user_loss = 0.1
lapse = 0.2
invitation = 0.4
pay_response = 5
insight = 0.6
value = 0.3
research = 0.3
word_of_mouth = 0.3
attachment = 0.4
to_users = 0.1
to_partners = 0.05
to_staff = 0.02
[business_model]
catalogue = "custom"
[[choice]]
name = "market"
path = "offer"
[[choice]]
name = "ask"
path = "offer"
open = true
[[choice]]
name = "make"
path = "creation"
stage = "components"
[[choice]]
name = "invite"
path = "creation"
open = true
[[choice]]
name = "shop"
path = "delivery"
reach = 0.4
retention = 0.25
[[choice]]
name = "tell"
path = "delivery"
open = true
[[choice]]
name = "sale"
path = "capture"
collects = 1
[[choice]]
name = "share"
path = "capture"
open = true
)";

/// A unit costs 1 and is sold at 1.5, whatever the design: what differs is who takes part.
Scenario bare_communities(std::vector<Setting> settings = {}) {
  settings.insert(settings.begin(), set("demand.base_utility", 1));
  return scenario_of(communities, settings);
}

constexpr double margin = 0.5;  // price less unit cost

/// A firm with so many active users, relative to the users of a mean firm at the start.
void gather(Laboratory& lab, Index j, double users, double active, double staff = 0, double partners = 0) {
  const double mean_users = lab.market.mean_size / lab.scenario.co_creation.user_loss;
  Community& community = lab.market.firms.community;
  community.users.each()[j] = users * mean_users;
  community.active.each()[j] = active * mean_users;
  community.staff.each()[j] = staff;
  community.partners.each()[j] = partners;
  refresh_design(lab.market, lab.scenario, lab.scratch.effects, j);
}

/// All firms closed and alike, at list price 1.5, without users yet.
void close_all(Laboratory& lab) {
  test::make_alike(lab, {"shop", "sale"}, 1 + margin);
  for (Index j = 0; j < lab.market.firms.count; ++j) gather(lab, j, 0, 0);
}

}  // namespace

TEST_CASE("users come by buying, and take part as they are invited and paid, until they lapse") {
  Laboratory lab(bare_communities());
  close_all(lab);
  take_up(lab, 1, {"ask", "shop", "sale"});
  take_up(lab, 2, {"ask", "invite", "shop", "tell", "sale", "share"});
  for (Index j = 0; j < 3; ++j) gather(lab, j, 2, 0);
  trade(lab);
  const Firms& firms = lab.market.firms;
  const double rate[] = {0, 0.4 / 4, 0.4 + 5 * 0.1 * margin}, staff_rate[] = {0, 0.4 / 4, 0.4 + 5 * 0.02 * margin};
  double users[3], active[3] = {}, staff[3] = {};
  for (Index j = 0; j < 3; ++j) users[j] = firms.community.users[j];
  for (int period = 0; period < 3; ++period) {
    for (Index j = 0; j < 3; ++j) {
      active[j] = 0.9 * (0.8 * active[j] + (1 - std::exp(-rate[j])) * (users[j] - active[j]));
      users[j] = 0.9 * users[j] + firms.quantity[j];
      staff[j] = 0.8 * staff[j] + (1 - std::exp(-staff_rate[j])) * (1 - staff[j]);
    }
    take_part(lab.market, lab.step());
    for (Index j = 0; j < 3; ++j) {
      CAPTURE(j);
      CHECK(relative(firms.community.users[j], users[j]) < 1e-14);
      CHECK(std::fabs(firms.community.active[j] - active[j]) < 1e-14 * users[j]);
      CHECK(std::fabs(firms.community.staff[j] - staff[j]) < 1e-14);
    }
  }
  CHECK(firms.community.active[0] == 0);
  take_up(lab, 2, {"shop", "sale"});  // closed again: participation dies away
  const double before = firms.community.active[2];
  take_part(lab.market, lab.step());
  CHECK(relative(firms.community.active[2], before * 0.9 * 0.8) < 1e-14);
}

TEST_CASE("activity comes to rest where those who join make up for lapses and for new users") {
  Laboratory lab(bare_communities());
  close_all(lab);
  take_up(lab, 0, {"ask", "shop", "tell", "sale"});  // two blocks of four
  trade(lab);
  for (int period = 0; period < 400; ++period) take_part(lab.market, lab.step());
  const Community& community = lab.market.firms.community;
  const double join = 1 - std::exp(-0.2);
  CHECK(relative(community.users[0], lab.market.firms.quantity[0] / 0.1) < 1e-12);
  CHECK(relative(community.active[0] / community.users[0], 0.9 * join / (1 - 0.9 * (1 - 0.2 - join))) < 1e-12);
  CHECK(relative(community.staff[0], join / (0.2 + join)) < 1e-12);
}

TEST_CASE("users and partners add utility to an open creation block, with diminishing returns") {
  Laboratory lab(bare_communities({set("value_chain.enabled", "true"), set("value_chain.margin", 0)}));
  close_all(lab);
  trade(lab);
  const double plain = lab.market.weight(0, 0);
  const Firms& firms = lab.market.firms;
  take_up(lab, 0, {"invite", "shop", "sale"});
  CHECK(firms.willingness[0] == 0);  // nobody takes part yet
  gather(lab, 0, 2, 1);
  CHECK(relative(firms.willingness[0], 0.3 * 0.5) < 1e-14);
  gather(lab, 0, 2, 1, 0, 0.5);  // partners at all five stages, half of which take part
  CHECK(relative(firms.willingness[0], 0.3 * 1.5 / 2.5) < 1e-14);
  take_up(lab, 0, {"make", "invite", "shop", "sale"});  // a stage in-house has no supplier
  CHECK(relative(firms.willingness[0], 0.3 * 1.4 / 2.4) < 1e-14);
  trade(lab);
  CHECK(relative(lab.market.weight(0, 0) / plain, std::exp(0.3 * 1.4 / 2.4)) < 1e-13);
  CHECK(relative(supply_chain_synergy(lab.market, lab.scenario, 0), 0.3 * (1.4 / 2.4 - 0.5) / 2.5) < 1e-13);
  take_up(lab, 0, {"make", "shop", "sale"});
  CHECK(firms.willingness[0] == 0);  // closed: they can add nothing
  CHECK(supply_chain_synergy(lab.market, lab.scenario, 0) == 0);
}

TEST_CASE("users, partners and staff avert failures of projects where creation is open") {
  Laboratory lab(
      bare_communities({set("market.firms", 8000), set("innovation.success", 0.5), set("paths.enabled", "false")}));
  close_all(lab);
  const auto succeeded = [&](double active, double staff) {
    Firms& firms = lab.market.firms;
    for (Index j = 0; j < firms.count; ++j) {
      take_up(lab, j, {"invite", "shop", "sale"});
      gather(lab, j, 2, active, staff);
      firms.project.path[j] = 1;
      firms.project.due[j] = 0;
      firms.project.model[j] = model_of(lab, {"shop", "sale"});
    }
    lab.scenario.innovation.enabled = false;  // none begins: those under way finish
    lab.market.flows = {};
    innovate(lab.market, lab.step());
    return static_cast<double>(lab.market.flows.adopted[1]) / static_cast<double>(firms.count);
  };
  const auto error = [](double chance) { return std::sqrt(chance * (1 - chance) / 8000); };
  const double alone = 0.5 + 0.5 * 0.5;  // half of a capability is deployed
  CHECK(std::fabs(succeeded(0, 0) - alone) < 4 * error(alone));
  take_up(lab, 0, {"invite", "shop", "sale"});
  gather(lab, 0, 2, 1, 1);  // active users of one mean firm, and all staff
  const unsigned creation = 1U << static_cast<unsigned>(Path::creation);
  CHECK(relative(averted_failures(lab.scenario, participants(lab.market, lab.scenario, 0, creation)), 0.2) < 1e-14);
  CHECK(averted_failures(lab.scenario, participants(lab.market, lab.scenario, 0, ~creation)) == 0);
  const double helped = alone + (1 - alone) * 0.2;
  CHECK(std::fabs(succeeded(1, 1) - helped) < 4 * error(helped));
}

TEST_CASE("buyers tell others of a firm with open delivery, as many as it has sold to") {
  Laboratory lab(bare_communities());
  close_all(lab);
  lab.market.mean_size = 0.5;
  Firms& firms = lab.market.firms;
  for (Index j = 0; j < 2; ++j) {
    firms.quantity[j] = 1.5;  // three times the mean
    take_up(lab, j, {"shop", "sale"});
  }
  take_up(lab, 1, {"shop", "tell", "sale"});
  const double reach = 1 - 0.6 * (1 - 0.3 * 3.0 / 4);
  CHECK(relative(firms.mean_reach[0], 0.4) < 1e-14);
  CHECK(relative(firms.mean_reach[1], reach) < 1e-14);
  CHECK(relative(lab.market.base_utility(0, 1), std::log(reach)) < 1e-13);
  firms.quantity[1] = 0.5;
  take_part(lab.market, lab.step());  // follows sales
  CHECK(relative(firms.mean_reach[1], 1 - 0.6 * (1 - 0.3 / 2)) < 1e-14);
  take_up(lab, 1, {"tell", "sale"});  // hearsay is no channel
  CHECK(firms.mean_reach[1] == 0);
}

TEST_CASE("users tell what they want where the offer is open: needs are seen earlier, and path 1 more surely") {
  Laboratory lab(bare_communities({set("innovation.max_delay", 10), set("innovation.candidates", 0),
                                   set("capabilities.sensing", 0), set("managers.forecasting", 0),
                                   set("search.home_share", 0), set("search.local_share", 1)}));
  close_all(lab);
  for (std::size_t lag = 0; lag < lab.market.segments.seen.size(); ++lag)
    lab.market.segments.seen[lag][0][0] = static_cast<double>(lag);
  take_up(lab, 0, {"ask", "shop", "sale"});
  gather(lab, 0, 2, 1);  // insight 0.6 / 2
  double point[Design::max_attributes];
  sensed_ideal_point(lab.market, lab.step(), 0, 0, point);
  CHECK(point[0] == 7);
  take_up(lab, 1, {"invite", "shop", "tell", "sale", "share"});  // open, but not in its offer
  gather(lab, 1, 2, 1);
  sensed_ideal_point(lab.market, lab.step(), 1, 0, point);
  CHECK(point[0] == 10);

  trade(lab);
  const auto gain = [&](int path, double noise) {
    lab.scenario.innovation.noise = noise;
    update_appeal(lab.market, lab.step());
    weigh_firms(lab.market, lab.step());
    tabulate_segments(lab.market, lab.step());
    const Searcher searcher{0, path};
    Decision decision;
    PeriodFlows flows;
    SearchRoom room;
    search(lab.market, lab.step(), std::span(&searcher, 1), room, &decision, flows);
    REQUIRE(decision.found);
    return decision.gain;
  };
  const double error = lab.market.firms.paid_price[0] * lab.market.firms.quantity[0];
  for (const int path : {0, 1}) {
    CAPTURE(path);
    const double sure = gain(path, 0), told = gain(path, 0.2);
    lab.scenario.co_creation.insight = 0;
    const double alone = gain(path, 0.2);
    lab.scenario.co_creation.insight = 0.6;
    REQUIRE(std::fabs(alone - sure) > 0.01 * 0.2 * error);
    CHECK(relative((told - sure) / (alone - sure), path == 0 ? 0.7 : 1) < 1e-9);
  }
}

TEST_CASE("an open capture block shares its margin: less profit, the same price, users who stay") {
  Laboratory lab(bare_communities({set("value_chain.enabled", "true"), set("value_chain.margin", 0)}));
  close_all(lab);
  trade(lab);
  Firms& firms = lab.market.firms;
  const double sold = firms.quantity[0], before = firms.profit[0];
  take_up(lab, 0, {"make", "shop", "sale", "share"});
  trade(lab);
  const double earned = margin * sold;
  CHECK(relative(firms.quantity[0], sold) < 1e-14);
  CHECK(relative(lab.market.flows.to_users, 0.1 * earned) < 1e-13);
  CHECK(relative(lab.market.flows.to_partners, 0.05 * 0.8 * earned) < 1e-13);  // four of five stages are bought
  CHECK(relative(lab.market.flows.to_staff, 0.02 * earned) < 1e-13);
  CHECK(relative(firms.community.received[0], (0.1 + 0.04 + 0.02) * earned) < 1e-13);
  CHECK(std::fabs(before - firms.profit[0] - 0.16 * earned - 0.01) < 1e-13);  // and the stage's fixed cost
  gather(lab, 0, 2, 1);
  CHECK(relative(firms.retention[0], 1 - 0.75 * (1 - 0.4 * 0.5)) < 1e-14);
  firms.markup.each()[0] = 0.9;  // a loss is not shared
  trade(lab);
  CHECK(firms.community.received[0] == 0);
}

TEST_CASE("a share of the margin leaves the best price where it is") {
  const auto prices = [](const char* share) {
    const Scenario scenario =
        bare_communities({set("competition.pricing", std::string("bertrand")), set("competition.iterations", 200),
                          set("co_creation.to_users", std::string(share)), set("co_creation.pay_response", 0)});
    Laboratory lab(scenario);
    for (Index j = 0; j < 8; ++j) take_up(lab, j, {"shop", "sale", "share"});
    trade(lab);
    CHECK(lab.market.flows.to_users > 0);
    // No other price brings more of what is left to the firm.
    const double kept = lab.market.firms.profit[0];
    for (const double other : {0.97, 1.03}) {
      const double price = lab.market.firms.paid_price[0];
      lab.market.firms.paid_price[0] = other * price;
      lab.scratch.spending.head(8).setZero();
      const Column buyers = lab.market.firms.quantity;
      clear_market(lab.market, lab.step());
      settle_accounts(lab.market, lab.step());
      CHECK(lab.market.firms.profit[0] < kept);
      lab.market.firms.paid_price[0] = price;
      lab.market.firms.quantity = buyers;
    }
    return Column(lab.market.firms.paid_price.head(8));
  };
  CHECK((prices("0.01") == prices("0.3")).all());
}

TEST_CASE("managers who judge what is open expect who would take part, and otherwise those of today") {
  Laboratory lab(bare_communities());
  close_all(lab);
  take_up(lab, 0, {"ask", "shop", "sale"});
  gather(lab, 0, 2, 0.5, 0.25);
  trade(lab);
  Firms& firms = lab.market.firms;
  const auto rest = [](double rate, double stays) {
    const double join = 1 - std::exp(-rate);
    return stays * join / (1 - stays * (1 - 0.2 - join));
  };
  const double activity = 0.25 + rest(0.3 + 5 * 0.1 * margin, 0.9) - rest(0.1, 0.9);
  const double staff = 0.25 + rest(0.3 + 5 * 0.02 * margin, 1) - rest(0.1, 1);
  const std::vector<const char*> opened{"ask", "invite", "shop", "sale", "share"};
  const std::uint64_t same = model_of(lab, {"market", "ask", "shop", "sale"}), wider = model_of(lab, opened);
  CHECK(relative(expected(lab, 0, same), expected(lab, 0, firms.model[0])) < 1e-14);
  const double before = firms.profit[0], gain = expected(lab, 0, wider) - expected(lab, 0, firms.model[0]);
  CHECK(std::fabs(gain) > 1e-4);
  take_up(lab, 0, opened);
  gather(lab, 0, 2, 2 * activity, staff);
  trade(lab);
  CHECK(relative(firms.willingness[0], 0.3 * 2 * activity / (1 + 2 * activity)) < 1e-12);
  CHECK(relative(firms.profit[0] - before, gain) < 1e-11);
}

TEST_CASE("managers expect to keep the users who would be active") {
  Laboratory lab(bare_communities({set("demand.switching_cost", 2), set("co_creation.to_users", 0),
                                   set("co_creation.to_partners", 0), set("co_creation.to_staff", 0)}));
  close_all(lab);
  take_up(lab, 0, {"ask", "shop", "sale"});
  gather(lab, 0, 2, 1);
  trade(lab);
  const std::uint64_t shared = model_of(lab, {"ask", "shop", "sale", "share"});
  const double bound = expected(lab, 0, shared);
  const auto rest = [](double rate) {
    const double join = 1 - std::exp(-rate);
    return 0.9 * join / (1 - 0.9 * (0.8 - join));
  };
  // The same as a choice that retains as many of those who are free.
  lab.scenario.co_creation.attachment = 0;
  const double free = expected(lab, 0, shared);
  lab.scenario.catalogue.choices[static_cast<std::size_t>(lab.scenario.catalogue.find("share"))].retention =
      0.4 * (0.5 + rest(0.2) - rest(0.1));
  prepare(lab.market, lab.step());
  CHECK(relative(bound, expected(lab, 0, shared)) < 1e-13);
  CHECK(bound > free + 5e-5);
}

TEST_CASE("each level that is switched off has exactly the effect of a block that nobody can open") {
  constexpr const char* levels[] = {"assertion", "creation", "delivery", "acquisition"};
  const std::vector<Setting> on{set("co_creation.enabled", "true"), set("scenario.periods", 30)};
  const auto with = [&](Setting setting) {
    std::vector<Setting> all = on;
    all.push_back(std::move(setting));
    return scenario_of(test::stressed_market, all);
  };
  const auto all_levels = test::fingerprints(scenario_of(test::stressed_market, on)).prints;
  for (int path = 0; path < path_count; ++path) {
    CAPTURE(levels[path]);
    const auto without = test::fingerprints(with(set("co_creation." + std::string(levels[path]), "false"))).prints;
    Scenario closed = scenario_of(test::stressed_market, on);
    for (Choice& choice : closed.catalogue.choices)
      if (choice.path == static_cast<Path>(path)) choice.open = false;
    CHECK(test::fingerprints(closed).prints == without);
    CHECK(without != all_levels);
  }
}

TEST_CASE("co-creation that is switched off changes no bit, whatever its parameters") {
  const auto prints = [](const std::vector<Setting>& settings) {
    std::vector<Setting> all{set("scenario.periods", 30)};
    all.insert(all.end(), settings.begin(), settings.end());
    return test::fingerprints(scenario_of(test::stressed_market, all)).prints;
  };
  CHECK(prints({set("co_creation.invitation", 5), set("co_creation.value", 3), set("co_creation.word_of_mouth", 1),
                set("co_creation.insight", 1), set("co_creation.research", 1), set("co_creation.attachment", 1),
                set("co_creation.to_users", 0.3), set("co_creation.pay_response", 100)}) == prints({}));
}

TEST_CASE("a market in which every level is switched off is the one without co-creation") {
  const auto history = [](const std::vector<Setting>& settings) {
    std::vector<Setting> all{set("scenario.periods", 30)};
    all.insert(all.end(), settings.begin(), settings.end());
    return run(scenario_of(test::stressed_market, all), {.threads = 1}).history;
  };
  const History plain = history({}),
                closed = history({set("co_creation.enabled", "true"), set("co_creation.assertion", "false"),
                                  set("co_creation.creation", "false"), set("co_creation.delivery", "false"),
                                  set("co_creation.acquisition", "false")});
  for (const MarketObservable& observable : market_observables()) {
    if (observable.presence.holds != nullptr) continue;
    CAPTURE(std::string(observable.name));
    bool same = true;
    for (std::int64_t t = 0; t < plain.periods(); ++t) {
      const double a = plain.at(t, observable.name), b = closed.at(t, observable.name);
      same = same && (a == b || (std::isnan(a) && std::isnan(b)));
    }
    CHECK(same);
  }
}

TEST_CASE("what firms share is received, and counts as value created") {
  struct Receipts : Observer {
    void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
      const Firms& firms = market.firms;
      const auto& choices = scenario.catalogue.choices;
      double paid[3] = {}, received = 0;
      for (Index j = 0; j < firms.count; ++j) {
        bool open = false;
        double bought = 1;
        for (std::size_t i = 0; i < choices.size(); ++i)
          open = open || ((firms.model[j] >> i & 1U) != 0 && choices[i].open && choices[i].path == Path::capture);
        for (std::size_t l = 0; l < scenario.value_chain.stages.size(); ++l)
          if ((firms.in_house[j] >> l & 1) != 0) bought -= market.stage_weight[static_cast<Index>(l)];
        const double earned = std::max(0.0, firms.revenue[j] - firms.unit_cost[j] * firms.quantity[j]);
        if (open) paid[0] += 0.06 * earned, paid[1] += 0.03 * bought * earned, paid[2] += 0.03 * earned;
        received += firms.community.received[j];
      }
      const PeriodFlows& flows = market.flows;
      CHECK(relative(flows.to_users, paid[0]) < 1e-11);
      CHECK(relative(flows.to_partners, paid[1]) < 1e-11);
      CHECK(relative(flows.to_staff, paid[2]) < 1e-11);
      CHECK(relative(received, paid[0] + paid[1] + paid[2]) < 1e-11);
      const double state = flows.carbon_revenue - flows.subsidies;
      CHECK(relative(statistics.value_created, statistics.consumer_surplus + statistics.profit_total +
                                                   flows.suppliers_income + received + state - statistics.damage) <
            1e-11);
      double spent = 0, gained = 0;
      for (const EventRow& row : flows.events) gained += row.kind == EventKind::appraisal ? row.realised_gain : 0;
      CHECK(std::fabs(flows.research_gain - gained) < 1e-11 * (1 + std::fabs(gained)));
      for (const std::int64_t started : flows.started) spent += static_cast<double>(started);
      CHECK((spent > 0) == (flows.project_costs > 0));
    }
  } receipts;
  Observer* const observers[] = {&receipts};
  run(scenario_of(test::stressed_market, {set("co_creation.enabled", "true"), set("value_chain.enabled", "true")}),
      {.threads = 1}, observers);
}

TEST_CASE("what a firm contributes counts what it shares") {
  Laboratory lab(bare_communities());
  close_all(lab);
  take_up(lab, 1, {"shop", "sale", "share"});
  trade(lab);
  const auto welfare = [&] {
    const Firms& firms = lab.market.firms;
    double sum = lab.market.flows.consumer_surplus;
    for (Index j = 0; j < firms.count; ++j) sum += firms.profit[j] + firms.community.received[j];
    return sum;
  };
  const double contributed = contribution(lab.market, lab.scenario, 1), all = welfare();
  REQUIRE(lab.market.firms.community.received[1] > 0);
  lab.market.base_utility(0, 1) = -1e6;  // absent: nobody has access, and it bears no cost
  trade(lab);
  const double without = welfare() - lab.market.firms.profit[1];
  CHECK(relative(contributed, all - without) < 1e-9);
}

TEST_CASE("the market lives with co-creation: firms open and close, earn, come and go") {
  struct Openness : Observer {
    void after_period(const Market&, const Scenario&, const PeriodStatistics& statistics) override {
      for (const double share : statistics.community.open) extremes = extremes || share <= 0.02;
    }
    bool extremes = false;
  } openness;
  Observer* const observers[] = {&openness};
  const RunOutcome outcome =
      run(scenario_of("[scenario]\nperiods = 400\n[co_creation]\nenabled = true\n"), {.threads = 1}, observers);
  const History& history = outcome.history;
  CHECK_FALSE(openness.extremes);
  CHECK(history.settled("user_activity") > 0.2);
  CHECK(history.settled("user_activity") < 0.9);
  CHECK(history.settled("paid_to_users") > 0);
  CHECK(history.settled("markup") > 0.05);
  CHECK(history.settled("effective_firms") > 20);
  CHECK(history.settled("adopted") > 0.5);
  CHECK(history.settled("entries") > 0);
  CHECK(history.settled("exits") > 0);
}

}  // namespace rivalry
