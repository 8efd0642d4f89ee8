#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// 128 bits that stand for something: two that differ, do so in them as good as surely.
struct Fingerprint {
  std::uint64_t high = 0, low = 0;

  std::string hex() const;  ///< 32 digits
  auto operator<=>(const Fingerprint&) const = default;
};

/// That of a text.
Fingerprint fingerprint_of(std::string_view text);

/// That of all in a resolved scenario that its results follow from: of everything but its name, question and source,
/// and what is recorded.
Fingerprint fingerprint_of(const Scenario& scenario);

}  // namespace rivalry
