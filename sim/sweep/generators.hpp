#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace rivalry {

/// A regular fraction of a two-level design: the levels of the first `basic` factors are free, those of each other
/// factor are the product of some of them.
struct Fraction {
  int basic = 0;
  std::vector<std::uint32_t> words;  ///< [factor] bit b: the b-th basic factor is in its product; one bit where free
};

/// The smallest fraction whose shortest aliased word has so many letters.
///
/// @param resolution   3: main effects are not aliased with each other; 4: nor with interactions of two factors; 5: nor
///                     these with each other …
/// @return             nothing if even half of all combinations has a lower resolution, or more than 2^20 points are
///                     needed
std::optional<Fraction> smallest_fraction(int factors, int resolution);

}  // namespace rivalry
