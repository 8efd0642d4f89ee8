#include "rivalry/verify/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/students_t.hpp>

namespace rivalry {
namespace {

constexpr double rounding = 1e-14;  // of sums over runs, relative to the largest of them

/// Mean over all that runs are made of: a ratio, whose error is that of value times weight less mean times weight.
Estimate mean_of(std::span<const Observation> runs) {
  double total = 0, weights = 0, largest = 0;
  for (const Observation& run : runs) {
    total += run.weight * run.value, weights += run.weight;
    largest = std::max(largest, std::fabs(run.value));
  }
  Estimate result{total / weights, {}, rounding * largest};
  const double scale = static_cast<double>(runs.size()) / weights;
  for (const Observation& run : runs) result.influence.push_back(scale * run.weight * (run.value - result.value));
  return result;
}

Estimate deviation_of(std::span<const Observation> runs) {
  const Estimate mean = mean_of(runs);
  double squares = 0;
  for (const double gap : mean.influence) squares += gap * gap;
  const double variance = squares / static_cast<double>(runs.size() - 1);
  const bool varies = !(std::sqrt(variance) <= mean.rounding);
  Estimate result{varies ? std::sqrt(variance) : 0, {}, mean.rounding};
  for (const double gap : mean.influence)
    result.influence.push_back(varies ? (gap * gap - variance) / (2 * result.value) : 0);
  return result;
}

}  // namespace

double Estimate::error() const {
  const auto n = static_cast<double>(influence.size());
  if (influence.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  double squares = 0;
  for (const double one : influence) squares += one * one;
  return std::sqrt(squares / (n * (n - 1)));
}

Estimate estimate(std::span<const Observation> runs, Statistic statistic) {
  return statistic == Statistic::mean ? mean_of(runs) : deviation_of(runs);
}

Estimate compare(const Estimate& one, const Estimate& other, Comparison comparison) {
  const bool ratio = comparison == Comparison::ratio;
  Estimate result{one.value - other.value, {}, one.rounding + other.rounding};
  if (ratio) {
    const bool known = std::fabs(other.value) > other.rounding;
    result.value = known ? one.value / other.value : std::numeric_limits<double>::quiet_NaN();
    result.rounding = (one.rounding + std::fabs(result.value) * other.rounding) / std::fabs(other.value);
  }
  for (std::size_t i = 0; i < one.influence.size(); ++i)
    result.influence.push_back(ratio ? (one.influence[i] - result.value * other.influence[i]) / other.value
                                     : one.influence[i] - other.influence[i]);
  return result;
}

double false_alarm(const Expectation& expectation) {
  if (!expectation.standard_errors) return 0;
  const boost::math::students_t_distribution<double> t(static_cast<double>(expectation.runs() - 1));
  const double tail = boost::math::cdf(boost::math::complement(t, *expectation.standard_errors));
  return expectation.bound == Bound::exact ? 2 * tail : tail;
}

}  // namespace rivalry
