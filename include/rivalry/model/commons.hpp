#pragma once

#include "rivalry/model/step.hpp"

// A common resource of level G in [0, 1] that nobody owns: it recovers logistically, all firms' damage depletes it, and
// it lifts or lowers the growth of demand.
// Source: Gordon 1954; Hardin 1968. Verified: tests/verification/commons.cpp
namespace rivalry {

/// Growth of every segment's log mass that the commons adds; 0 where it is switched off.
///     w (G - neutral)
double growth_by_commons(const Market& market, const Scenario& scenario);

/// The level after a period in which so much damage was done for each unit of founders' starting size.
///     G <- G + r G (1 - G) - d damage, in [0, 1]
double next_commons(const Scenario& scenario, double level, double damage);

void deplete_commons(Market& market, const Step& step);

}  // namespace rivalry
