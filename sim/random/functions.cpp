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

double normal_quantile(double u) {
  const double centred = u - 0.5;
  if (std::fabs(centred) <= elementary::quantile_middle) return elementary::quantile_near_median(centred);
  const double distance = centred < 0 ? u : 1 - u;
  const double size = distance > 0
                          ? elementary::quantile_in_tail<double, Bits>(distance, [](bool holds) { return holds; })
                          : std::numeric_limits<double>::infinity();
  return centred < 0 ? -size : size;
}

}  // namespace rivalry::functions
