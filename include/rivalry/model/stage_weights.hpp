#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "rivalry/model/columns.hpp"
#include "rivalry/scenario/value_chain.hpp"

namespace rivalry {

/// Weights of the value chain's stages, which sum to 1, and of all sets of stages: firms ask for theirs all the time.
/// No stages where the chain is switched off.
class StageWeights {
 public:
  StageWeights() = default;
  explicit StageWeights(Column weight) : weight_(std::move(weight)) { add_up(); }
  /// Gives each stage the weight `then(stage, now)`.
  template <class Then>
  void change(Then then) {
    for (Index l = 0; l < size(); ++l) weight_[l] = then(l, weight_[l]);
    add_up();
  }

  Index size() const { return weight_.size(); }
  double operator[](Index stage) const { return weight_[stage]; }
  const Column& each() const { return weight_; }
  /// Of the stages in a set, in [0, 1].
  double of(std::uint64_t stages) const { return sums_[stages & all_]; }

 private:
  void add_up() {
    for (Index l = 0; l < size(); ++l)
      for (std::size_t below = 0; below < std::size_t{1} << l; ++below)
        sums_[below | std::size_t{1} << l] = sums_[below] + weight_[l];
    all_ = (std::uint64_t{1} << size()) - 1;
  }

  Column weight_;
  std::uint64_t all_ = 0;
  std::array<double, std::size_t{1} << max_stages> sums_{};  // by set, one bit a stage, added up from the first on
};

}  // namespace rivalry
