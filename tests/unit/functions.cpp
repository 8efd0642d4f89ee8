#include "rivalry/random/functions.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "rivalry/model/columns.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/random/streams.hpp"

namespace rivalry {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Distance from the exact value in units of the last place of the result.
double ulps(double got, long double exact) {
  const double nearest = static_cast<double>(exact);
  const double unit = std::nextafter(std::fabs(nearest), infinity) - std::fabs(nearest);
  return static_cast<double>(std::fabs(got - exact) / unit);
}

/// Largest error over uniform draws of the argument.
template <class Got, class Exact>
double worst(double low, double high, Got got, Exact exact, int n = 20'000) {
  Stream stream = Streams(1, 0).at(Purpose::evaluation, 0, 0);
  double largest = 0;
  for (int i = 0; i < n; ++i) {
    const double x = low + (high - low) * stream.uniform();
    largest = std::max(largest, ulps(got(x), exact(static_cast<long double>(x))));
  }
  return largest;
}

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

}  // namespace

TEST_CASE("exp and log are within 1.1 units in the last place") {
  const auto exact_exp = [](long double x) { return std::exp(x); };
  const auto exact_log = [](long double x) { return std::log(x); };
  CHECK(worst(-1, 1, functions::exp, exact_exp) < 1.1);
  CHECK(worst(-50, 50, functions::exp, exact_exp) < 1.1);
  CHECK(worst(-700, 700, functions::exp, exact_exp) < 1.1);
  CHECK(worst(0.5, 2, functions::log, exact_log) < 1.1);
  CHECK(worst(0.99, 1.01, functions::log, exact_log) < 1.1);
  CHECK(worst(1e-10, 1e-8, functions::log, exact_log) < 1.1);
  CHECK(worst(1, 1e300, functions::log, exact_log) < 1.1);
}

TEST_CASE("exp and log are exact at their special points") {
  CHECK(functions::exp(0) == 1);
  CHECK(functions::exp(-infinity) == 0);
  CHECK(functions::exp(-1e9) == 0);
  CHECK(functions::exp(-709) == 0);
  CHECK(functions::exp(infinity) == infinity);
  CHECK(functions::exp(1e9) == infinity);
  CHECK(functions::exp(709) < infinity);
  CHECK(std::isnan(functions::exp(std::numeric_limits<double>::quiet_NaN())));
  CHECK(functions::log(1) == 0);
  CHECK(functions::log(0) == -infinity);
  CHECK(functions::log(infinity) == infinity);
  CHECK(std::isnan(functions::log(-1)));
  CHECK(std::isnan(functions::log(std::numeric_limits<double>::quiet_NaN())));
  CHECK(functions::log(5e-324) == doctest::Approx(-744.4400719213812).epsilon(1e-15));
}

TEST_CASE("tanh is within five units in the last place") {
  const auto exact = [](long double x) { return std::tanh(x); };
  CHECK(worst(-0.3, 0.3, functions::tanh, exact) < 5);
  CHECK(worst(-3, 3, functions::tanh, exact) < 5);
  CHECK(functions::tanh(0) == 0);
  CHECK(functions::tanh(1000) == 1);
  CHECK(functions::tanh(-1000) == -1);
}

TEST_CASE("pow is as exact as its exponent allows") {
  // exp of a product: the error of the exponent y ln x, half a unit of it, is multiplied by its size.
  const auto power = [](double y) {
    return worst(
        0.5, 1.5, [=](double x) { return functions::pow(x, y); },
        [=](long double x) { return std::pow(x, static_cast<long double>(y)); });
  };
  CHECK(power(0.3) < 4);
  CHECK(power(-1.7) < 4);
  CHECK(functions::pow(0.97, 8) == doctest::Approx(std::pow(0.97, 8)).epsilon(1e-15));
  CHECK(functions::pow(0, 2) == 0);
  CHECK(functions::pow(0, 0) == 1);
  CHECK(functions::pow(1, 1e300) == 1);
}

