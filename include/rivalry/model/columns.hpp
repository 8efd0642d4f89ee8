#pragma once

#include <cstdint>

#include <Eigen/Core>

namespace rivalry {

using Index = std::int64_t;
using Column = Eigen::ArrayXd;                                   ///< one number a firm or a segment
using Words = Eigen::Array<std::uint64_t, Eigen::Dynamic, 1>;    ///< one business model a firm
using Ids = Eigen::Array<std::int64_t, Eigen::Dynamic, 1>;       ///< one id or counter a firm
using Integers = Eigen::Array<std::int32_t, Eigen::Dynamic, 1>;  ///< one small integer a firm

/// One number for each pair of a segment and a firm, laid out in tiles: a block of firms with all its segments lies
/// together (and stays in the second-level cache); within a tile a segment's firms are contiguous.
class Pairs {
 public:
  static constexpr Index tile_size = 1024;  ///< firms a tile; equals Workers::block_size

  void resize(Index segments, Index firms);  ///< keeps what fits; new cells are 0
  /// The firms of block `block` in one segment, from the block's first firm on.
  double* tile(Index block, Index segment) { return values_.data() + (block * segments_ + segment) * width_; }
  const double* tile(Index block, Index segment) const {
    return values_.data() + (block * segments_ + segment) * width_;
  }
  double& operator()(Index segment, Index firm) { return tile(firm / tile_size, segment)[firm % tile_size]; }
  double operator()(Index segment, Index firm) const { return tile(firm / tile_size, segment)[firm % tile_size]; }
  Index segments() const { return segments_; }
  Index stride() const { return width_; }  ///< between two segments of a tile
  Index capacity() const { return capacity_; }

 private:
  Column values_;
  Index segments_ = 0, capacity_ = 0;
  Index width_ = 0;  ///< of a tile; narrower than tile_size in small markets
};

/// One number for each firm of a block: working memory on the stack.
using BlockBuffer = Eigen::Array<double, Pairs::tile_size, 1>;

}  // namespace rivalry
