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

/// Designs of one search after the other, in memory that is made once for many.
struct SearchRoom {
  Candidate candidates[Appraisers::round][Appraisers::seats];
  Appraisers::Proposals proposals[Appraisers::round];
};

/// Firms search for designs by `innovation.objective`; they see the market as the phase began.
/// @param searchers  up to Appraisers::seats
/// @param decisions  [searcher]
void search(const Market& market, const Step& step, std::span<const Searcher> searchers, SearchRoom& room,
            Decision* decisions, PeriodFlows& flows);

}  // namespace rivalry
