#pragma once

#include <cstdint>

// The portable level does without the processor's own intrinsics, on every processor.
#if defined(__SSE2__) && !defined(RIVALRY_PORTABLE)
#define RIVALRY_SSE2
#include <immintrin.h>
#endif

#include "rivalry/random/elementary.hpp"

// Eight virtual lanes on vector registers of whatever width this translation unit is compiled for. A sum over firms is
// taken by lane, firm i in lane i mod 8, and the lanes are joined in a fixed tree: the width does not show in the bits.
//
// No standard library or Eigen in here, and everything is local to its translation unit: see elementary.hpp.
namespace rivalry::lanes {
namespace {

using Index = std::int64_t;

constexpr Index count = 8;
#if defined(__AVX512F__)
constexpr Index width = 8;
#elif defined(__AVX2__)
constexpr Index width = 4;
#else
constexpr Index width = 2;
#endif
constexpr Index parts = count / width;

// A register of doubles, and one of as many integers. Loops take eight firms at a time, part by part.
typedef double Reals __attribute__((vector_size(8 * width)));
typedef unsigned long long Bits __attribute__((vector_size(8 * width)));
typedef long long Integers __attribute__((vector_size(8 * width)));

#define RIVALRY_INLINE inline __attribute__((always_inline))

RIVALRY_INLINE Reals load(const double* from) {
  Reals values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}
RIVALRY_INLINE void store(double* to, Reals values) { __builtin_memcpy(to, &values, sizeof values); }
RIVALRY_INLINE Reals all(double value) { return value - Reals{}; }
RIVALRY_INLINE Reals maximum(Reals a, Reals b) { return a > b ? a : b; }

/// i, i + 1 …
RIVALRY_INLINE Integers counted_from(Index i) {
  Integers number;
  for (Index lane = 0; lane < width; ++lane) number[lane] = lane;
  return number + i;
}
/// Which lanes of the part at i hold one of the n firms.
RIVALRY_INLINE Integers present(Index i, Index n) { return counted_from(i) < n; }
/// The values where firms are, 0 beyond the last one.
RIVALRY_INLINE Reals within(Integers mask, Reals values) { return mask ? values : Reals{}; }

RIVALRY_INLINE Reals exponential(Reals x) { return elementary::exp<Reals, Bits>(x); }
RIVALRY_INLINE Reals logarithm(Reals x) { return elementary::log<Reals, Bits>(x); }

// 32-bit numbers in the lower halves of 64-bit elements, whose upper halves may hold anything.
typedef std::uint32_t Halves __attribute__((vector_size(4 * width)));
RIVALRY_INLINE Bits low_half(Bits x) { return x & 0xffffffffU; }
RIVALRY_INLINE Bits product(Bits a, std::uint32_t b) {
#if defined(__AVX512F__)
  return __builtin_bit_cast(Bits, _mm512_mul_epu32(__builtin_bit_cast(__m512i, a), _mm512_set1_epi64(b)));
#elif defined(__AVX2__)
  return __builtin_bit_cast(Bits, _mm256_mul_epu32(__builtin_bit_cast(__m256i, a), _mm256_set1_epi64x(b)));
#elif defined(RIVALRY_SSE2)
  return __builtin_bit_cast(Bits, _mm_mul_epu32(__builtin_bit_cast(__m128i, a), _mm_set1_epi64x(b)));
#else
  return low_half(a) * b;
#endif
}
RIVALRY_INLINE Bits load_halves(const std::uint32_t* from) {
  Halves halves;
  __builtin_memcpy(&halves, from, sizeof halves);
  return __builtin_convertvector(halves, Bits);
}
RIVALRY_INLINE void store_low_halves(std::uint32_t* to, Bits x) {
  const Halves halves = __builtin_convertvector(x, Halves);
  __builtin_memcpy(to, &halves, sizeof halves);
}

/// Integers from 0 to 2^52 as numbers.
RIVALRY_INLINE Reals whole(Bits x) { return __builtin_bit_cast(Reals, x | 0x4330000000000000U) - 0x1p52; }

/// One bit a lane, of a mask whose lanes are 0 or -1.
RIVALRY_INLINE unsigned bits_of(Integers mask) {
#if defined(__AVX512F__)
  return _mm512_movepi64_mask(__builtin_bit_cast(__m512i, mask));
#elif defined(__AVX2__)
  return static_cast<unsigned>(_mm256_movemask_pd(__builtin_bit_cast(__m256d, mask)));
#elif defined(RIVALRY_SSE2)
  return static_cast<unsigned>(_mm_movemask_pd(__builtin_bit_cast(__m128d, mask)));
#else
  unsigned bits = 0;
  for (Index lane = 0; lane < width; ++lane) bits |= static_cast<unsigned>(mask[lane] & 1) << lane;
  return bits;
#endif
}

/// A sum by lanes.
struct Sum {
  Reals part[parts] = {};
  RIVALRY_INLINE void add(Index p, Reals values) { part[p] += values; }
  RIVALRY_INLINE double joined() const {
    double lane[count];
    __builtin_memcpy(lane, part, sizeof lane);
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
  }
};

/// Calls body(i, p, mask) for every part of every eight firms; the columns are readable up to the next multiple of 8.
template <class Body>
RIVALRY_INLINE void for_parts(Index n, Body body) {
  Index i = 0;
  const Integers every = Integers{} == 0;
  for (; i + count <= n; i += count) {
#pragma GCC unroll 4
    for (Index p = 0; p < parts; ++p) body(i + p * width, p, every);
  }
  if (i < n) {
#pragma GCC unroll 4
    for (Index p = 0; p < parts; ++p) body(i + p * width, p, present(i + p * width, n));
  }
}

/// Several registers that are computed with together, operation by operation: while one waits for its last result the
/// others proceed, and what all firms share is loaded once.
template <class Register, Index n>
struct Bundle {
  using Of = Register;
  Bundle<Register, n / 2> low, high;
};
template <class Register>
struct Bundle<Register, 1> {
  using Of = Register;
  Register only;
};

template <class Register>
RIVALRY_INLINE Bundle<Register, 1> bundle(Register only) {
  return {only};
}
template <class Register, Index n>
RIVALRY_INLINE Bundle<Register, 2 * n> bundle(Bundle<Register, n> low, Bundle<Register, n> high) {
  return {low, high};
}
template <class Operation, class... Registers, Index n>
RIVALRY_INLINE auto each(Operation operation, Bundle<Registers, n>... of) {
  if constexpr (n == 1)
    return bundle(operation(of.only...));
  else
    return bundle(each(operation, of.low...), each(operation, of.high...));
}

template <class Register>
using Element = decltype(Register{}[0] + Register{}[0]);

// Arithmetic on bundles is that on each register, with another bundle's or with one number for all.
#define RIVALRY_EACH(operation)                                            \
  template <class A, class B, Index n>                                     \
  RIVALRY_INLINE auto operator operation(Bundle<A, n> a, Bundle<B, n> b) { \
    return each([](A x, B y) { return x operation y; }, a, b);             \
  }                                                                        \
  template <class A, Index n>                                              \
  RIVALRY_INLINE auto operator operation(Bundle<A, n> a, Element<A> b) {   \
    return each([b](A x) { return x operation b; }, a);                    \
  }                                                                        \
  template <class A, Index n>                                              \
  RIVALRY_INLINE auto operator operation(Element<A> a, Bundle<A, n> b) {   \
    return each([a](A y) { return a operation y; }, b);                    \
  }
RIVALRY_EACH(+)
RIVALRY_EACH(-)
RIVALRY_EACH(*)
RIVALRY_EACH(/)
RIVALRY_EACH(<)
RIVALRY_EACH(>)
RIVALRY_EACH(|)
RIVALRY_EACH(<<)
RIVALRY_EACH(>>)
#undef RIVALRY_EACH

template <class Register, Index n>
RIVALRY_INLINE void operator+=(Bundle<Register, n>& a, Bundle<Register, n> b) {
  a = a + b;
}
template <class Mask, class Register, Index n>
RIVALRY_INLINE Bundle<Register, n> choose(Bundle<Mask, n> mask, Bundle<Register, n> where,
                                          Bundle<Register, n> elsewhere) {
  return each([](Mask m, Register a, Register b) { return m ? a : b; }, mask, where, elsewhere);
}
template <class To, class From, Index n>
RIVALRY_INLINE To cast(Bundle<From, n> from) {
  return each([](From a) { return __builtin_bit_cast(typename To::Of, a); }, from);
}
template <Index n>
RIVALRY_INLINE Bundle<Reals, n> maximum(Bundle<Reals, n> a, Bundle<Reals, n> b) {
  return choose(a > b, a, b);
}
template <class Mask, Index n>
RIVALRY_INLINE Bundle<Reals, n> within(Bundle<Mask, n> mask, Bundle<Reals, n> values) {
  return choose(mask, values, Bundle<Reals, n>{});
}
template <Index n>
RIVALRY_INLINE Bundle<Reals, n> exponential(Bundle<Reals, n> x) {
  return elementary::exp<Bundle<Reals, n>, Bundle<Bits, n>>(x);
}
template <Index n>
RIVALRY_INLINE Bundle<Reals, n> logarithm(Bundle<Reals, n> x) {
  return elementary::log<Bundle<Reals, n>, Bundle<Bits, n>>(x);
}

/// Numbers of consecutive firms.
template <Index n>
RIVALRY_INLINE Bundle<Reals, n> load(const double* from) {
  if constexpr (n == 1)
    return {load(from)};
  else
    return {load<n / 2>(from), load<n / 2>(from + n / 2 * width)};
}
template <Index n>
RIVALRY_INLINE void store(double* to, Bundle<Reals, n> values) {
  if constexpr (n == 1) {
    store(to, values.only);
  } else {
    store(to, values.low);
    store(to + n / 2 * width, values.high);
  }
}
/// Adds a bundle to sums by lanes, register by register from part p on.
template <Index n>
RIVALRY_INLINE void add_to(Reals* part, Index p, Bundle<Reals, n> values) {
  if constexpr (n == 1) {
    part[p % parts] += values.only;
  } else {
    add_to(part, p, values.low);
    add_to(part, p + n / 2, values.high);
  }
}

/// Calls body(i, mask) for bundles of four registers, and of one where no more so many firms are left.
/// @param near  what is read is in the caches: where the widest registers wait for memory instead, bundles of one keep
/// to
///              the order in which processors fetch ahead
template <class Body>
RIVALRY_INLINE void for_bundles(Index n, bool near, Body body) {
  Index i = 0;
  const Integers full = Integers{} == 0;
  const auto every = bundle(full);
  const auto four = bundle(bundle(every, every), bundle(every, every));
  if (width < count || near)
    for (; i + 4 * width <= n; i += 4 * width) body(i, four);
  for (; i + count <= n; i += count) {
#pragma GCC unroll 4
    for (Index p = 0; p < parts; ++p) body(i + p * width, every);
  }
  if (i < n) {
#pragma GCC unroll 4
    for (Index p = 0; p < parts; ++p) body(i + p * width, bundle(present(i + p * width, n)));
  }
}

}  // namespace
}  // namespace rivalry::lanes
