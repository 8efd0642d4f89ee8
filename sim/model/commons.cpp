#include "rivalry/model/commons.hpp"

#include <algorithm>

namespace rivalry {

double growth_by_commons(const Market& market, const Scenario& scenario) {
  const auto& commons = scenario.commons;
  return commons.enabled ? commons.growth_effect * (market.commons - commons.neutral) : 0;
}

double next_commons(const Scenario& scenario, double level, double damage) {
  const auto& commons = scenario.commons;
  const double recovered = level + commons.regeneration * level * (1 - level);
  return std::clamp(recovered - commons.depletion * damage, 0.0, 1.0);
}

void deplete_commons(Market& market, const Step& step) {
  if (!step.scenario.commons.enabled) return;
  market.commons = next_commons(step.scenario, market.commons, market.flows.damage / market.total_start_size);
}

}  // namespace rivalry
