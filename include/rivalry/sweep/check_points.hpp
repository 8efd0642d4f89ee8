#pragma once

#include <functional>

#include "rivalry/sweep/plan.hpp"

namespace rivalry {

/// Makes the scenario of every point, on all processors, so that no run fails for a reason that could be known before.
/// @param progress  called with the share that is done
/// @throws ScenarioError  with the mistakes of the first points that are wrong
void check_points(const Plan& plan, const std::function<void(double share)>& progress = {});

}  // namespace rivalry
