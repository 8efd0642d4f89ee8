#include <cmath>
#include <map>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "rivalry/model/accounts.hpp"
#include "rivalry/model/design.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/orchestration.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/run/audit.hpp"

namespace rivalry {
namespace {

using doctest::Approx;
using test::Laboratory;
using test::scenario_of;
using test::set;

/// Nothing decays, grows or costs but for what a test switches on.
constexpr const char* still = R"(
[market]
firms = 20
segments = 2
[orchestration]
enabled = true
structuring = 0
stock_decay = 0
divestment = 0
premium = 0
stabilising = 0
enriching = 0
pioneering = 0
leveraging = 1
capability_decay = 0
bundling_cost = 0
leveraging_cost = 0
)";

Laboratory still_market(const std::vector<Setting>& settings) { return Laboratory(scenario_of(still, settings)); }

void orchestrate(Laboratory& lab, int periods = 1) {
  for (int period = 1; period <= periods; ++period) orchestrate_resources(lab.market, lab.step(period));
}

double level(const Laboratory& lab, Trait trait, Index j = 3) { return lab.market.firms.trait[trait][j]; }

}  // namespace

TEST_CASE("a stock settles where decay takes what spending adds") {
  SUBCASE("acquired: spending × weight / price / decay") {
    Laboratory lab = still_market({set("orchestration.structuring", 0.02), set("orchestration.acquiring", 1),
                                   set("orchestration.stock_decay", 0.05), set("orchestration.human", 1),
                                   set("orchestration.technology", 2), set("orchestration.brand", 3),
                                   set("orchestration.digital", 4), set("founding.cash", 5)});
    orchestrate(lab, 600);
    CHECK(level(lab, Trait::human) == Approx(0.4).epsilon(1e-9));  // .02 / 10 / .1 / .05
    CHECK(level(lab, Trait::technology) == Approx(0.8).epsilon(1e-9));
    CHECK(level(lab, Trait::brand) == Approx(1.2).epsilon(1e-9));
    CHECK(level(lab, Trait::digital) == Approx(1.6).epsilon(1e-9));
  }
  SUBCASE("half acquired at a premium, half built in haste") {
    Laboratory lab = still_market(
        {set("orchestration.structuring", 0.04), set("orchestration.acquiring", 0.5), set("orchestration.premium", 1),
         set("orchestration.pace", 0.2), set("orchestration.stock_decay", 0.05), set("orchestration.human", 1),
         set("orchestration.technology", 0), set("orchestration.brand", 0), set("orchestration.digital", 0)});
    orchestrate(lab, 600);
    // .2 units of money's worth each: .2 / 2 are bought, .2 / (1 + .2 / .2) are built.
    CHECK(level(lab, Trait::human) == Approx((0.1 + 0.1) / 0.05).epsilon(1e-9));
    CHECK(level(lab, Trait::technology) == Approx(0).epsilon(1e-9));
  }
}

TEST_CASE("firms spend no more on resources than a share of the cash that they have") {
  Laboratory lab = still_market({set("orchestration.structuring", 0.02), set("orchestration.acquiring", 1),
                                 set("orchestration.cash_share", 0.25), set("resources.human", 0.5)});
  Firms& firms = lab.market.firms;
  firms.cash[0] = 0.04, firms.cash[1] = -1, firms.cash[2] = 1;
  orchestrate(lab);
  CHECK(firms.resource_outlay[0] == Approx(0.01));
  CHECK(firms.resource_outlay[1] == 0);
  CHECK(firms.resource_outlay[2] == Approx(0.02));
  CHECK(level(lab, Trait::human, 0) == Approx(0.5 + 0.01 / 4 / 0.1));
  CHECK(level(lab, Trait::human, 1) == 0.5);
}

