#pragma once

#include <cstdint>

namespace rivalry {

/// Number of set bits, in plain steps: without an instruction for it std::popcount is a call of a library.
constexpr int count_bits(std::uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555;
  bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
  bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return static_cast<int>(bits * 0x0101010101010101 >> 56);
}

}  // namespace rivalry
