#pragma once

#include <cstdint>
#include <vector>

#include "rivalry/archive/archive.hpp"
#include "rivalry/random/streams.hpp"
#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// Means of the choices' contributions to value and to efficiency.
struct Synergy {
  double value = 0, efficiency = 0;
};

/// Two NK landscapes, value and efficiency, over the same choices with the same influence matrix.
///
/// Choice i contributes v_i(own bit, bits of its influences), uniform on (0, 1), and e_i with a Gaussian copula of
/// correlation `landscape.alignment`. Contributions are tables while small and hashed draws of the counter-based
/// generator otherwise; both are the same numbers.
/// Source: Kauffman 1993; Levinthal 1997. Verified: tests/verification/landscape.cpp
class Landscape {
 public:
  Landscape() = default;
  /// @throws std::invalid_argument  if interdependence or matrix do not fit the number of choices
  Landscape(const Scenario& scenario, const Streams& streams);

  int size() const { return static_cast<int>(influences_.size()); }
  /// Choices that influence choice i, in ascending order, without i.
  const std::vector<int>& influences(int choice) const { return influences_[static_cast<std::size_t>(choice)]; }
  /// Contributions of one choice in a business model, each in (0, 1).
  Synergy contribution(int choice, std::uint64_t model) const;
  /// Raw landscapes: means over choices, in (0, 1).
  Synergy raw(std::uint64_t model) const;
  /// Standardised by the landscape's exact mean and its expected deviation over business models.
  Synergy standardised(std::uint64_t model) const;
  /// Standardised change of the synergies of some choices when `before` becomes `after`: of one block's, as a manager
  /// sees it who takes the block to stand alone, or of all.
  Synergy change(std::uint64_t choices, std::uint64_t before, std::uint64_t after) const;
  /// Draws the contributions of a random share of the choices anew (a technology threat).
  void redraw(double share, std::int64_t period, const Streams& streams);
  std::size_t bytes() const;
  /// What a landscape of the same scenario and streams needs to become this one.
  void carry(Archive& archive);

 private:
  std::vector<std::vector<int>> influences_;
  std::vector<std::uint64_t> depends_on_;  ///< bits of a choice and of its influences
  std::vector<std::uint64_t> affects_;     ///< choices whose contributions a choice changes, itself included
  std::vector<std::uint32_t> generation_;  ///< how often a choice's contributions were redrawn
  std::vector<std::size_t> offset_;        ///< of a choice's table; empty: hashed draws
  std::vector<Synergy> table_;
  double alignment_ = 0;
  Streams streams_{0, 0};
  Synergy mean_;      ///< of the sums over all choices
  double scale_ = 0;  ///< 1 / their deviation

  /// Sum of the contributions of some of the choices.
  Synergy sum(std::uint64_t choices, std::uint64_t model) const;
  Synergy draw(int choice, std::uint64_t configuration) const;
  void fill_table(int choice);
  void update_moments();
};

}  // namespace rivalry
