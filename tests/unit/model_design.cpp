#include <cmath>

#include <doctest/doctest.h>

#include "../support/reference.hpp"
#include "rivalry/model/accounts.hpp"
#include "rivalry/model/design.hpp"
#include "rivalry/model/pricing.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::relative;
using test::scenario_of;
using test::set;

constexpr const char* custom = R"(
[market]
firms = 2
segments = 2
attributes = 2
[segments]
access_spread = 0.5
[landscape]
interdependence = 1
[business_model]
catalogue = "custom"
[[choice]]
name = "a"
path = "offer"
position = [1, 2]
willingness_to_pay = 0.5
unit_cost = 0.25
fixed_cost = 0.01
externality = 0.3
technology = 2
[[choice]]
name = "b"
path = "offer"
position = [-3, 0.5]
willingness_to_pay = [0.125, -1]
unit_cost = -0.5
[[choice]]
name = "c"
path = "delivery"
reach = 0.5
retention = 0.5
[[choice]]
name = "d"
path = "delivery"
reach = [0.25, 0.75]
retention = 0.2
[[choice]]
name = "e"
path = "capture"
collects = 0.4
price_perception = -0.1
third_party_revenue = 0.2
[[choice]]
name = "f"
path = "capture"
collects = 0.5
price_perception = -0.2
externality = -0.1
)";

}  // namespace

TEST_CASE("a design sums its choices' effects and combines reach, retention and collection as chances") {
  const Laboratory lab(scenario_of(custom));
  const Design all = lab.scratch.effects.design(0b111111);
  CHECK(all.shift[0] == -2);
  CHECK(all.shift[1] == 2.5);
  CHECK(all.willingness == 0.5);  // what differs by segment stands apart
  CHECK(all.unit_cost == -0.25);
  CHECK(all.fixed_cost == 0.01);
  CHECK(relative(all.retention, 1 - 0.5L * 0.8L) < 1e-15);
  CHECK(relative(all.collected, 1 - 0.6L * 0.5L) < 1e-15);
  CHECK(relative(all.felt, std::exp(-0.3L)) < 1e-15);
  CHECK(all.third_party == 0.2);
  CHECK(relative(all.externality, 0.2L) < 1e-15);
  CHECK(all.technology_value == 1);
  CHECK(all.technology_cost == 0.5);
  const Design none = lab.scratch.effects.design(0);
  CHECK(none.felt == 1);
  CHECK(none.collected == 0);
  CHECK(none.retention == 0);

  for (std::uint64_t model = 0; model < 64; ++model) {
    double access[8], utility[8];
    lab.scratch.effects.access(model, 0.9, access, utility);
    for (Index s = 0; s < 2; ++s) {
      long double missed = 0.9L, willing = 0;
      const bool channel = (model & 0b001100) != 0;
      if (model & 0b000100) missed *= 1 - 0.5L * lab.market.segments.access(s, 2);
      if (model & 0b001000) missed *= 1 - (s == 0 ? 0.25L : 0.75L) * lab.market.segments.access(s, 3);
      if (model & 0b000010) willing = s == 0 ? 0.125L : -1;
      const double reach = channel ? static_cast<double>(1 - missed) : 0;
      CHECK(std::fabs(access[s] - reach) < 1e-15);
      if (channel)
        CHECK(std::fabs(utility[s] - static_cast<double>(std::log(static_cast<long double>(reach)) + willing)) < 1e-14);
      else
        CHECK(utility[s] == -INFINITY);
    }
  }
}

TEST_CASE("unit cost follows synergy, choices, experience and technology") {
  Laboratory lab(
      scenario_of(custom, {set("cost.learning", 0.2), set("cost.experience_scale", 5), set("founding.size", 2),
                           set("technology.cost_effect", 0.3), set("cost.synergy_weight", 0.07)}));
  Firms& firms = lab.market.firms;
  firms.model[0] = 0b010101;
  refresh_design(lab.market, lab.scenario, lab.scratch.effects, 0);
  firms.experience[0] = 30;  // three times the scale of 5 for each of 2 units of size
  firms.technology[0] = 0.5;
  update_unit_costs(lab.market, lab.step());
  const long double synergy = lab.market.landscape.standardised(0b010101).efficiency;
  const long double expected =
      std::exp(-0.07L * synergy + 0.25L + 2 * 0.25L * 0.5L - 0.3L * 0.5L) * std::pow(4.0L, -0.2L);
  CHECK(relative(firms.unit_cost[0], expected) < 1e-14);
  CHECK(relative(fixed_cost(firms, lab.scenario, 0), (lab.scenario.cost.fixed + 0.01L) * 2) < 1e-15);
}

TEST_CASE("founders reach somebody and collect something") {
  const Laboratory lab(scenario_of(custom, {set("market.firms", 300), set("business_model.founding_density", 0.1)}));
  for (Index j = 0; j < 300; ++j) {
    CHECK((lab.market.firms.model[j] & 0b001100) != 0);
    CHECK((lab.market.firms.model[j] & 0b110000) != 0);
    CHECK(lab.market.firms.mean_reach[j] > 0);
  }
}

TEST_CASE("choices that are locked or banned cannot be taken up") {
  Laboratory lab(scenario_of("[market]\nfirms = 200\n"));
  const int locked = lab.scenario.catalogue.find("platform_bundle");
  REQUIRE(lab.scenario.catalogue.choices[static_cast<std::size_t>(locked)].unlocks_at > 0);
  const std::uint64_t bit = std::uint64_t{1} << locked;
  CHECK((available_choices(lab.market, lab.scenario) & bit) == 0);
  for (Index j = 0; j < 200; ++j) CHECK((lab.market.firms.model[j] & bit) == 0);
  lab.market.frontier = 10;
  CHECK((available_choices(lab.market, lab.scenario) & bit) != 0);
  lab.market.banned = bit;
  CHECK((available_choices(lab.market, lab.scenario) & bit) == 0);
}

}  // namespace rivalry
