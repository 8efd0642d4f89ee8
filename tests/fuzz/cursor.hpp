#pragma once

#include <array>
#include <cstring>

#include "target.hpp"

namespace rivalry::fuzz {

/// Takes choices from an input; where it has ended, zeros.
class Cursor {
 public:
  explicit Cursor(Bytes input) : rest_(input) {}
  bool done() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  /// A number below `count`.
  std::size_t below(std::size_t count) { return (byte() | std::size_t{byte()} << 8) % count; }
  template <class List>
  const auto& any_of(const List& list) {
    return list[below(list.size())];
  }
  std::uint64_t word() {
    std::uint64_t number = 0;
    for (int i = 0; i < 8; ++i) number |= std::uint64_t{byte()} << 8 * i;
    return number;
  }
  Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

/// Numbers that readers of sizes, indices and values get wrong, as 64 bits.
inline constexpr std::array<std::uint64_t, 20> extreme_words{0,
                                                             1,
                                                             2,
                                                             7,
                                                             64,
                                                             0xff,
                                                             0xffff,
                                                             0x7fffffff,
                                                             0x80000000,
                                                             0xffffffff,
                                                             1'000'000'000,
                                                             std::uint64_t{1} << 40,
                                                             std::uint64_t{1} << 60,
                                                             0x7fffffffffffffff,
                                                             0x8000000000000000,
                                                             0xffffffffffffffff,
                                                             0x7ff8000000000000,  // NaN
                                                             0x7ff0000000000000,  // infinity
                                                             0x7fe1ccf385ebc8a0,  // 1e308
                                                             0x4141414141414141};

}  // namespace rivalry::fuzz
