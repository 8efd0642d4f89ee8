#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rivalry/sweep/sweep.hpp"

namespace rivalry {

/// The most points that a design may have, and the most runs that a sweep may have: a bit a run stays in memory.
inline constexpr std::int64_t most_points = std::int64_t{1} << 40;
inline constexpr std::int64_t most_runs = std::int64_t{1} << 32;

/// What a factor is at a point.
struct FactorValue {
  std::string text;              ///< TOML, as a setting of the factor's first key
  std::optional<double> number;  ///< if it is one
  std::int64_t level = -1;       ///< number of the level, from 0, where levels are listed
};

/// The points of a sweep in the space of its factors. A point is a pure function of its number: nothing is stored, but
/// for a table.
class SweepDesign {
 public:
  /// @param folder  that a table is looked for in
  /// @throws ScenarioError  if the design cannot be made of these factors
  explicit SweepDesign(const Sweep& sweep, const std::filesystem::path& folder = {});
  ~SweepDesign();
  SweepDesign(SweepDesign&&) noexcept;

  std::int64_t points() const;
  /// [factor] values at a point, from 0.
  std::vector<FactorValue> values(std::int64_t point) const;
  /// Settings of all keys of all factors at a point.
  std::vector<Setting> settings(std::int64_t point) const;
  /// [factor] coordinates in [0, 1], for tests and analyses; none of a table.
  std::vector<double> coordinates(std::int64_t point) const;
  /// Lines that say which effects a fractional design cannot tell apart: its generators, and what main effects and
  /// interactions of two factors are aliased with; none of other designs.
  std::vector<std::string> aliases() const;

 private:
  struct Points;
  std::unique_ptr<Points> points_;
};

}  // namespace rivalry
