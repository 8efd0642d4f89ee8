#pragma once

#include "rivalry/archive/archive.hpp"
#include "rivalry/model/state.hpp"

namespace rivalry {

/// Saves or loads the state of a market between two periods. Of tables and pairs only what living firms and drawn
/// generations need is saved, so the bytes depend neither on memory held ready nor on the number of threads.
///
/// @param market  when loading: its landscape is the one that the scenario and the streams give at the start
void carry(Archive& archive, Market& market);

}  // namespace rivalry
