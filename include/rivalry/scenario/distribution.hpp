#pragma once

#include <optional>
#include <vector>

namespace rivalry {

/// What a parameter of every firm or every segment is set to: one value for all, a random draw for each,
/// a list (segments only) or a randomised treatment (firms only).
///
/// In a scenario file: `0.5`, `{uniform = [0, 1]}`, `{normal = [0.5, 0.1], min = 0, max = 1}`, `{beta = [2, 5]}`,
/// `{choice = [0, 1], weights = [3, 1]}`, `{treatment = [0, 1], share = 0.5}`, `[2.0, 2.5, 3.0]`.
struct Distribution {
  enum class Kind { constant, uniform, normal, beta, choice, treatment, list };

  Kind kind = Kind::constant;
  double first = 0;                ///< the constant; lower end; mean; first shape
  double second = 0;               ///< upper end; standard deviation; second shape
  std::optional<double> min, max;  ///< truncation of a normal distribution
  std::vector<double> values;      ///< of a choice, a treatment (the first is the control) or a list
  std::vector<double> weights;     ///< of a choice; empty: equal
  std::optional<double> share;     ///< share of firms that leave the control arm of a treatment; empty: equal arms

  Distribution() = default;
  Distribution(double constant) : first(constant) {}  // NOLINT: a number is a distribution
  static Distribution uniform(double lower, double upper);
  static Distribution normal(double mean, double deviation, std::optional<double> min, std::optional<double> max);

  bool is_treatment() const { return kind == Kind::treatment; }
  /// Value at the quantile `u` in (0, 1), by inversion; not for beta distributions.
  double quantile(double u) const;
  /// Smallest and largest value that can occur (±infinity where unbounded).
  double lowest() const;
  double highest() const;

  bool operator==(const Distribution&) const = default;
};

}  // namespace rivalry