TEST_CASE("resources that bundling leaves idle are sold in part") {
  Laboratory lab = still_market({set("resources.human", 0.4), set("resources.technology", 1), set("resources.brand", 0),
                                 set("resources.digital", 0), set("orchestration.enriching", 0.5),
                                 set("orchestration.divestment", 0.1), set("orchestration.resale", 0.5)});
  orchestrate(lab);
  // Creation has services .1 + 1, of which bundling uses .5: of technology .6/1.1 is idle, of people a quarter of that.
  const double technology = 0.1 * 0.6 / 1.1, human = 0.1 * 0.25 * 0.6 / 1.1 * 0.4;
  CHECK(level(lab, Trait::technology) == Approx(1 - technology));
  CHECK(level(lab, Trait::human) == Approx(0.4 - human));
  CHECK(lab.market.firms.resource_outlay[3] == Approx(-0.5 * 0.1 * (technology + human)));
  CHECK(lab.market.flows.resource_staff == 0);
}

TEST_CASE("bundling keeps and extends capabilities as far as resources serve it") {
  for (const double human : {4.0, 2.0, 1.0}) {  // services of 1, 1/2, 1/4 on each path; bundling can use 1/2
    CAPTURE(human);
    Laboratory lab =
        still_market({set("resources.human", human), set("resources.technology", 0), set("resources.digital", 0),
                      set("paths.creation", 0.8), set("orchestration.capability_decay", 0.05),
                      set("orchestration.stabilising", 0.2), set("orchestration.stabilising_effect", 2),
                      set("orchestration.enriching", 0.3), set("orchestration.enriching_growth", 0.1)});
    orchestrate(lab);
    const double used = human >= 2 ? 1 : 0.5;
    CHECK(level(lab, Trait::creation_capability) ==
          Approx(0.8 * (1 - 0.05 / (1 + 2 * 0.2 * used)) + 0.1 * 0.3 * used).epsilon(1e-12));
  }
  Laboratory idle = still_market({set("paths.creation", 0.8), set("orchestration.capability_decay", 0.05)});
  orchestrate(idle, 3);
  CHECK(level(idle, Trait::creation_capability) == Approx(0.8 * 0.95 * 0.95 * 0.95));
}

TEST_CASE("pioneering has the mean and the variance of its log-normal factor, enriching none") {
  std::vector<Setting> settings{set("market.firms", 20000), set("market.segments", 1), set("resources.human", 4),
                                set("paths.offer", 0.5), set("paths.capture", 0.5)};
  settings.push_back(set("orchestration.pioneering", 0.5));
  settings.push_back(set("orchestration.pioneering_growth", 0.2));
  settings.push_back(set("orchestration.pioneering_spread", 0.6));
  Laboratory lab = still_market(settings);
  orchestrate(lab);
  test::Sample growth, square, product;
  for (Index j = 0; j < lab.market.firms.count; ++j) {
    const double offer = (level(lab, Trait::offer_capability, j) - 0.5) / (0.2 * 0.5);
    const double capture = (level(lab, Trait::capture_capability, j) - 0.5) / (0.2 * 0.5);
    growth.add(offer), square.add(offer * offer), product.add(offer * capture);
  }
  // Four standard errors: false alarm in 1 of 16,000 seeds, each.
  CHECK(growth.errors_from(1) < 4);
  CHECK(square.errors_from(std::exp(0.36)) < 4);  // variance exp(spread²) - 1
  CHECK(product.errors_from(1) < 4);              // paths have their own luck
  CHECK(growth.deviation() > 0.6);
}

