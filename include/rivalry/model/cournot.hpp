#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Rule `cournot`: all firms at once move their outputs a share `adjustment` toward best replies, `iterations` times.
///
/// Replies to rivals' last outputs overshoot with more than three firms (Theocharis 1960), all in one direction, that
/// of total output. So each firm replies to the total that follows when all who produce reply (Selten's fitting-in
/// function), and the way to the equilibrium shrinks by the share `adjustment` an iteration for any number of firms.
/// Source: Cournot 1838; Selten 1970; Novshek 1985. Verified: tests/verification/cournot.cpp
void adjust_outputs(Market& market, const Step& step);

}  // namespace rivalry