TEST_CASE("the normal distribution function is exact to 1e-15, its inverse to 1e-14 of its value") {
  const auto exact_cdf = [](long double x) { return 0.5L * std::erfc(-x / std::sqrt(2.0L)); };
  for (int i = -90; i <= 90; ++i) {
    const double x = i * 0.1;
    CAPTURE(x);
    CHECK(std::fabs(static_cast<double>(functions::normal_cdf(x) - exact_cdf(x))) < 1e-15);
    if (i >= 0) continue;  // quantiles of the lower tail, where u itself is exact
    const auto u = static_cast<double>(exact_cdf(x));
    const long double q = functions::normal_quantile(u);
    // Newton's correction in long double is the error of the quantile.
    const long double density = std::exp(-q * q / 2) / 2.506628274631000502415765284811L;
    CHECK(std::fabs(static_cast<double>((exact_cdf(q) - u) / density / q)) < 1e-14);
  }
  CHECK(functions::normal_quantile(0.5) == 0);
  CHECK(functions::normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
  CHECK(functions::normal_quantile(1e-20) == doctest::Approx(-9.262340089798408).epsilon(1e-14));
  CHECK(functions::normal_cdf(-infinity) == 0);
  CHECK(functions::normal_cdf(infinity) == 1);
}

TEST_CASE("kernels give the bits of the scalar functions, wherever an element stands") {
  const kernels::Set& kernel = kernels::chosen();
  constexpr std::int64_t n = 37;
  constexpr std::size_t room = 40;  // kernels take eight elements at a time
  std::vector<double> felt(room), price(room), ones(room, 1), out(room), zeros(room, 0);
  Stream stream = Streams(1, 0).at(Purpose::evaluation, 1, 0);
  for (std::size_t i = 0; i < n; ++i) felt[i] = stream.uniform() * 2, price[i] = stream.uniform() * 300;
  price[3] = 0, price[5] = infinity, price[9] = 1e6;

  // Two segments for each firm, of which the second is open.
  Pairs base, weight;
  base.resize(2, n), weight.resize(2, n);
  for (Index i = 0; i < n; ++i) base(1, i) = stream.normal();
  base(1, 7) = -infinity;  // nobody reached
  kernels::Segment open;
  open.row = 1, open.sensitivity = 2.5;
  const double* const features[] = {felt.data()};
  const double coefficient = 0.7, constant = 0.25;
  double sum = 0;
  kernel.weigh({.firms = n, .segments = 2, .open = &open, .count = 1},
               {.firm = ones.data(),
                .felt = felt.data(),
                .price = price.data(),
                .features = 1,
                .feature = features,
                .coefficient = &coefficient,
                .constant = &constant},
               base.from(0), weight.from(0), &sum);
  for (Index j = 0; j < n; ++j) {
    const auto i = static_cast<std::size_t>(j);
    const double utility = base(1, j) + (1 + 0.25) - 2.5 * (felt[i] * price[i]) + 0.7 * felt[i];
    CHECK(bits(weight(1, j)) == bits(functions::exp(utility)));
    CHECK(weight(0, j) == 0);
  }
  CHECK(weight(1, 5) == 0);
  CHECK(weight(1, 7) == 0);
  CHECK(sum > 0);

  kernel.log(n, felt.data(), out.data());
  for (std::size_t i = 0; i < n; ++i) CHECK(bits(out[i]) == bits(functions::log(felt[i])));
  kernel.log(n, zeros.data(), out.data());
  CHECK(out[n - 1] == -infinity);
  for (std::size_t i = 0; i < n; ++i) felt[i] = 4 * stream.uniform() - 2;
  kernel.exp(n, felt.data(), out.data());
  for (std::size_t i = 0; i < n; ++i) CHECK(bits(out[i]) == bits(functions::exp(felt[i])));
}

TEST_CASE("the normal quantile of many numbers is that of each, wherever the others lie") {
  constexpr double middle[] = {0.3, 0.5, 0.7, 0.925}, tail[] = {0.05, 0.96}, far[] = {1e-12, 1 - 1e-13};
  Stream stream = Streams(1, 0).at(Purpose::evaluation, 3, 0);
  for (int round = 0; round < 200; ++round) {
    double values[24], out[24];
    for (double& value : values) {
      value = middle[stream.below(4)];
      if (round % 3 > 0 && stream.chance(0.2)) value = tail[stream.below(2)];
      if (round % 3 > 1 && stream.chance(0.2)) value = far[stream.below(2)];
    }
    kernels::chosen().normal_quantile(24, values, out);
    for (int i = 0; i < 24; ++i) CHECK(bits(out[i]) == bits(functions::normal_quantile(values[i])));
  }
}

TEST_CASE("kernel sums run over eight lanes joined as a tree, for any length, whatever lies beyond") {
  Stream stream = Streams(1, 0).at(Purpose::evaluation, 2, 0);
  std::vector<double> values(104, std::nan(""));
  for (std::size_t i = 0; i < 100; ++i) values[i] = stream.normal();
  for (std::int64_t n = 0; n <= 100; ++n) {
    double lane[8] = {};
    for (std::int64_t i = 0; i < n; ++i) lane[i % 8] += values[static_cast<std::size_t>(i)];
    const double expected = ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
    std::vector<double> part = values;
    std::fill(part.begin() + n, part.end(), std::nan(""));
    CHECK(bits(kernels::chosen().sum(n, part.data())) == bits(expected));
  }
}

}  // namespace rivalry
