#pragma once

#include <vector>

#include "rivalry/model/state.hpp"
#include "rivalry/random/streams.hpp"

namespace rivalry {

/// Keeps traits in which firms cannot differ, and the population where there is one, once for all firms. Starting sizes
/// are always kept a firm, as sums run over them.
void share_traits(Firms& firms, const Scenario& scenario);

/// Sets the arms of a firm's treatments; its population is set.
/// @param treated  treated_traits(scenario)
/// @param ordinal  how many firms of its population came before it
void assign_arms(Firms& firms, Index slot, const Scenario& scenario, const Streams& streams,
                 const std::vector<Trait>& treated, std::int64_t ordinal);

/// Sets all traits of firms whose ids, populations and arms are set.
/// @param begin, end  slots, of up to block_size firms
void draw_traits(Firms& firms, Index begin, Index end, const Scenario& scenario, const Streams& streams,
                 const std::vector<Trait>& treated);

}  // namespace rivalry
