#include <cmath>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include "rivalry/scenario/distribution.hpp"

using namespace rivalry;

TEST_CASE("quantiles of uniform, choice and constant are those of the definition") {
  CHECK(Distribution(3).quantile(0.1) == 3);
  CHECK(Distribution::uniform(2, 6).quantile(0.25) == doctest::Approx(3));
  Distribution choice;
  choice.kind = Distribution::Kind::choice;
  choice.values = {10, 20, 30, 40};
  CHECK(choice.quantile(0.01) == 10);
  CHECK(choice.quantile(0.26) == 20);
  CHECK(choice.quantile(0.999999) == 40);
  choice.weights = {0, 3, 1, 0};
  CHECK(choice.quantile(1e-12) == 20);
  CHECK(choice.quantile(0.74) == 20);
  CHECK(choice.quantile(0.76) == 30);
  CHECK(choice.quantile(1 - 1e-16) == 30);
}

TEST_CASE("quantiles of a normal distribution are known, and those of a cut one stay inside") {
  const auto plain = Distribution::normal(1, 2, {}, {});
  CHECK(plain.quantile(0.5) == doctest::Approx(1));
  CHECK(plain.quantile(0.975) == doctest::Approx(1 + 2 * 1.959963984540054));
  // Median of a normal cut off below its mean: quantile 3/4 of the whole.
  CHECK(Distribution::normal(0, 1, 0.0, {}).quantile(0.5) == doctest::Approx(0.6744897501960817));
  const auto cut = Distribution::normal(0.5, 3, 0.0, 1.0);
  double before = 0;
  for (int i = 1; i < 1000; ++i) {
    const double value = cut.quantile(i / 1000.0);
    CHECK(value >= before);
    CHECK(value <= 1);
    before = value;
  }
  CHECK(cut.quantile(0.5) == doctest::Approx(0.5));
  const auto tail = Distribution::normal(0, 1, 4.0, 5.0);
  CHECK(tail.quantile(1e-300) >= 4);
  CHECK(tail.quantile(1 - 1e-16) <= 5);
}

TEST_CASE("what is not drawn by inversion says so") {
  for (const auto kind : {Distribution::Kind::beta, Distribution::Kind::treatment, Distribution::Kind::list}) {
    Distribution distribution;
    distribution.kind = kind;
    distribution.values = {1};
    CHECK_THROWS_AS(distribution.quantile(0.5), std::logic_error);
  }
}

TEST_CASE("the lowest and highest values bound every draw") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(Distribution::normal(0, 1, {}, 2.0).lowest() == -infinity);
  CHECK(Distribution::normal(0, 1, {}, 2.0).highest() == 2);
  CHECK(Distribution::uniform(-1, 4).lowest() == -1);
  CHECK(Distribution::uniform(-1, 4).highest() == 4);
  Distribution treatment;
  treatment.kind = Distribution::Kind::treatment;
  treatment.values = {0.5, -2, 7};
  CHECK(treatment.lowest() == -2);
  CHECK(treatment.highest() == 7);
}
