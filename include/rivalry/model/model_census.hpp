#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rivalry/model/columns.hpp"

namespace rivalry {

/// How many firms share each business model: an open-addressing table of the first firm with each, which keeps its
/// memory, and how many models are shared by how many firms.
class ModelCensus {
 public:
  /// @param number  working memory, one a firm: how many firms have the model of the first firm that has it
  /// @param shared  working memory, one a firm: how many models two firms share, three firms …
  void count(const Words& models, Index firms, Column& number, Column& shared) {
    const std::size_t mask = std::bit_ceil(static_cast<std::size_t>(firms) * 2 + 2) - 1;
    first_.assign(mask + 1, nobody);
    shared_ = shared.data();
    distinct_ = 0;
    largest_ = 1;
    for (Index j = 0; j < firms; ++j) {
      std::size_t at = (models[j] * 0x9e3779b97f4a7c15ULL) >> 20 & mask;
      while (first_[at] != nobody && models[first_[at]] != models[j]) at = (at + 1) & mask;
      if (first_[at] == nobody) {
        first_[at] = static_cast<std::int32_t>(j);
        number[j] = 1;
        ++distinct_;
      } else {
        number[first_[at]] += 1;
        join(static_cast<Index>(number[first_[at]]));
      }
    }
  }
  std::int64_t distinct() const { return distinct_; }
  /// Calls visit(firms, models) for all models that several firms share, so many firms each.
  template <class Visit>
  void each_shared(Visit visit) const {
    for (Index firms = 2; firms <= largest_; ++firms)
      if (const double models = shared_[firms - 2]; models > 0) visit(static_cast<double>(firms), models);
  }

 private:
  static constexpr std::int32_t nobody = -1;
  /// A model gets its `firms`-th firm.
  void join(Index firms) {
    if (firms > largest_) shared_[firms - 2] = 0;
    largest_ = std::max(largest_, firms);
    shared_[firms - 2] += 1;
    if (firms > 2) shared_[firms - 3] -= 1;
  }
  std::vector<std::int32_t> first_;
  double* shared_ = nullptr;
  std::int64_t distinct_ = 0;
  Index largest_ = 1;
};

}  // namespace rivalry