TEST_CASE("what one of the three provides beyond the others' use is waste") {
  const auto waste = [](double human, double enriching, double capability, double leveraging) {
    const Laboratory lab =
        still_market({set("resources.human", human), set("resources.technology", 0), set("resources.digital", 0),
                      set("orchestration.enriching", enriching), set("paths.offer", capability),
                      set("paths.creation", capability), set("paths.delivery", capability),
                      set("paths.capture", capability), set("orchestration.leveraging", leveraging)});
    return waste_of(lab.market.firms, lab.scenario, 3);
  };
  const Waste fit = waste(2, 0.5, 1, 1);
  CHECK(fit.resources == 0);
  CHECK(fit.bundling == 0);
  CHECK(fit.capability == 0);
  CHECK(fit.leveraging == Approx(4 * 0.5));  // the part of C / (1 + C) short of 1 is never found
  CHECK(waste(2, 0.3, 1, 1).resources == Approx(4 * 0.2));
  CHECK(waste(2, 0.3, 1, 1).bundling == 0);
  CHECK(waste(1, 0.3, 1, 1).bundling == Approx(4 * 0.05));
  CHECK(waste(1, 0.3, 1, 1).resources == 0);
  CHECK(waste(2, 0.5, 1, 0.25).capability == Approx(4 * 0.75 * 0.5));
  CHECK(waste(2, 0.5, 0, 0.25).capability == 0);
  CHECK(waste(2, 0.5, 0, 0.25).leveraging == Approx(4 * 0.25));
}

TEST_CASE("leveraging scales candidates and the chance of success") {
  for (const double leveraging : {0.0, 0.5, 1.0}) {
    CAPTURE(leveraging);
    Laboratory lab = still_market(
        {set("market.firms", 4000), set("orchestration.leveraging", leveraging), set("paths.offer", 1),
         set("paths.creation", 1), set("paths.delivery", 1), set("paths.capture", 1), set("innovation.base_hazard", 3),
         set("innovation.candidates", 8), set("innovation.null", std::string("no_selection")),
         set("innovation.lead_time", 0), set("innovation.success", 0.2), set("founding.cash", 10)});
    sense(lab.market, lab.step());
    choose_paths(lab.market, lab.step());
    innovate(lab.market, lab.step());
    CHECK(deployed_capability(lab.market.firms, lab.scenario, 3, 1) == Approx(leveraging / 2));
    double searchers = 0, tried = 0, started = 0, adopted = 0;
    for (Index j = 0; j < lab.market.firms.count; ++j) searchers += lab.scratch.chosen[j] >= 0;
    for (std::size_t p = 0; p < path_count; ++p) {
      tried += static_cast<double>(lab.market.flows.tried[p]);
      started += static_cast<double>(lab.market.flows.started[p]);
      adopted += static_cast<double>(lab.market.flows.adopted[p]);
    }
    REQUIRE(started > 1000);
    CHECK(tried == searchers * (1 + 4 * leveraging));
    const double chance = 0.2 + 0.8 * leveraging / 2;
    CHECK(std::fabs(adopted / started - chance) < 4 * std::sqrt(chance * (1 - chance) / started));
  }
}

TEST_CASE("bundling and leveraging are paid, used or not, to staff; acquired resources to suppliers") {
  Laboratory lab = still_market({set("orchestration.structuring", 0.02), set("orchestration.acquiring", 0.75),
                                 set("orchestration.enriching", 9), set("orchestration.bundling_cost", 0.01),
                                 set("orchestration.leveraging", 0.5), set("orchestration.leveraging_cost", 0.1)});
  orchestrate(lab);
  const double firms = 20, running = 0.01 * 4 * 9 + 0.1 * 0.5;
  CHECK(lab.market.firms.resource_outlay[3] == Approx(0.02 + running));
  CHECK(lab.market.flows.resource_suppliers == Approx(firms * 0.02 * 0.75));
  CHECK(lab.market.flows.resource_staff == Approx(firms * (0.02 * 0.25 + running)));
}

