// What scheduled events do to firms, and what an emptied market reports.
#include <cmath>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/environment.hpp"

namespace rivalry::test {
namespace {

/// Watches a run for what must hold in every period.
struct Watch final : Observer {
  double lowest_collected = 1, lowest_reach = 1;
  std::vector<Shock> shocks;
  std::vector<double> sizes;
  void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
    const Firms& firms = market.firms;
    for (Index j = 0; j < firms.count; ++j) {
      lowest_collected = std::min(lowest_collected, firms.collected[j]);
      lowest_reach = std::min(lowest_reach, firms.mean_reach[j]);
    }
    for (const EventRow& row : market.flows.events)
      if (row.kind == EventKind::shock) {
        shocks.push_back(row.shock);
        sizes.push_back(row.size);
      }
  }
};

constexpr const char* quiet_market = R"(
[scenario]
periods = 8
[market]
firms = 60
[innovation]
enabled = false
[technology]
enabled = false
)";

Watch watch(const std::string& text) {
  Watch observer;
  Observer* const observers[] = {&observer};
  run(scenario_of(text), {.threads = 1}, observers);
  return observer;
}

}  // namespace

TEST_CASE("what firms' columns hold of a setting follows an event that sets it at once") {
  struct Brands final : Observer {
    std::vector<double> willingness;  // of the oldest firm
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      willingness.push_back(market.firms.willingness[0]);
    }
  } brands;
  Observer* const observers[] = {&brands};
  run(scenario_of(std::string(quiet_market) +
                  "[entry]\nenabled = false\n[exit]\nenabled = false\n[resources]\nenabled = true\nbrand_value = 0.5\n"
                  "brand = 2\n[[event]]\nat = 4\nset = {resources = {brand_value = 0.75}}\n"),
      {.threads = 1}, observers);
  CHECK(brands.willingness[2] == brands.willingness[0]);
  CHECK(std::fabs(brands.willingness[3] - brands.willingness[2] - 0.25 * 2) < 1e-12);
}

TEST_CASE("a firm whose only revenue source or channel is banned takes up another at once") {
  for (const char* choice : {"unit_sale", "subscription", "advertising", "online_direct", "third_party_retail"}) {
    CAPTURE(choice);
    const Watch seen = watch(std::string(quiet_market) + "[[event]]\nat = 4\nban = \"" + choice + "\"\n");
    CHECK(seen.lowest_collected > 0);
    CHECK(seen.lowest_reach > 0);
    CHECK(seen.shocks == std::vector<Shock>{Shock::ban});
  }
}

TEST_CASE("a project aimed at a design that a ban leaves without revenue aims at another") {
  Laboratory bench(scenario_of(quiet_market));
  const Catalogue& catalogue = bench.scenario.catalogue;
  const auto bit = [&](const char* name) { return std::uint64_t{1} << catalogue.find(name); };
  Firms& firms = bench.market.firms;
  firms.project.path[0] = 3;
  firms.project.model[0] = bit("unit_sale") | bit("agents");
  Event event;
  event.ban = "unit_sale";
  apply_event(bench.market, event, bench.step(4));
  CHECK((firms.project.model[0] & bit("unit_sale")) == 0);
  CHECK((firms.project.model[0] & bit("agents")) != 0);
  CHECK(bench.scratch.effects.design(firms.project.model[0]).collected > 0);
}

TEST_CASE("shocks say what they are and how large") {
  const Watch seen = watch(std::string(quiet_market) +
                           "[[event]]\nat = 2\nshift_needs = 0.5\n[[event]]\nat = 3\nfrontier = 0.4\n"
                           "[[event]]\nat = 5\nopen_segment = 1.5\n[[event]]\nat = 6\npromote = \"basic\"\n"
                           "[[event]]\nat = 7\nset = {\"demand.position_weight\" = 2}\n");
  CHECK(seen.shocks == std::vector<Shock>{Shock::needs_jump, Shock::frontier, Shock::segment_opened, Shock::promotion,
                                          Shock::setting});
  CHECK(seen.sizes == std::vector<double>{0.5, 0.4, 1.5, 0, 0});
}

TEST_CASE("means over no firms are missing, not zero") {
  const RunOutcome outcome = run(scenario_of("[scenario]\nperiods = 30\n[market]\nfirms = 3\n[cost]\nfixed = 5\n"
                                             "[entry]\nenabled = false\n"),
                                 {.threads = 1});
  REQUIRE(outcome.history.last("firms") == 0);
  for (const char* name : {"profit_mean", "novelty_mean", "value_synergy_mean", "hhi", "leader_share", "price_index"})
    CHECK_MESSAGE(std::isnan(outcome.history.last(name)), name);
  CHECK(outcome.history.last("sales") == 0);
  CHECK(outcome.history.last("leader_changed") == 0);
}

}  // namespace rivalry::test
