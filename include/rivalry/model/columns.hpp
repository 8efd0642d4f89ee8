#pragma once

#include <cstdint>

#include <Eigen/Core>

namespace rivalry {

using Index = std::int64_t;
using Column = Eigen::ArrayXd;                                       ///< one number a firm or a segment
using Words = Eigen::Array<std::uint64_t, Eigen::Dynamic, 1>;        ///< one business model a firm
using Ids = Eigen::Array<std::int64_t, Eigen::Dynamic, 1>;           ///< one id or counter a firm
using Integers = Eigen::Array<std::int32_t, Eigen::Dynamic, 1>;      ///< one integer a firm
using SmallIntegers = Eigen::Array<std::int8_t, Eigen::Dynamic, 1>;  ///< one of a few alternatives a firm, or -1

/// A column, or a single value where all firms have the same.
template <class Values>
class OneOrEach {
 public:
  using Value = typename Values::Scalar;
  /// All firms have this value from now on.
  void share(Value value) { values_ = Values::Constant(1, value); }
  bool shared() const { return values_.size() == 1; }  // columns are longer
  Value operator[](Index firm) const { return values_[shared() ? 0 : firm]; }
  /// The column, where the value is not shared.
  Values& each() { return values_; }
  const Values& each() const { return values_; }
  const Value& common() const { return values_[0]; }

 private:
  Values values_;
};

/// Firms that are worked on, and summed over, together.
inline constexpr Index block_size = 1024;

/// One number for each pair of a segment and a firm. Eight firms lie together with all their segments, segment by
/// segment: a firm's numbers are near each other, and a loop over firms and segments runs through memory once.
class Pairs {
 public:
  static constexpr Index together = 8;

  /// So many firms, up to the next multiple of eight, and room for more; new cells are 0, and so are all of another
  /// number of segments, but those of the room hold anything.
  void resize(Index segments, Index firms, Index room = 0);
  double& operator()(Index segment, Index firm) { return values_[place(segment, firm)]; }
  double operator()(Index segment, Index firm) const { return values_[place(segment, firm)]; }
  /// The numbers from a firm on, whose slot is a multiple of eight.
  double* from(Index firm) { return values_.data() + firm * segments_; }
  const double* from(Index firm) const { return values_.data() + firm * segments_; }
  Index segments() const { return segments_; }
  Index capacity() const { return capacity_; }

 private:
  Index place(Index segment, Index firm) const {
    return (firm / together * segments_ + segment) * together + firm % together;
  }
  Column values_;
  Index segments_ = 0, capacity_ = 0;
};

/// One number for each firm of a block: working memory on the stack.
using BlockBuffer = Eigen::Array<double, block_size, 1>;

}  // namespace rivalry
