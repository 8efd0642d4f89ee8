#pragma once

#include <cstdint>

#include "rivalry/random/philox.hpp"
#include "rivalry/random/streams.hpp"
#include "rivalry/sweep/sweep.hpp"

namespace rivalry {

/// A design's own random words: pure functions of its seed and of what they are for.
class Draws {
 public:
  enum class Use : std::uint32_t { place, permutation, scrambling, direction, order };

  Draws(std::int64_t seed, DesignKind design) {
    const philox::Words mixed = philox::block({.key = static_cast<std::uint64_t>(seed),
                                               .entity = static_cast<std::uint64_t>(design),
                                               .number = 0x44534e00U});  // no run's streams are keyed like that
    key_ = static_cast<std::uint64_t>(mixed[1]) << 32U | mixed[0];
  }

  /// @param entity  a point, or whatever else the words belong to
  /// @param index   below 2^24
  philox::Words words(Use use, std::uint64_t entity, std::size_t factor, std::uint32_t index = 0) const {
    return philox::block(
        {key_, entity, static_cast<std::uint32_t>(factor), static_cast<std::uint32_t>(use) << 24U | index});
  }

  /// In (0, 1).
  double uniform(std::int64_t point, std::size_t factor) const {
    const philox::Words drawn = words(Use::place, static_cast<std::uint64_t>(point), factor);
    return Stream::uniform_of(drawn[0], drawn[1]);
  }

 private:
  std::uint64_t key_;
};

/// 0 to bound - 1 from one word; of bounds far below 2^32 none is noticeably favoured.
inline std::int64_t below(std::uint32_t word, std::int64_t bound) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(word) * static_cast<std::uint64_t>(bound) >> 32U);
}

}  // namespace rivalry
