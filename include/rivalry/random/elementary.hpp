#pragma once

// exp, log, tanh and the normal quantile written once, for one number and for a bundle of numbers (a compiler vector
// type): only + - * /, square roots and bit operations in a fixed order, so that both give the same bits everywhere. No
// standard library in here: this header is also compiled for wider instruction sets, and the linker must not take their
// copies of shared templates.
//
// Real is double or a vector of doubles, or for exp and log several such vectors (lanes.hpp); Bits is unsigned long
// long or vectors of as many.
namespace rivalry::elementary {

constexpr double log2_e = 1.4426950408889634;
constexpr double ln2_high = 0x1.62e42fee00000p-1;  // 21 trailing zero bits: k * ln2_high is exact
constexpr double ln2_low = 1.9082149292705877e-10;
constexpr double round_shift = 0x1.8p52;  // adding it rounds to an integer, left in the low mantissa bits

// Overloaded for several vectors.
template <class To, class From>
inline __attribute__((always_inline)) To cast(From from) {
  return __builtin_bit_cast(To, from);
}
template <class Mask, class Real>
inline __attribute__((always_inline)) Real choose(Mask mask, Real where, Real elsewhere) {
  return mask ? where : elsewhere;
}

template <class Real, class Bits>
inline __attribute__((always_inline)) Real exp(Real x) {
  const Real shifted = x * log2_e + round_shift;
  const Real k = shifted - round_shift;
  const Real r = (x - k * ln2_high) - k * ln2_low;
  // exp(r) = 1 + r + r^2 q(r) on |r| <= ln(2)/2; Chebyshev interpolation, relative error 2e-17 before rounding.
  const Real r2 = r * r;
  const Real r4 = r2 * r2;
  const Real q01 = 0.5000000000000001 + r * 0.16666666666666669;
  const Real q23 = 0.041666666666623824 + r * 0.008333333333330039;
  const Real q45 = 0.0013888888917367081 + r * 0.00019841269863171557;
  const Real q67 = 2.4801521057868204e-05 + r * 2.7557268276905696e-06;
  const Real q89 = 2.7620201591031547e-07 + r * 2.5100472505694996e-08;
  const Real q = (q01 + r2 * q23) + r4 * ((q45 + r2 * q67) + r4 * q89);
  const Real fraction = 1.0 + (r + r2 * q);
  // The low bits of `shifted` hold k in two's complement; k + 1023 is the exponent of 2^k.
  const Bits exponent = (cast<Bits>(shifted) + 1023) << 52;
  Real result = fraction * cast<Real>(exponent);
  result = choose(x < -708.0, Real{}, result);
  result = choose(x > 709.5, Real{} + __builtin_inf(), result);
  return result;
}

/// For normal positive numbers; callers treat zero, subnormal, infinite and negative ones.
template <class Real, class Bits>
inline __attribute__((always_inline)) Real log_normal_range(Real x) {
  constexpr unsigned long long sqrt_half_bits = 0x3fe6a09e667f3bcd, bias = 1024;
  constexpr unsigned long long integer_bits = 0x4330000000000000;  // of 2^52, whose low bits count ones
  const Bits bits = cast<Bits>(x);
  const Bits exponent = (bits - sqrt_half_bits + (bias << 52)) >> 52;
  const Real k = cast<Real>(exponent | integer_bits) - (0x1p52 + 1024.0);
  const Real z = cast<Real>(bits - ((exponent - bias) << 52));  // in [sqrt(1/2), sqrt(2))
  const Real f = z - 1.0;
  const Real s = f / (2.0 + f);
  const Real s2 = s * s;
  const Real s4 = s2 * s2;
  // log(1 + f) = f - f^2/2 + s (f^2/2 + R), R = s^2 (2/3 + …); Chebyshev interpolation, relative error 5e-18.
  const Real even =
      0.666666666666667 + s4 * (0.2857142862653362 + s4 * (0.18182895750119193 + s4 * 0.1461916613488797));
  const Real odd = 0.3999999999989827 + s4 * (0.22222211043776857 + s4 * 0.1533150161114533);
  const Real remainder = s2 * (even + s2 * odd);
  const Real half_square = 0.5 * f * f;
  return k * ln2_high - ((half_square - (s * (half_square + remainder) + k * ln2_low)) - f);
}

/// For zero and normal positive numbers: -infinity at 0.
template <class Real, class Bits>
inline __attribute__((always_inline)) Real log(Real x) {
  const Real result = log_normal_range<Real, Bits>(x);
  return choose(x > 0.0, result, Real{} - __builtin_inf());
}

template <class Real, class Bits>
inline __attribute__((always_inline)) Real tanh(Real x) {
  const Real size = x < 0.0 ? -x : x;
  const Real y = x * x;  // Lambert's continued fraction where the other form would cancel
  const Real near =
      x * (135135.0 + y * (17325.0 + y * (378.0 + y))) / (135135.0 + y * (62370.0 + y * (3150.0 + y * 28.0)));
  const Real far = 1.0 - 2.0 / (exp<Real, Bits>(2.0 * size) + 1.0);
  const Real signed_far = x < 0.0 ? -far : far;
  return size < 0.25 ? near : signed_far;
}

inline __attribute__((always_inline)) double root(double x) { return __builtin_sqrt(x); }
template <class Real>
inline __attribute__((always_inline)) Real root(Real x) {
  for (unsigned i = 0; i < sizeof x / sizeof(double); ++i) x[i] = __builtin_sqrt(x[i]);
  return x;
}

/// Ratio of two polynomials of seventh degree.
template <class Real>
inline __attribute__((always_inline)) Real ratio(Real x, const double (&a)[8], const double (&b)[8]) {
  Real top = a[7] + Real{}, bottom = b[7] + Real{};
  for (int i = 6; i >= 0; --i) {
    top = top * x + a[i];
    bottom = bottom * x + b[i];
  }
  return top / bottom;
}

// Wichura 1988, algorithm AS 241 (PPND16).
template <class Real>
inline __attribute__((always_inline)) Real quantile_near_median(Real centred) {
  constexpr double a[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                           1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                           3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr double b[8] = {1.0,
                           4.2313330701600911252e+1,
                           6.8718700749205790830e+2,
                           5.3941960214247511077e+3,
                           2.1213794301586595867e+4,
                           3.9307895800092710610e+4,
                           2.8729085735721942674e+4,
                           5.2264952788528545610e+3};
  return centred * ratio(0.180625 - centred * centred, a, b);
}
/// @param distance  from the nearer end of (0, 1)
/// @param any       whether a comparison holds for any of the numbers
template <class Real, class Bits, class Any>
inline __attribute__((always_inline)) Real quantile_in_tail(Real distance, Any any) {
  constexpr double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                           3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                           2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double d[8] = {1.0,
                           2.05319162663775882187e0,
                           1.67638483018380384940e0,
                           6.89767334985100004550e-1,
                           1.48103976427480074590e-1,
                           1.51986665636164571966e-2,
                           5.47593808499534494600e-4,
                           1.05075007164441684324e-9};
  constexpr double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                           2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                           2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double f[8] = {1.0,
                           5.99832206555887937690e-1,
                           1.36929880922735805310e-1,
                           1.48753612908506148525e-2,
                           7.86869131145613259100e-4,
                           1.84631831751005468180e-5,
                           1.42151175831644588870e-7,
                           2.04426310338993978564e-15};
  const Real r = root(-log<Real, Bits>(distance));
  const Real near = ratio(r - 1.6, c, d);
  if (!any(r > 5.0)) return near;
  const Real far = ratio(r - 5.0, e, f);
  return r > 5.0 ? far : near;
}
constexpr double quantile_middle = 0.425;

/// Of numbers in (0, 1); what none of them needs is not computed.
template <class Real, class Bits, class Any>
inline __attribute__((always_inline)) Real normal_quantile(Real u, Any any) {
  const Real centred = u - 0.5;
  const Real middle = quantile_near_median(centred);
  const Real distance = centred < 0.0 ? -centred : centred;
  if (!any(distance > quantile_middle)) return middle;
  const Real tail = quantile_in_tail<Real, Bits>(centred < 0.0 ? u : 1.0 - u, any);
  const Real signed_tail = centred < 0.0 ? -tail : tail;
  return distance > quantile_middle ? signed_tail : middle;
}

}  // namespace rivalry::elementary
