#pragma once

#include <vector>

#include "rivalry/model/state.hpp"
#include "rivalry/random/streams.hpp"

namespace rivalry {

/// Sets all traits of a firm whose id and population are set.
/// @param treated  treated_traits(scenario)
/// @param ordinal  how many firms of its population came before it
void draw_traits(Firms& firms, Index slot, const Scenario& scenario, const Streams& streams,
                 const std::vector<Trait>& treated, std::int64_t ordinal);

}  // namespace rivalry
