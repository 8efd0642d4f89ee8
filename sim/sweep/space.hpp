#pragma once

#include "rivalry/sweep/design.hpp"
#include "scheme.hpp"

namespace rivalry {

/// The coordinate in [0, 1] of a factor: as the design gives it, or that of a level. Levels of a spread with ends go
/// from 0 to 1; of others, and in cells, the middles count, so that no coordinate is infinitely far out.
double coordinate_of(const Factor& factor, const Position& position);

/// What the factor is there. Listed levels are equally likely.
FactorValue value_of(const Factor& factor, const Position& position);

/// Settings of all keys of the factor there.
void append_settings(const Factor& factor, const Position& position, std::vector<Setting>& settings);

}  // namespace rivalry
