#pragma once

#include <functional>

#include "rivalry/sweep/plan.hpp"

namespace rivalry {

/// The most points that are looked at before a sweep begins: a million takes a minute or less.
inline constexpr std::int64_t most_checked_points = std::int64_t{1} << 20;

/// Makes the scenario of every point, on all processors, so that no run fails for a reason that could be known before.
/// Of more than `most`, so many that are spread evenly over the design, those of the first runs.
/// @param progress  called with the share that is done
/// @return  how many were looked at
/// @throws ScenarioError  with the mistakes of the first points that are wrong
std::int64_t check_points(const Plan& plan, const std::function<void(double share)>& progress = {},
                          std::int64_t most = most_checked_points);

}  // namespace rivalry
