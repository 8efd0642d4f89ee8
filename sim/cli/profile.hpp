#pragma once

#include <string>

#include "rivalry/run/stopwatch.hpp"

namespace rivalry {

/// A table of a run's time: a line a part, the rest, the total; seconds, share, nanoseconds a firm and period.
/// @param firm_periods  firms, summed over periods; 0: the last column stays empty
std::string profile_text(const Stopwatch& watch, double firm_periods);

}  // namespace rivalry
