#include "philox_levels.hpp"
#include "rivalry/random/lanes.hpp"

#ifdef __SSE2__
#include <immintrin.h>
#endif

// Compiled once for each instruction set, as namespace RIVALRY_LEVEL; what holds for lanes.hpp holds here.
namespace rivalry::philox {
namespace {

using lanes::Bits;
using lanes::Index;

/// 32-bit numbers in 64-bit elements.
RIVALRY_INLINE Bits low_half(Bits x) { return x & 0xffffffffU; }
RIVALRY_INLINE Bits product(Bits a, std::uint32_t b) {
#if defined(__AVX512F__)
  return __builtin_bit_cast(Bits, _mm512_mul_epu32(__builtin_bit_cast(__m512i, a), _mm512_set1_epi64(b)));
#elif defined(__AVX2__)
  return __builtin_bit_cast(Bits, _mm256_mul_epu32(__builtin_bit_cast(__m256i, a), _mm256_set1_epi64x(b)));
#elif defined(__SSE2__)
  return __builtin_bit_cast(Bits, _mm_mul_epu32(__builtin_bit_cast(__m128i, a), _mm_set1_epi64x(b)));
#else
  return a * b;
#endif
}

typedef std::uint32_t Halves __attribute__((vector_size(4 * lanes::width)));
RIVALRY_INLINE void store_low_halves(std::uint32_t* to, Bits x) {
  const Halves halves = __builtin_convertvector(x, Halves);
  __builtin_memcpy(to, &halves, sizeof halves);
}

struct Words {
  Bits c0, c1, c2, c3;
};

RIVALRY_INLINE Words ten_rounds(Words c, std::uint64_t key) {
  auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32U);
  for (int round = 0; round < 10; ++round) {
    const Bits p0 = product(c.c0, 0xD2511F53U), p1 = product(c.c2, 0xCD9E8D57U);
    c = {(p1 >> 32) ^ c.c1 ^ k0, low_half(p1), (p0 >> 32) ^ c.c3 ^ k1, low_half(p0)};
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  return c;
}

void run_of_blocks(const Place& first, std::uint32_t* out) {
  lanes::for_parts(run_length, [&first, out](Index i, Index, lanes::Integers) {
    Bits number;
    for (Index lane = 0; lane < lanes::width; ++lane)
      number[lane] = first.number + static_cast<std::uint32_t>(i + lane);
    const Words words = ten_rounds({Bits{} + low_half(Bits{} + first.entity), Bits{} + (first.entity >> 32U),
                                    Bits{} + first.period, low_half(number)},
                                   first.key);
    const Bits former = words.c0 | words.c1 << 32, latter = words.c2 | words.c3 << 32;
    __builtin_memcpy(out + 2 * i, &former, sizeof former);
    __builtin_memcpy(out + 2 * (run_length + i), &latter, sizeof latter);
  });
}

void each_entity(Index n, const Place& first, const std::int64_t* entity, Index stride, std::uint32_t* out) {
  lanes::for_parts(n, [=, &first](Index i, Index, lanes::Integers) {
    Bits id;
    __builtin_memcpy(&id, entity + i, sizeof id);
    const Words words = ten_rounds({low_half(id), id >> 32, Bits{} + first.period, Bits{} + first.number}, first.key);
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
