#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// One period of the market: the schedule of the model, in order. Updates are synchronous within a phase: a firm sees
/// the others as the phase began, so neither order nor number of workers shows.
void advance(Market& market, const Step& step);

}  // namespace rivalry
