#include "rivalry/random/functions.hpp"

#include <cmath>
#include <initializer_list>
#include <limits>

#include "rivalry/random/elementary.hpp"

namespace rivalry::functions {

using Bits = unsigned long long;

double exp(double x) { return elementary::exp<double, Bits>(x); }

double log(double x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (x >= 0x1p-1022 && x < infinity) return elementary::log_normal_range<double, Bits>(x);
  if (x == 0) return -infinity;
  if (x == infinity) return infinity;
  if (!(x > 0)) return std::numeric_limits<double>::quiet_NaN();
  constexpr double log_2_54 = 37.42994775023705;
  return elementary::log_normal_range<double, Bits>(x * 0x1p54) - log_2_54;
}

double pow(double base, double exponent) {
  if (exponent == 0 || base == 1) return 1;
  return exp(exponent * log(base));
}

double tanh(double x) { return elementary::tanh<double, Bits>(x); }

// Hart et al. 1968 as arranged by West 2005.
double normal_cdf(double x) {
  const double size = std::fabs(x);
  if (std::isnan(x)) return x;
  double tail = 0;
  if (size <= 37) {
    const double density = exp(-size * size / 2);
    if (size < 7.07106781186547) {
      double top = 3.52624965998911e-02 * size + 0.700383064443688;
      for (const double c : {6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376})
        top = top * size + c;
      double bottom = 8.83883476483184e-02 * size + 1.75566716318264;
      for (const double c :
           {16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752})
        bottom = bottom * size + c;
      tail = density * top / bottom;
    } else {
      tail = density / (size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))))) / 2.506628274631;
    }
  }
  return x > 0 ? 1 - tail : tail;
}

// Wichura 1988, algorithm AS 241 (PPND16).
double normal_quantile(double u) {
  const auto ratio = [](double x, const double(&a)[8], const double(&b)[8]) {
    double top = a[7], bottom = b[7];
    for (int i = 6; i >= 0; --i) {
      top = top * x + a[i];
      bottom = bottom * x + b[i];
    }
    return top / bottom;
  };
  static constexpr double a[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                  1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                  3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr double b[8] = {1.0,
                                  4.2313330701600911252e+1,
                                  6.8718700749205790830e+2,
                                  5.3941960214247511077e+3,
                                  2.1213794301586595867e+4,
                                  3.9307895800092710610e+4,
                                  2.8729085735721942674e+4,
                                  5.2264952788528545610e+3};
  static constexpr double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                  3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                  2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double d[8] = {1.0,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
  static constexpr double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                  2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                  2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double f[8] = {1.0,
                                  5.99832206555887937690e-1,
                                  1.36929880922735805310e-1,
                                  1.48753612908506148525e-2,
                                  7.86869131145613259100e-4,
                                  1.84631831751005468180e-5,
                                  1.42151175831644588870e-7,
                                  2.04426310338993978564e-15};
  const double centred = u - 0.5;
  if (std::fabs(centred) <= 0.425) return centred * ratio(0.180625 - centred * centred, a, b);
  const double tail = centred < 0 ? u : 1 - u;
  if (!(tail > 0))
    return centred < 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  const double r = std::sqrt(-log(tail));
  const double size = r <= 5 ? ratio(r - 1.6, c, d) : ratio(r - 5, e, f);
  return centred < 0 ? -size : size;
}

}  // namespace rivalry::functions
