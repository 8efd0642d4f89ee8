#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "draws.hpp"
#include "scheme.hpp"

namespace rivalry {

/// Sobol's sequence in Gray code order, with the direction numbers of Joe & Kuo (2008).
class SobolSequence {
 public:
  static constexpr int digits = 52;

  explicit SobolSequence(std::size_t dimensions);

  static std::size_t most_dimensions();

  /// The binary digits of a coordinate, the first one highest, as a number below 2^52.
  std::uint64_t at(std::int64_t point, std::size_t dimension) const;

 private:
  std::vector<std::uint64_t> directions_;  ///< [dimension × digit]
};

/// Owen's nested uniform scrambling (1995): each digit is flipped or not by a draw that belongs to the digits before
/// it.
std::uint64_t scrambled(std::uint64_t place, const Draws& draws, std::size_t dimension);

/// Position of a coordinate of the sequence; `cell` is the width of a cell that no other of the design's points is in.
Position sobol_position(const SobolSequence& sequence, std::int64_t point, std::size_t dimension, bool scrambled,
                        const Draws& draws, double cell);

}  // namespace rivalry
