#include "philox_levels.hpp"
#include "rivalry/random/lanes.hpp"

// Compiled once for each instruction set, as namespace RIVALRY_LEVEL; what holds for lanes.hpp holds here.
namespace rivalry::philox {
namespace {

using lanes::Bits;
using lanes::Index;
using lanes::low_half;
using lanes::product;
using lanes::store_low_halves;

struct Words {
  Bits c0, c1, c2, c3;
};

/// Only the lower halves of words count, here and in what comes out.
RIVALRY_INLINE Words ten_rounds(Words c, std::uint64_t key) {
  auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32U);
  for (int round = 0; round < 10; ++round) {
    const Bits p0 = product(c.c0, 0xD2511F53U), p1 = product(c.c2, 0xCD9E8D57U);
    c = {(p1 >> 32) ^ c.c1 ^ k0, p1, (p0 >> 32) ^ c.c3 ^ k1, p0};
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  return c;
}

void run_of_blocks(const Place& first, std::uint32_t* out) {
  lanes::for_parts(run_length, [&first, out](Index i, Index, lanes::Integers) {
    const Bits number = __builtin_convertvector(lanes::counted_from(first.number + i), Bits);
    const Words words =
        ten_rounds({Bits{} + first.entity, Bits{} + (first.entity >> 32U), Bits{} + first.period, number}, first.key);
    const Bits former = low_half(words.c0) | words.c1 << 32, latter = low_half(words.c2) | words.c3 << 32;
    __builtin_memcpy(out + 2 * i, &former, sizeof former);
    __builtin_memcpy(out + 2 * (run_length + i), &latter, sizeof latter);
  });
}

void each_entity(Index n, const Place& first, const std::int64_t* entity, Index stride, std::uint32_t* out) {
  lanes::for_parts(n, [=, &first](Index i, Index, lanes::Integers) {
    if (i >= n) return;
    Bits id;
    __builtin_memcpy(&id, entity + i, sizeof id);
    const Words words = ten_rounds({id, id >> 32, Bits{} + first.period, Bits{} + first.number}, first.key);
    store_low_halves(out + i, words.c0);
    store_low_halves(out + stride + i, words.c1);
    store_low_halves(out + 2 * stride + i, words.c2);
    store_low_halves(out + 3 * stride + i, words.c3);
  });
}

}  // namespace

namespace RIVALRY_LEVEL {
const Set set{run_of_blocks, each_entity};
}

}  // namespace rivalry::philox
