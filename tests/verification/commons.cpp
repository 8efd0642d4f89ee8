// The commons against closed forms of the logistic map and of constant damage. All numerical.
#include "rivalry/model/commons.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::relative;
using test::scenario_of;
using test::set;
using Real = long double;

/// Firms that sell the same in every period, unless buyers become more or fewer.
constexpr const char* constant = R"(
[scenario]
periods = 400
[market]
firms = 40
segments = 3
[cost]
learning = 0
[competition]
pricing = "fixed"
[demand]
novelty_taste = 0
switching_cost = 0
[needs]
enabled = false
[legitimacy]
enabled = false
[technology]
enabled = false
[innovation]
enabled = false
[entry]
enabled = false
[exit]
enabled = false
[commons]
enabled = true
growth_effect = 0
)";

}  // namespace

TEST_CASE("a commons that nobody harms recovers by the logistic map's closed form") {
  Scenario scenario;
  scenario.commons.enabled = true;
  scenario.commons.regeneration = 1;  // then 1 - G' = (1 - G)^2
  double level = 0.01;
  for (int t = 1; t <= 12; ++t) {
    level = next_commons(scenario, level, 0);
    CHECK(relative(level, 1 - std::pow(Real{0.99L}, std::exp2(Real(t)))) < 1e-13);
  }
  CHECK(next_commons(scenario, 0, 0) == 0);  // nothing recovers from nothing
  CHECK(next_commons(scenario, 1, 0) == 1);
  scenario.commons.depletion = 0.5;
  CHECK(relative(next_commons(scenario, 0.6, 0.2), 0.6 + 0.6 * 0.4 - 0.1) < 1e-15);
  CHECK(next_commons(scenario, 0.1, 10) == 0);
}

TEST_CASE("constant damage leads to the larger root of recovery equal to depletion, and too much of it to nothing") {
  const Scenario scenario = scenario_of(constant);
  Laboratory lab(scenario);
  advance(lab.market, lab.step());
  const double damage = lab.market.flows.damage / 40;  // a unit of starting size, which is 1
  REQUIRE(damage > 0.01);
  for (const double used : {0.3, 0.9, 1.1}) {  // of the largest yield r/4 that a commons can bear
    CAPTURE(used);
    const double r = 0.2, depletion = used * r / 4 / damage;
    Scenario other = scenario;
    other.commons.regeneration = r, other.commons.depletion = depletion;
    const RunOutcome outcome = run(other, {.threads = 1});
    CHECK(relative(outcome.history.last("damage"), damage * 40) < 1e-12);
    const double level = outcome.history.last("commons");
    if (used < 1)
      CHECK(relative(level, (1 + std::sqrt(1 - used)) / 2) < 1e-9);
    else
      CHECK(level == 0);
  }
}

TEST_CASE("demand grows by what the commons adds") {
  Scenario scenario = scenario_of(constant, {set("scenario.periods", 30)});
  scenario.commons.growth_effect = 0.04;
  scenario.commons.level = 0.9;
  scenario.commons.depletion = 0.5;
  Laboratory lab(scenario);
  for (int period = 1; period <= 30; ++period) {
    const double level = lab.market.commons, mass = lab.market.segments.mass[1];
    advance(lab.market, lab.step(period));
    CHECK(relative(lab.market.segments.mass[1], mass * std::exp(Real{0.04L} * (level - 0.75L))) < 1e-14);
    CHECK(lab.market.commons == next_commons(scenario, level, lab.market.flows.damage / 40));
  }
  CHECK(lab.market.commons < 0.75);  // so that growth had both signs
}

TEST_CASE("demand for a homogeneous good grows by what the commons adds") {
  for (Scenario scenario : test::homogeneous_markets({set("needs.enabled", "false"), set("scenario.periods", 20)})) {
    CAPTURE(static_cast<int>(scenario.competition.rule));
    for (Choice& choice : scenario.catalogue.choices) choice.externality = 0.1;
    scenario.commons.enabled = true;
    scenario.commons.growth_effect = 0.04;
    Laboratory lab(scenario);
    for (int period = 1; period <= 20; ++period) {
      const double level = lab.market.commons, mass = lab.market.segments.mass[0];
      lab.market.flows = {};
      advance(lab.market, lab.step(period));
      CHECK(relative(lab.market.segments.mass[0], mass * std::exp(Real{0.04L} * (level - 0.75L))) < 1e-14);
      const double damage = lab.market.flows.damage / lab.market.total_start_size;
      CHECK(damage > 0.01);
      CHECK(lab.market.commons == next_commons(scenario, level, damage));
    }
  }
}

TEST_CASE("the market and its commons come to rest where growth stops, if that is above half the commons") {
  // Masses stand still at G = neutral, where recovery equals depletion: damage = r G (1 - G) / d.
  Scenario scenario = scenario_of(constant, {set("scenario.periods", 6000)});
  scenario.commons.growth_effect = 0.02;
  scenario.commons.depletion = 0.15;
  scenario.commons.neutral = 0.8;
  const RunOutcome outcome = run(scenario, {.threads = 1});
  CHECK(relative(outcome.history.last("commons"), 0.8) < 1e-9);
  CHECK(relative(outcome.history.last("damage") / 40, 0.05 * 0.8 * 0.2 / 0.15) < 1e-9);
}

TEST_CASE("a market with all firms and masses doubled wears its commons down alike") {
  const auto level = [](int firms) {
    const Scenario scenario =
        scenario_of(constant, {set("market.firms", firms), set("market.homogeneity", 1), set("scenario.periods", 40)});
    return run(scenario, {.threads = 1}).history.last("commons");
  };
  CHECK(relative(level(80), level(40)) < 1e-9);
}

TEST_CASE("a commons that is off, or that demand does not mind, changes no bit of the market") {
  const auto prints = [](std::vector<Setting> settings) {
    settings.push_back(set("scenario.periods", 25));
    return test::fingerprints(scenario_of(test::stressed_market, settings)).prints;
  };
  const auto off = prints({set("commons.enabled", "false")});
  CHECK(prints({set("commons.enabled", "true"), set("commons.growth_effect", 0)}) == off);
  CHECK(prints({set("commons.enabled", "false"), set("commons.growth_effect", 0.1), set("commons.level", 0.2)}) == off);
  CHECK(prints({set("commons.enabled", "true"), set("commons.growth_effect", 0.1)}) != off);
}

}  // namespace rivalry
