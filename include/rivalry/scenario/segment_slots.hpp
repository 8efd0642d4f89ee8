#pragma once

#include <cstdint>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// Most segments of a run, those included that open on the way.
inline constexpr std::int64_t max_segments = 1024;

/// Segments of a run, those included that may open: one for each event that opens one (a random event does so once),
/// and `needs.openings`.
std::int64_t segment_slots(const Scenario& scenario);

}  // namespace rivalry
