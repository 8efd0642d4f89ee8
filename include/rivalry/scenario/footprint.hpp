#pragma once

#include <cstdint>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// Bytes that a run of the scenario needs in memory, roughly: 850 for a firm, 28 for a pair of firm and segment,
/// 512 for a period of history.
double memory_needed(const Scenario& scenario);

/// Bytes of memory that this machine, or the container that the program runs in, has; infinity where that is unknown.
double machine_memory();

}  // namespace rivalry
