#pragma once

#include <limits>

#include "rivalry/run/observables.hpp"

// What the tables of observables have in common.
namespace rivalry {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();
inline double ratio(double top, double bottom) { return bottom > 0 ? top / bottom : missing; }

inline constexpr Presence has_chain{[](const Scenario& s) { return s.value_chain.enabled; }, "`value_chain.enabled`"};
inline constexpr Presence has_policy{[](const Scenario& s) { return s.policy.enabled; }, "`policy.enabled`"};
inline constexpr Presence has_commons{[](const Scenario& s) { return s.commons.enabled; }, "`commons.enabled`"};
inline constexpr Presence has_network{[](const Scenario& s) { return s.network.enabled; }, "`network.enabled`"};
inline constexpr Presence with_orchestration{[](const Scenario& s) { return s.orchestration.enabled; },
                                             "`orchestration.enabled`"};
inline constexpr Presence with_co_creation{[](const Scenario& s) { return s.co_creation.enabled; },
                                           "`co_creation.enabled`"};
inline constexpr Presence with_partners{
    [](const Scenario& s) { return s.co_creation.enabled && (s.value_chain.enabled || s.network.enabled); },
    "`co_creation.enabled` and (`value_chain.enabled` or `network.enabled`)"};

}  // namespace rivalry
