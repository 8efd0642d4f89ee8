#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "rivalry/run/observables.hpp"
#include "rivalry/scenario/expectation.hpp"

namespace rivalry {

/// A value of one run. Runs count by weight, so that a mean over things within runs is one over all of them.
struct Observation {
  double value = 0, weight = 1;
};

/// A run between two periods.
struct Moment {
  const Market& market;
  const Scenario& scenario;
  const PeriodStatistics* statistics;  ///< null at founding
};

/// Takes one measure of one run.
class Meter {
 public:
  virtual ~Meter() = default;
  /// At founding and after every period until it is read, the last one included.
  virtual void look(const Moment& /*moment*/) {}
  virtual Observation read(const Moment& moment) const = 0;
};

/// What runs are held against others' numbers by: a name, what it means, and how it is taken.
struct Measure {
  MeasureForm form;
  std::string_view unit, definition;
};

/// Measures of the table below, and every observable of the market and of firms.
std::span<const Measure> measures();
/// The same, for the reading of scenario files.
std::span<const MeasureForm> measure_forms();

/// @param expectation  outlives the meter
/// @throws std::invalid_argument  if there is no such measure
std::unique_ptr<Meter> make_meter(const Expectation& expectation);

}  // namespace rivalry
