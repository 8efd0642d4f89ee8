// Where processors differ, and results must not.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

#include <doctest/doctest.h>

#include "rivalry/model/columns.hpp"

namespace rivalry {

TEST_CASE("of two zeros, or a number and NaN, columns take the one that std::max and std::min take") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Column values(11), others(11);  // whole registers, and a rest
  for (Index i = 0; i < values.size(); ++i) {
    values[i] = std::array{-0.0, 0.0, nan, -1.0, 1.0}[static_cast<std::size_t>(i % 5)];
    others[i] = std::array{0.0, -0.0, 1.0, nan, -0.0, 0.0}[static_cast<std::size_t>(i % 6)];
  }
  const Column larger = values.max(others), smaller = values.min(others), positive = values.max(0.0);
  const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
  for (Index i = 0; i < values.size(); ++i) {
    CHECK(bits(larger[i]) == bits(std::max(values[i], others[i])));
    CHECK(bits(smaller[i]) == bits(std::min(values[i], others[i])));
    CHECK(bits(positive[i]) == bits(std::max(values[i], 0.0)));
  }
}

}  // namespace rivalry
