// Updates are synchronous within a phase: what a firm does cannot depend on the place of another one in the columns or
// on whether another one has already acted.
#include <cmath>
#include <set>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "rivalry/model/accounts.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/pricing.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::scenario_of;
using test::set;

}  // namespace

TEST_CASE("prices and sales do not depend on the order of the firms") {
  Laboratory lab(scenario_of(test::stressed_market)), turned(scenario_of(test::stressed_market));
  Firms& firms = turned.market.firms;
  const Index last = firms.count - 1;
  for (Index j = 0; j < firms.count / 2; ++j) {  // the same firms in the opposite order
    firms.each_column([&](const char*, auto& column) { std::swap(column[j], column[last - j]); });
    for (Pairs* pairs : {&turned.market.base_utility, &turned.market.weight, &turned.market.buyers})
      for (Index s = 0; s < turned.market.segments.count; ++s) std::swap((*pairs)(s, j), (*pairs)(s, last - j));
  }
  for (Laboratory* one : {&lab, &turned}) {
    const Step step = one->step();
    update_unit_costs(one->market, step);
    update_appeal(one->market, step);
    set_prices(one->market, step);
    clear_market(one->market, step);
  }
  for (Index j = 0; j < firms.count; ++j) {
    REQUIRE(lab.market.firms.id[j] == firms.id[last - j]);
    CHECK(test::relative(lab.market.firms.paid_price[j], firms.paid_price[last - j]) < 1e-13);
    CHECK(test::relative(lab.market.firms.quantity[j], firms.quantity[last - j]) < 1e-12);
  }
}

TEST_CASE("what a firm starts in a period does not depend on what others start or finish in it") {
  const Scenario scenario =
      scenario_of(test::stressed_market,
                  {set("innovation.base_hazard", 100), set("innovation.lead_time", 0), set("innovation.success", 1),
                   set("innovation.hurdle", 0), set("innovation.base_cost", 0), set("innovation.choice_cost", 0)});
  Laboratory all(scenario), half(scenario);
  Index acted = 0, compared = 0;
  for (Laboratory* lab : {&all, &half}) {
    const Step step = lab->step();
    sense(lab->market, step);
    choose_paths(lab->market, step);
    if (lab == &half)
      for (Index j = 0; j < lab->market.firms.count; j += 2) lab->scratch.chosen[j] = -1;  // every other firm waits
    innovate(lab->market, step);
  }
  for (Index j = 0; j < all.market.firms.count; ++j) {
    const bool waited = half.scratch.chosen[j] < 0;
    acted += waited && all.market.firms.project.model[j] != half.market.firms.project.model[j];
    if (waited) continue;
    ++compared;
    CHECK(all.market.firms.model[j] == half.market.firms.model[j]);
    CHECK(all.market.firms.project.gain[j] == half.market.firms.project.gain[j]);
  }
  CHECK(acted > 20);
  CHECK(compared > 20);
}

TEST_CASE("who ties up with whom does not depend on the order of the firms") {
  // All firms look at all others, so that what they see does not depend on places either.
  const Scenario scenario = scenario_of(
      test::stressed_market, {set("network.enabled", "true"), set("network.seeking", 0.7), set("market.firms", 40),
                              set("network.firms_considered", 1000), set("network.rounds", 4)});
  Laboratory lab(scenario), turned(scenario);
  Firms& firms = turned.market.firms;
  const Index last = firms.count - 1;
  for (Index j = 0; j < firms.count / 2; ++j) {
    firms.each_column([&](const char*, auto& column) { std::swap(column[j], column[last - j]); });
    for (Pairs* pairs : {&turned.market.base_utility, &turned.market.weight, &turned.market.buyers})
      for (Index s = 0; s < turned.market.segments.count; ++s) std::swap((*pairs)(s, j), (*pairs)(s, last - j));
  }
  std::size_t most = 0;
  for (std::int64_t period = 1; period <= 6; ++period) {
    std::set<std::pair<std::int64_t, std::int64_t>> ties[2];
    for (Laboratory* one : {&lab, &turned}) {
      const Step step = one->step(period);
      Firms& all = one->market.firms;
      one->scratch.spending.setZero();
      match_partners(one->market, step);
      update_unit_costs(one->market, step);
      update_appeal(one->market, step);
      set_prices(one->market, step);
      clear_market(one->market, step);
      settle_accounts(one->market, step);
      for (Index j = 0; j < all.count; ++j)
        for (const Integers& partner : all.partner)
          if (partner[j] >= 0) ties[one == &lab].insert({all.id[j], all.id[partner[j]]});
    }
    CHECK(ties[0] == ties[1]);
    most = std::max(most, ties[0].size());
    for (Index j = 0; j < firms.count; ++j) {
      CHECK(test::relative(lab.market.firms.paid_price[j], firms.paid_price[last - j]) < 1e-12);
      CHECK(std::fabs(lab.market.firms.support[j] - firms.support[last - j]) < 1e-12);
    }
  }
  CHECK(most > 40);
}

}  // namespace rivalry
