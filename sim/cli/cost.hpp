#pragma once

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// What a run would take, roughly: within a factor of two on most machines and scenarios.
struct Cost {
  double memory = 0;   ///< bytes
  double disk = 0;     ///< bytes
  double seconds = 0;  ///< with all processors
};
Cost estimate_cost(const Scenario& scenario);
/// Bytes of the result file of a run, as `estimate_cost` has them.
double disk_needed(const Scenario& scenario);

}  // namespace rivalry
