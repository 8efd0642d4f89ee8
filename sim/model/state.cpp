#include "rivalry/model/state.hpp"

namespace rivalry {

namespace {

/// Up to the next multiple of eight firms, as kernels take them.
Index whole_tiles(Index firms) { return (firms + Pairs::together - 1) / Pairs::together * Pairs::together; }

/// Changes a column's size where it lies, if there is room: a market that grows never is in memory twice.
/// @param kept  values that stay
/// @param used  what follows, up to here, is 0; the rest is left alone, so that it takes no memory yet
template <class Values>
void grow(Values& values, Index kept, Index used, Index size) {
  values.conservativeResize(size);
  for (Index i = kept; i < used; ++i) values[i] = 0;
}

}  // namespace

void Pairs::resize(Index segments, Index firms, Index room) {
  const Index kept = segments == segments_ ? values_.size() : 0;
  segments_ = segments;
  capacity_ = whole_tiles(firms + room);
  grow(values_, kept, segments * whole_tiles(firms), segments * capacity_);
}

void Firms::resize(Index firms, Index room) {
  const Index before = capacity();
  each_column([&](const char*, auto& column) { grow(column, before, whole_tiles(firms), whole_tiles(firms + room)); });
}

}  // namespace rivalry
