#pragma once

#include <cstdint>
#include <vector>

#include "rivalry/verify/verify.hpp"

namespace rivalry {

/// The runs of one scenario under some settings, and all that is measured in them.
class Runs {
 public:
  Runs(const ExpectationFile& claims, std::vector<Setting> settings)
      : claims_(&claims), settings_(std::move(settings)) {}

  bool is_of(const ExpectationFile& claims, const std::vector<Setting>& settings) const;
  /// Adds a measure, unless it is measured for another expectation anyway.
  /// @return  its column
  std::size_t ask(const Expectation& expectation);
  /// Makes room once all has been asked.
  /// @return  number of runs
  std::uint64_t prepare();
  /// Does a run; different ones may be done at once.
  void run(std::uint64_t replicate);
  const std::vector<Observation>& column(std::size_t number) const { return columns_[number]; }

 private:
  const ExpectationFile* claims_;
  std::vector<Setting> settings_;
  Scenario scenario_;
  std::int64_t replicates_ = 0;
  std::vector<const Expectation*> asked_;          ///< [column]
  std::vector<std::vector<Observation>> columns_;  ///< [column][replicate]
};

}  // namespace rivalry
