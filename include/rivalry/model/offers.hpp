#pragma once

#include "rivalry/model/co_creation.hpp"

// What resources and those who take part add to firms' designs, period by period.
namespace rivalry {

/// Effect of digital resources on the share of buyers a firm's channels miss.
inline double digital_gap(const Scenario& scenario, double digital) {
  if (!scenario.resources.enabled) return 1;
  return 1 - scenario.resources.digital_reach * digital / (1 + digital);
}
/// Factor on the share of buyers out of a firm's reach: its digital resources, and buyers who tell others of it.
/// @param open  blocks of the model that are open, by Openings::of
inline double access_gap(const Market& market, const Scenario& scenario, Index slot, unsigned open) {
  return digital_gap(scenario, market.firms.trait[Trait::digital][slot]) *
         (1 - word_of_mouth(market, scenario, slot, open));
}

/// Recomputes the columns that follow from brand and digital resources, of a block's firms.
/// @param changed  not 0 where these are others than before
void refresh_resources(Market& market, const Step& step, Block block, const BlockBuffer& changed);
/// Recomputes what follows from those who take part.
void refresh_participation(Market& market, const Step& step, Block block);

}  // namespace rivalry
