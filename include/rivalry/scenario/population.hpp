#pragma once

#include <cstdint>
#include <vector>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// Number of founders of each population, market.firms together; one entry if there are no populations.
std::vector<std::int64_t> founders_by_population(const Scenario& scenario);

}  // namespace rivalry
