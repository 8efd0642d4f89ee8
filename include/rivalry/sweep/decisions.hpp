#pragma once

#include <cstdint>
#include <vector>

#include "rivalry/sweep/folder.hpp"

namespace rivalry {

/// Number, mean and variance of a sequence of numbers, one after the other (Welford 1962).
struct RunningMoments {
  std::int64_t count = 0;
  double mean = 0, squares = 0;  ///< sum of squared deviations
  void add(double value);
  double variance() const { return count > 1 ? squares / static_cast<double>(count - 1) : 0; }
};

/// Half the width of the confidence interval of the mean, by Student's t; infinity of fewer than two numbers.
double half_width(const RunningMoments& moments, double confidence);
/// Whether a point needs further replicates.
bool needs_more(const RunningMoments& moments, const Sequential& rule);

/// Which points go on after each phase of sequential replication: a pure function of the rows of all phases until then,
/// so that whoever decides, decides alike. Without sequential replication there is one phase and nothing to decide.
class Decisions {
 public:
  explicit Decisions(const SweepFolder& folder);

  /// The phase that is being worked on, or was the last.
  std::int64_t phase() const { return static_cast<std::int64_t>(goes_on_.size()); }
  /// Whether no phase follows.
  bool is_last() const { return ended_ || phase() + 1 >= folder_.blocks().phases(); }
  /// Whether runs of the point belong to that phase, which is at most `phase()`.
  bool goes_on(std::int64_t point, std::int64_t phase) const;
  /// Whether that run belongs to the sweep, as far as decided.
  bool counts(const PlannedRun& run) const;
  /// Replicates of the point in all phases until `phase()`.
  std::int64_t replicates(std::int64_t point) const;
  /// Runs of all phases until `phase()`.
  std::int64_t runs() const;
  /// Decides which points go on after `phase()`, all of whose blocks are done.
  void decide();

 private:
  bool read();  ///< what others decided in the meantime
  const SweepFolder& folder_;
  std::vector<std::vector<bool>> goes_on_;  ///< [phase] after it
  bool ended_ = false;                      ///< no point went on after the last
};

}  // namespace rivalry
