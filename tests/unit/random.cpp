#include <cmath>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/random/functions.hpp"
#include "rivalry/random/streams.hpp"

namespace rivalry {
namespace {

using test::Sample;

Stream some_stream(std::int64_t entity = 0) { return Streams(7, 0).at(Purpose::candidates, entity, 0); }

/// Moments at five standard errors: false alarm below 1 in a million for each.
template <class Draw>
void check_moments(Draw draw, double mean, double variance, int n = 40'000) {
  Sample values, squares;
  Stream stream = some_stream(n);
  for (int i = 0; i < n; ++i) {
    const double value = draw(stream);
    values.add(value);
    squares.add((value - mean) * (value - mean));
  }
  CHECK(values.errors_from(mean) < 5);
  if (squares.error() > 0) CHECK(squares.errors_from(variance) < 5);  // 0: all values are as far from the mean
}

}  // namespace

TEST_CASE("streams give the known answers of Philox4x32-10") {
  // Known-answer vectors of Random123 (kat_vectors, philox4x32 10). The counter is entity, period, purpose and block.
  Stream zeros(0, static_cast<Purpose>(0), 0, 0);
  for (const std::uint32_t word : {0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}) CHECK(zeros() == word);
  // Counter 243f6a88 85a308d3 13198a2e 03707344: block 0x707344 of purpose 3.
  Stream pi(0x299f31d0a4093822U, static_cast<Purpose>(3), 0x85a308d3243f6a88U, 0x13198a2eU);
  for (std::int64_t skipped = 0; skipped < 4 * std::int64_t{0x707344}; ++skipped) pi();
  for (const std::uint32_t word : {0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U}) CHECK(pi() == word);
}

TEST_CASE("a stream is a pure function of seed, replicate, purpose, entity and period") {
  const Streams streams(3, 4), again(3, 4);
  CHECK(streams.at(Purpose::needs, 5, 6)() == again.at(Purpose::needs, 5, 6)());
  const auto first = streams.at(Purpose::needs, 5, 6)();
  CHECK(first != Streams(4, 4).at(Purpose::needs, 5, 6)());
  CHECK(first != Streams(3, 5).at(Purpose::needs, 5, 6)());
  CHECK(first != streams.at(Purpose::events, 5, 6)());
  CHECK(first != streams.at(Purpose::needs, 6, 6)());
  CHECK(first != streams.at(Purpose::needs, 5, 7)());
  CHECK(first != streams.at(Purpose::needs, 5 + (std::int64_t{1} << 32), 6)());
  CHECK(first != streams.at(Purpose::needs, -5, 6)());
}

TEST_CASE("frozen groups draw as replicate 0, the others do not") {
  for (std::uint32_t purpose = 0; purpose < static_cast<std::uint32_t>(Purpose::count); ++purpose) {
    const auto one = static_cast<Purpose>(purpose);
    const auto group = static_cast<std::uint32_t>(group_of(one));
    const auto zero = Streams(1, 0).at(one, 2, 3)();
    CHECK(Streams(1, 9, 1U << group).at(one, 2, 3)() == zero);
    CHECK(Streams(1, 9, 15U & ~(1U << group)).at(one, 2, 3)() != zero);
  }
}

TEST_CASE("draws have the moments of their distributions") {
  check_moments([](Stream& s) { return s.uniform(); }, 0.5, 1.0 / 12);
  check_moments([](Stream& s) { return s.normal(); }, 0, 1);
  check_moments([](Stream& s) { return s.exponential(); }, 1, 1);
  check_moments([](Stream& s) { return s.chance(0.3) ? 1.0 : 0.0; }, 0.3, 0.21);
  for (const double shape : {0.3, 1.0, 4.5}) check_moments([=](Stream& s) { return s.gamma(shape); }, shape, shape);
  check_moments([](Stream& s) { return s.beta(2, 5); }, 2.0 / 7, 10.0 / (49 * 8));
  check_moments([](Stream& s) { return s.beta(0.5, 0.5); }, 0.5, 0.125);
  for (const double mean : {0.1, 3.0, 20.0})
    check_moments([=](Stream& s) { return static_cast<double>(s.poisson(mean)); }, mean, mean);
  for (const std::int64_t bound : {2, 3, 10, 1000})
    check_moments([=](Stream& s) { return static_cast<double>(s.below(bound)); }, static_cast<double>(bound - 1) / 2,
                  static_cast<double>(bound * bound - 1) / 12);
}

TEST_CASE("draws stay in their ranges") {
  Stream stream = some_stream();
  for (int i = 0; i < 20'000; ++i) {
    const double u = stream.uniform();
    const bool inside = u > 0 && u < 1;
    CHECK(inside);
  }
  for (int i = 0; i < 100; ++i) {
    CHECK(stream.below(1) == 0);
    CHECK(stream.poisson(0) == 0);
    CHECK(!stream.chance(0));
    CHECK(stream.chance(1));
  }
}

TEST_CASE("a higher mean only adds Poisson arrivals") {
  for (std::int64_t entity = 0; entity < 200; ++entity) {
    Stream low = some_stream(entity), high = some_stream(entity);
    CHECK(low.poisson(2) <= high.poisson(5));
  }
}

TEST_CASE("draws of neighbouring entities and periods are not correlated") {
  // Products of centred uniforms over neighbours: mean 0, five standard errors.
  Sample entities, periods;
  const Streams streams(1, 0);
  for (std::int64_t i = 0; i < 20'000; ++i) {
    const double here = streams.at(Purpose::trigger, i, 1).uniform() - 0.5;
    entities.add(here * (streams.at(Purpose::trigger, i + 1, 1).uniform() - 0.5));
    periods.add(here * (streams.at(Purpose::trigger, i, 2).uniform() - 0.5));
  }
  CHECK(entities.errors_from(0) < 5);
  CHECK(periods.errors_from(0) < 5);
}

}  // namespace rivalry
