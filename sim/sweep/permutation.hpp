#pragma once

#include <bit>
#include <cstdint>

#include "draws.hpp"

namespace rivalry {

/// A random order of 0 to size - 1 that is computed, not stored.
///
/// An unbalanced Feistel network over the next power of two, walked until it is back below size (Black & Rogaway 2002).
class Permutation {
 public:
  Permutation(const Draws& draws, std::size_t factor, std::int64_t size)
      : draws_(draws), factor_(factor), size_(static_cast<std::uint64_t>(size)) {
    const int bits = static_cast<int>(std::bit_width(size_ - 1));
    low_bits_ = bits / 2;
    high_mask_ = (std::uint64_t{1} << (bits - low_bits_)) - 1;
    low_mask_ = (std::uint64_t{1} << low_bits_) - 1;
  }

  std::int64_t operator()(std::int64_t index) const {
    auto place = static_cast<std::uint64_t>(index);
    do place = shuffled(place);
    while (place >= size_);
    return static_cast<std::int64_t>(place);
  }

 private:
  static constexpr std::uint32_t rounds = 12;  // of halves; small sizes need more than large ones to mix

  std::uint64_t shuffled(std::uint64_t place) const {
    std::uint64_t high = place >> low_bits_, low = place & low_mask_;
    for (std::uint32_t round = 0; round < rounds; round += 2) {
      high ^= draws_.words(Draws::Use::permutation, low, factor_, round)[0] & high_mask_;
      low ^= draws_.words(Draws::Use::permutation, high, factor_, round + 1)[0] & low_mask_;
    }
    return high << low_bits_ | low;
  }

  const Draws& draws_;
  std::size_t factor_;
  std::uint64_t size_;
  int low_bits_;
  std::uint64_t high_mask_, low_mask_;
};

}  // namespace rivalry
