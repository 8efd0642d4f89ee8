#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rivalry/sweep/sweep.hpp"

namespace rivalry {

/// What a factor is at a point.
struct FactorValue {
  std::string text;              ///< TOML, as a setting of the factor's first key
  std::optional<double> number;  ///< if it is one
};

/// The points of a sweep in the space of its factors. A point is a pure function of its number: nothing is stored, but
/// for a table.
class ExperimentalDesign {
 public:
  /// @param folder  that a table is looked for in
  /// @throws ScenarioError  if the design cannot be made of these factors
  explicit ExperimentalDesign(const Sweep& sweep, const std::filesystem::path& folder = {});
  ~ExperimentalDesign();
  ExperimentalDesign(ExperimentalDesign&&) noexcept;

  std::int64_t points() const;
  /// [factor] values at a point, from 0.
  std::vector<FactorValue> values(std::int64_t point) const;
  /// Settings of all keys of all factors at a point.
  std::vector<Setting> settings(std::int64_t point) const;
  /// [factor] coordinates in [0, 1], of designs that choose them; for tests and analyses.
  std::vector<double> coordinates(std::int64_t point) const;

 private:
  struct Points;
  std::unique_ptr<Points> points_;
};

}  // namespace rivalry
