#pragma once

#include "rivalry/archive/archive.hpp"
#include "rivalry/model/state.hpp"

namespace rivalry {

/// Saves or loads the state of a market between two periods. Of tables and pairs only what living firms and drawn
/// generations need is saved, so the bytes depend neither on memory held ready nor on the number of threads.
///
/// @param market  when loading: the blank market of the scenario and the streams (population.hpp)
/// @throws ArchiveError  if what is loaded has other columns, or other lengths, than that
void carry(Archive& archive, Market& market);

/// Refuses a loaded market whose values cannot be those of the scenario: indices that lead out of what they are indices
/// into, choices and stages that there are not, numbers that are none. A checksum says only that a file is as it was
/// written, not by whom.
/// @throws ArchiveError  naming the column
void check_loaded(const Market& market, const Scenario& scenario);

}  // namespace rivalry
