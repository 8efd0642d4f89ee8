#pragma once

#include <limits>

#include "rivalry/run/observables.hpp"

// What the tables of observables have in common.
namespace rivalry {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();
inline double ratio(double top, double bottom) { return bottom > 0 ? top / bottom : missing; }
inline bool has_chain(const Scenario& scenario) { return scenario.value_chain.enabled; }
inline bool has_policy(const Scenario& scenario) { return scenario.policy.enabled; }
inline bool has_network(const Scenario& scenario) { return scenario.network.enabled; }
inline bool with_co_creation(const Scenario& scenario) { return scenario.co_creation.enabled; }
inline bool with_partners(const Scenario& scenario) {
  return with_co_creation(scenario) && (has_chain(scenario) || has_network(scenario));
}

}  // namespace rivalry
