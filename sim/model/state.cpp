#include "rivalry/model/state.hpp"

#include <algorithm>

namespace rivalry {

void Pairs::resize(Index segments, Index firms) {
  Pairs grown;
  grown.segments_ = segments;
  grown.capacity_ = (firms + together - 1) / together * together;
  grown.values_ = Column::Zero(segments * grown.capacity_);
  const Index kept = std::min(capacity_, grown.capacity_);
  for (Index s = 0; s < std::min(segments, segments_); ++s)
    for (Index j = 0; j < kept; ++j) grown(s, j) = (*this)(s, j);
  *this = std::move(grown);
}

void Firms::resize(Index firms) {
  const Index capacity = (firms + Pairs::together - 1) / Pairs::together * Pairs::together;  // as kernels take them
  const Index before = this->capacity();
  each_column([&](const char*, auto& column) {
    column.conservativeResize(capacity);
    for (Index j = before; j < capacity; ++j) column[j] = 0;
  });
}

}  // namespace rivalry