TEST_CASE("with orchestration profits, cash and receivers' accounts close in every period") {
  struct Books : Observer {
    void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
      const Firms& firms = market.firms;
      double outlay = 0;
      for (Index j = 0; j < firms.count; ++j) {
        outlay += firms.resource_outlay[j];
        double running = 0;
        for (const Trait trait : {Trait::sensing, Trait::seizing, Trait::reconfiguring})
          running += scenario.capabilities.running_cost * firms.trait[trait][j];
        for (int path = 0; path < path_count; ++path)
          running += scenario.paths.running_cost * firms.trait[capability_of(path)][j];
        const double profit = (firms.paid_price[j] + firms.third_party[j] - firms.unit_cost[j]) * firms.quantity[j] -
                              fixed_cost(firms, scenario, j) - running * firms.trait[Trait::start_size][j] -
                              firms.resource_outlay[j];
        worst = std::max(worst, std::fabs(profit - firms.profit[j]));
      }
      check_invariants(market, scenario, statistics);
      const PeriodCounts& counts = statistics.counts;
      worst = std::max(worst, std::fabs(outlay - counts.resource_suppliers - counts.resource_staff));
      worst = std::max(worst, std::fabs(statistics.cash_total - counts.cash_before - counts.profit + counts.paid_out));
      paid += counts.resource_staff;
    }
    double worst = 0, paid = 0;
  } books;
  Observer* const observers[] = {&books};
  run(test::scenario_of(test::stressed_market, {set("orchestration.enabled", std::string("true")),
                                                set("innovation.enabled", std::string("false"))}),
      {.threads = 1}, observers);
  CHECK(books.worst < 1e-9);
  CHECK(books.paid > 10);
}

TEST_CASE("off, orchestration has no columns and no setting of it changes a bit") {
  std::vector<Setting> settings{set("scenario.periods", 30)};
  const test::Fingerprints plain = test::fingerprints(scenario_of(test::stressed_market, settings));
  for (const char* key : {"structuring", "stabilising", "enriching", "pioneering", "bundling_cost", "leveraging_cost",
                          "stock_price", "pace"})
    settings.push_back(set("orchestration." + std::string(key), 0.7));
  for (const char* key : {"stock_decay", "capability_decay", "divestment", "leveraging"})
    settings.push_back(set("orchestration." + std::string(key), 0.1));
  CHECK(test::fingerprints(scenario_of(test::stressed_market, settings)).prints == plain.prints);
  const Laboratory lab(scenario_of("[market]\nfirms = 5\n"));
  CHECK(lab.market.firms.resource_outlay.shared());
  for (const Trait stock : resource_stocks) CHECK(lab.market.firms.trait[stock].shared());
}

TEST_CASE("on, but with nothing that decays, grows, costs or is held back, the market is the one without it") {
  std::vector<Setting> settings{set("scenario.periods", 40)};
  const RunOutcome off = run(scenario_of(test::stressed_market, settings), {.threads = 1});
  for (const char* key : {"structuring", "stock_decay", "divestment", "capability_decay", "enriching_growth",
                          "pioneering_growth", "bundling_cost", "leveraging_cost"})
    settings.push_back(set("orchestration." + std::string(key), 0));
  settings.push_back(set("orchestration.leveraging", 1));
  settings.push_back(set("orchestration.enabled", std::string("true")));
  const RunOutcome on = run(scenario_of(test::stressed_market, settings), {.threads = 1});
  for (const char* observable : {"profit_total", "price_index", "model_entropy", "consumer_surplus", "adopted"})
    for (std::int64_t t = 0; t < 40; ++t) CHECK(on.history.at(t, observable) == off.history.at(t, observable));
}

TEST_CASE("brand and channels act with the stock of today") {
  Laboratory lab = still_market({set("orchestration.structuring", 0.2), set("orchestration.acquiring", 1),
                                 set("resources.digital_channel", 0.5), set("cost.fixed", 1)});
  const Column willing = lab.market.firms.willingness;
  orchestrate(lab);
  const Firms& firms = lab.market.firms;
  CHECK(level(lab, Trait::brand) == Approx(0.5));
  CHECK(firms.willingness[3] == Approx(willing[3] + lab.scenario.resources.brand_value * 0.5));
  const double digital = level(lab, Trait::digital);
  CHECK(digital == Approx(1));
  const Design design = lab.scratch.effects.design(firms.model[3]);
  CHECK(firms.fixed_cost_effect[3] ==
        Approx(design.fixed_cost - 0.5 * 0.5 * lab.scratch.effects.channel_cost(firms.model[3])));
  const Column before = firms.mean_reach;
  const double utility = lab.market.base_utility(1, 3), willingness = firms.willingness[3];
  refresh_design(lab.market, lab.scenario, lab.scratch.effects, 3);
  CHECK(firms.mean_reach[3] == before[3]);
  CHECK(lab.market.base_utility(1, 3) == utility);
  CHECK(firms.willingness[3] == willingness);
}

