#include <cmath>

#include <doctest/doctest.h>

#include "../../sim/random/philox_levels.hpp"
#include "../support/laboratory.hpp"
#include "rivalry/random/functions.hpp"
#include "rivalry/random/instruction_set.hpp"
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

/// The sets that this processor can run; the portable one always.
std::vector<const philox::Set*> usable_sets() {
  std::vector<const philox::Set*> sets{&philox::portable::set, &philox::x86_64::set, &philox::x86_64_v3::set,
                                       &philox::x86_64_v4::set};
  sets.resize(static_cast<std::size_t>(instruction_set()) + 1);
  return sets;
}

}  // namespace

TEST_CASE("blocks give the known answers of Philox4x32-10") {
  // Known-answer vectors of Random123 (kat_vectors, philox4x32 10). The counter is entity, period, purpose and block.
  CHECK(philox::block({0, 0, 0, 0}) == philox::Words{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U});
  CHECK(philox::block({0x299f31d0a4093822U, 0x85a308d3243f6a88U, 0x13198a2eU, 0x03707344U}) ==
        philox::Words{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U});
  CHECK(philox::block({~0ULL, ~0ULL, ~0U, ~0U}) == philox::Words{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU});
}

TEST_CASE("many blocks at once are the single ones, at every level") {
  for (const philox::Set* const set : usable_sets()) {
    for (const philox::Place place :
         {philox::Place{0, 0, 0, 0}, philox::Place{0x299f31d0a4093822U, 0x85a308d3243f6a88U, 0x13198a2eU, 0x03707344U},
          philox::Place{~0ULL, ~0ULL - 40, ~0U, ~0U - 7}}) {
      std::array<std::uint32_t, 32> run{};
      set->run(place, run.data());
      for (std::uint32_t i = 0; i < 8; ++i)
        CHECK(philox::block({place.key, place.entity, place.period, place.number + i}) ==
              philox::Words{run[2 * i], run[2 * i + 1], run[16 + 2 * i], run[17 + 2 * i]});

      constexpr std::size_t n = 37, stride = 40;
      std::array<std::int64_t, stride> entity{};
      for (std::size_t i = 0; i < n; ++i) entity[i] = static_cast<std::int64_t>(place.entity + i);
      std::array<std::uint32_t, 4 * stride> words{};
      set->each(n, place, entity.data(), stride, words.data());
      for (std::size_t i = 0; i < n; ++i)
        CHECK(philox::block({place.key, place.entity + i, place.period, place.number}) ==
              philox::Words{words[i], words[stride + i], words[2 * stride + i], words[3 * stride + i]});
    }
  }
}

TEST_CASE("a stream is its first block, then runs of eight, whether the first block was drawn before or not") {
  const std::uint64_t key = 0x299f31d0a4093822U, entity = 0x85a308d3243f6a88U;
  const std::uint32_t number = static_cast<std::uint32_t>(Purpose::needs) << 24U;
  Stream stream(key, Purpose::needs, entity, 5);
  const philox::Words first = philox::block({key, entity, 5, number});
  const philox::Words second = philox::block({key, entity, 5, number + 1});
  Stream prepared(key, Purpose::needs, entity, 5,
                  std::array{first[0], first[1], first[2], first[3], second[0], second[1]});
  Stream begun(key, Purpose::needs, entity, 5, std::array{first[0], first[1], first[2], first[3]});
  std::vector<std::uint32_t> expected(first.begin(), first.end());
  for (const std::uint32_t begin : {1U, 9U, 17U}) {
    std::array<std::uint32_t, 32> run{};
    philox::run({key, entity, 5, number + begin}, run.data());
    expected.insert(expected.end(), run.begin(), run.end());
  }
  for (const std::uint32_t word : expected) {
    CHECK(stream() == word);
    CHECK(prepared() == word);
    CHECK(begun() == word);
  }
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

TEST_CASE("beta draws of the smallest shapes are numbers from 0 to 1, near either end as often") {
  Stream stream = some_stream();
  constexpr int n = 40'000;
  int low = 0, high = 0;
  for (int i = 0; i < n; ++i) {
    const double value = stream.beta(0.001, 0.001);
    REQUIRE(value >= 0);
    REQUIRE(value <= 1);
    low += value<0.01, high += value> 0.99;
  }
  CHECK(low + high > 0.985 * n);  // P(x < 0.01) = 0.01^0.001 / 2, nearly
  CHECK(std::abs(low - high) < 5 * std::sqrt(n));
}

TEST_CASE("draws have the moments of their distributions") {
  check_moments([](Stream& s) { return s.uniform(); }, 0.5, 1.0 / 12);
  check_moments([](Stream& s) { return s.normal(); }, 0, 1);
  check_moments([](Stream& s) { return s.exponential(); }, 1, 1);
  check_moments([](Stream& s) { return s.chance(0.3) ? 1.0 : 0.0; }, 0.3, 0.21);
  for (const double shape : {0.3, 1.0, 4.5})
    check_moments([=](Stream& s) { return functions::exp(s.log_gamma(shape)); }, shape, shape);
  check_moments([](Stream& s) { return s.beta(2, 5); }, 2.0 / 7, 10.0 / (49 * 8));
  check_moments([](Stream& s) { return s.beta(0.5, 0.5); }, 0.5, 0.125);
  for (const double small : {0.1, 0.01, 0.001})  // gamma draws of such shapes are below the smallest number
    for (const double other : {small, 1.0})
      check_moments([=](Stream& s) { return s.beta(small, other); }, small / (small + other),
                    small * other / ((small + other) * (small + other) * (small + other + 1)));
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
