#pragma once

#include <cstdint>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// Bytes that a run of the scenario needs in memory, roughly: 730 for a firm, 27 for a pair of firm and segment,
/// 512 for a period of history. A market that grows, treatments and more attributes need more.
double memory_needed(const Scenario& scenario);

/// Bytes of memory that this machine, or the container that the program runs in, has; infinity where that is unknown.
double machine_memory();

}  // namespace rivalry