TEST_CASE("digital resources save on channels and on search, with diminishing returns") {
  const auto fixed = [](double saved, double digital) {
    const Laboratory lab(scenario_of(
        "[market]\nfirms = 1\n[entry]\nenabled = false\n[[population]]\nname = \"a\"\nmodel = [\"own_stores\", "
        "\"unit_sale\"]\n",
        {set("resources.digital_channel", saved), set("resources.digital", digital), set("cost.fixed", 1)}));
    return lab.market.firms.fixed_cost[0];
  };
  const double channel = fixed(0, 3) - 1;
  REQUIRE(channel > 0);
  CHECK(fixed(0.4, 3) == Approx(1 + channel * (1 - 0.4 * 0.75)));
  CHECK(fixed(0.4, 0) == Approx(1 + channel));
  const auto cost = [](double saved) {  // of projects that change one choice
    Laboratory lab(
        scenario_of("[market]\nfirms = 200\n[innovation]\nbase_hazard = 3\nbase_cost = 0.2\n"
                    "choice_cost = 0\nnull = \"no_selection\"\n[founding]\ncash = 10\n",
                    {set("resources.digital_search", saved), set("resources.digital", 1)}));
    sense(lab.market, lab.step());
    choose_paths(lab.market, lab.step());
    innovate(lab.market, lab.step());
    return lab.market.firms.project.cost.head(200).maxCoeff();
  };
  CHECK(cost(0) == Approx(0.2));
  CHECK(cost(0.6) == Approx(0.2 * (1 - 0.3)));
}

TEST_CASE("orchestration can be treated: each arm has its own stocks") {
  Laboratory lab = still_market({set("market.firms", 40),
                                 set("orchestration.acquiring", 1),
                                 {"orchestration.structuring", "{treatment = [0.01, 0.03]}"},
                                 {"orchestration.leveraging", "{treatment = [0.5, 1]}"}});
  orchestrate(lab, 2);
  std::map<std::pair<int, int>, int> cells;
  for (Index j = 0; j < lab.market.firms.count; ++j) {
    const int spends = lab.market.firms.arm[0][j], leverages = lab.market.firms.arm[1][j];
    ++cells[{spends, leverages}];
    CHECK(level(lab, Trait::brand, j) == Approx(2 * (spends == 1 ? 0.03 : 0.01) / 4 / 0.1));
    CHECK(level(lab, Trait::leveraging, j) == (leverages == 1 ? 1 : 0.5));
  }
  for (const auto& [cell, count] : cells) CHECK(count == 10);
}

TEST_CASE("entrants begin with what they bring, and orchestrate from the next period on") {
  struct Newcomers : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      for (Index j = 0; j < market.firms.count; ++j) {
        const auto age = market.period - market.firms.entered(j);
        if (market.firms.entered(j) == 0) continue;
        seen += age == 0;
        wrong += (market.firms.trait[Trait::human][j] == 0.5) != (age == 0);
        wrong += (market.firms.resource_outlay[j] == 0) != (age == 0);
      }
    }
    int seen = 0, wrong = 0;
  } newcomers;
  Observer* const observers[] = {&newcomers};
  run(scenario_of("[scenario]\nperiods = 20\n[market]\nfirms = 60\n[entry]\nrate = 0.1\ncap = 0.2\n"
                  "[orchestration]\nenabled = true\n"),
      {.threads = 1}, observers);
  CHECK(newcomers.seen > 50);
  CHECK(newcomers.wrong == 0);
}

}  // namespace rivalry
