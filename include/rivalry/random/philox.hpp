#pragma once

#include <array>
#include <cstdint>

// Many blocks of Philox4x32-10 at once (Salmon et al. 2011), with the instruction set that the processor has.
namespace rivalry::philox {

/// What a block is drawn for: key, and the four words of the counter.
struct Place {
  std::uint64_t key = 0, entity = 0;
  std::uint32_t period = 0, number = 0;  ///< third and fourth word
};

using Words = std::array<std::uint32_t, 4>;

constexpr std::int64_t run_length = 8;

/// The block of four words at a place.
Words block(const Place& place);

/// The eight blocks numbered `first.number` and following of one entity: first and second word of each block in turn,
/// then third and fourth word of each.
/// @param out  [8 × 4]
void run(const Place& first, std::uint32_t* out);

/// One block each of n entities.
/// @param first   all but the entity
/// @param entity  [n], readable up to the next multiple of eight
/// @param stride  between the entities' first words and their second words …; at least n rounded up to eight
/// @param out     [4 × stride]
void each(std::int64_t n, const Place& first, const std::int64_t* entity, std::int64_t stride, std::uint32_t* out);

}  // namespace rivalry::philox
