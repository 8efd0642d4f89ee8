#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rivalry/model/columns.hpp"

namespace rivalry {

/// How many firms have each business model: an open-addressing table of the first firm with each, which keeps its
/// memory, and whose order depends on the models alone.
class ModelCensus {
 public:
  /// @param number  working memory, one a firm: how many firms have the model of the first firm that has it
  void count(const Words& models, Index firms, Column& number) {
    const std::size_t mask = std::bit_ceil(static_cast<std::size_t>(firms) * 2 + 2) - 1;
    first_.assign(mask + 1, nobody);
    distinct_ = 0;
    for (Index j = 0; j < firms; ++j) {
      std::size_t at = (models[j] * 0x9e3779b97f4a7c15ULL) >> 20 & mask;
      while (first_[at] != nobody && models[first_[at]] != models[j]) at = (at + 1) & mask;
      if (first_[at] == nobody) {
        first_[at] = static_cast<std::int32_t>(j);
        number[j] = 0;
        ++distinct_;
      }
      number[first_[at]] += 1;
    }
  }
  std::int64_t distinct() const { return distinct_; }
  /// Calls visit(number of firms) for every model.
  template <class Visit>
  void each(const Column& number, Visit visit) const {
    for (const std::int32_t first : first_)
      if (first != nobody) visit(number[first]);
  }

 private:
  static constexpr std::int32_t nobody = -1;
  std::vector<std::int32_t> first_;
  std::int64_t distinct_ = 0;
};

}  // namespace rivalry
