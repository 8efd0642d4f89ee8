#pragma once

#include <span>
#include <vector>

#include "rivalry/scenario/expectation.hpp"
#include "rivalry/verify/measures.hpp"

namespace rivalry {

/// A statistic over independent runs, with what each run contributes to its error (influence function): errors of
/// differences and ratios of paired runs follow from these.
struct Estimate {
  double value = 0;
  std::vector<double> influence;  ///< [run]
  double rounding = 0;            ///< how far the value may be off by rounding alone

  double error() const;  ///< standard error; NaN for a single run
};

/// @param runs  at least one
Estimate estimate(std::span<const Observation> runs, Statistic statistic);
/// @param other  of the same runs, under other settings; a ratio to what rounding may have left is no number
Estimate compare(const Estimate& one, const Estimate& other, Comparison comparison);

/// Chance that a right engine misses an expectation, or that one at the bound keeps it: Student's t.
double false_alarm(const Expectation& expectation);

}  // namespace rivalry
