#pragma once

#include <vector>

#include "rivalry/model/state.hpp"
#include "rivalry/random/streams.hpp"

namespace rivalry {

/// Arm of each treated trait (-1: this population is not treated) for the `ordinal`-th firm of a population.
std::vector<int> assign_arms(const Scenario& scenario, const Streams& streams, std::int32_t population,
                             std::int64_t ordinal);

/// Sets all traits of a firm whose id and population are set.
/// @param ordinal  how many firms of its population came before it
void draw_traits(Firms& firms, Index slot, const Scenario& scenario, const Streams& streams, std::int64_t ordinal);

}  // namespace rivalry
