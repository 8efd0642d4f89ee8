#include "rivalry/scenario/market_rule.hpp"

#include <algorithm>
#include <array>

namespace rivalry {
namespace {

/// A key, or a section by its name and a point, with the only rules under which it acts.
struct Realm {
  std::string_view keys;
  bool logit, cournot, capacity, replicator;
};

constexpr Realm realms[] = {
    {"market.attributes", true, false, false, false},
    {"market.position_spread", true, false, false, false},
    {"demand.", true, false, false, false},
    {"segments.", true, false, false, false},
    {"needs.volatility", true, false, false, false},
    {"needs.reversion", true, false, false, false},
    {"needs.jump_probability", true, false, false, false},
    {"needs.jump_size", true, false, false, false},
    {"needs.opening_probability", true, false, false, false},
    {"needs.openings", true, false, false, false},
    {"needs.opening_size", true, false, false, false},
    {"needs.opening_distance", true, false, false, false},
    {"needs.opening_growth", true, false, false, false},
    {"competition.pricing", true, false, false, false},
    {"competition.adjustment", true, true, false, false},
    {"competition.iterations", true, true, false, false},
    {"competition.markup", true, false, false, true},
    {"competition.markup_step", true, false, false, false},
    {"competition.intensity", true, false, false, false},
    {"homogeneous.selection", false, false, false, true},
    {"homogeneous.", false, true, true, true},
    {"capacity.", false, false, true, false},
    {"co_creation.", true, false, false, false},
    {"innovation.home_move", true, false, false, false},
    {"innovation.max_delay", true, false, false, false},
    {"search.home_share", true, false, false, false},
    {"network.", true, false, false, false},
    {"resources.brand_value", true, false, false, false},
    {"resources.brand", true, false, false, false},
    {"resources.digital_reach", true, false, false, false},
    {"managers.forecast_periods", true, false, false, false},
    {"managers.forecasting", true, false, false, false},
};

}  // namespace

bool acts(std::string_view key, Rule rule) {
  const auto* const realm = std::find_if(std::begin(realms), std::end(realms), [&](const Realm& one) {
    return one.keys.ends_with('.') ? key.starts_with(one.keys) : key == one.keys;
  });
  if (realm == std::end(realms)) return true;
  const std::array<bool, 4> under{realm->logit, realm->cournot, realm->capacity, realm->replicator};
  return under[static_cast<std::size_t>(rule)];
}

void make_homogeneous(Scenario& scenario) {
  if (scenario.competition.rule == Rule::logit) return;
  scenario.market.segments = scenario.market.attributes = 1;
  scenario.market.position_spread = 0;
  auto& demand = scenario.demand;
  demand.base_utility = demand.synergy_weight = demand.position_weight = 0;
  demand.novelty_taste = demand.legitimacy_taste = demand.sustainability_taste = 0;
  demand.switching_cost = demand.outside_weight = 0;
  scenario.segments = {.mass_spread = 0, .ideal_point_spread = 0, .access_spread = 0};
  auto& needs = scenario.needs;
  needs.volatility = needs.reversion = needs.jump_probability = needs.jump_size = needs.opening_probability = 0;
  needs.openings = 0;
  scenario.innovation.home_move = scenario.search.home_share = 0;
  scenario.innovation.max_delay = 0;
  scenario.resources.brand_value = scenario.resources.digital_reach = 0;
  scenario.managers.forecast_periods = 0;
  scenario.traits[Trait::brand] = scenario.traits[Trait::forecasting] = 0;
}

}  // namespace rivalry
