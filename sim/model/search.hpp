#pragma once

#include <span>

#include "rivalry/model/evaluation.hpp"

namespace rivalry {

/// The design that a firm's search ended in.
struct Decision {
  Candidate design;
  double gain = 0;  ///< perceived, money a period (standard deviations of value synergy under the fitness objective)
  bool found = false;
};

/// Firms search for designs by `innovation.objective`; they see the market as the phase began.
/// @param searchers  up to Appraisers::seats
/// @param decisions  [searcher]
void search(const Market& market, const Step& step, std::span<const Searcher> searchers, Decision* decisions,
            PeriodFlows& flows);

}  // namespace rivalry
