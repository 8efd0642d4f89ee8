#include <algorithm>
#include <bit>
#include <bitset>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "rivalry/scenario/mistake.hpp"
#include "rivalry/sweep/design.hpp"

using namespace rivalry;

namespace {

Factor unit_factor(int index) {
  return {.name = fmt::format("x{}", index),
          .keys = {fmt::format("x{}", index)},
          .levels = {},
          .spread = Spread{.kind = Spread::Kind::linear, .first = 0, .second = 1},
          .steps = 0};
}

/// A sweep over so many numbers from 0 to 1. Keys are not looked at by designs.
Sweep unit_sweep(DesignKind design, int factors, std::int64_t points = 0) {
  Sweep sweep;
  sweep.design = design;
  sweep.points = points;
  for (int i = 0; i < factors; ++i) sweep.factors.push_back(unit_factor(i));
  return sweep;
}

Sweep spread_sweep(DesignKind design, const Spread& spread, std::int64_t count) {
  Sweep sweep = unit_sweep(design, 1, count);
  sweep.factors[0].spread = spread;
  sweep.factors[0].steps = count;
  return sweep;
}

std::vector<double> numbers(const Sweep& sweep) {
  const SweepDesign design(sweep);
  std::vector<double> all;
  for (std::int64_t point = 0; point < design.points(); ++point) all.push_back(*design.values(point)[0].number);
  return all;
}

std::string refusal(const Sweep& sweep) {
  try {
    SweepDesign design(sweep);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "accepted";
}

bool holds(const std::string& text, const std::string& words) {
  const bool found = text.find(words) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

}  // namespace

TEST_CASE("a factorial design takes every combination, the first factor slowest") {
  Sweep sweep = unit_sweep(DesignKind::factorial, 3);
  sweep.factors[0] = {
      .name = "a", .keys = {"k.a", "k.b"}, .levels = {{"1", "\"x\""}, {"2", "\"y\""}}, .spread = {}, .steps = 0};
  sweep.factors[1].steps = 3;
  sweep.factors[2].spread = Spread{.kind = Spread::Kind::log, .first = 0.1, .second = 10};
  sweep.factors[2].steps = 5;
  const SweepDesign design(sweep);
  REQUIRE(design.points() == 30);
  std::string texts;
  for (const std::int64_t point : {0, 1, 2, 4, 5, 14, 15, 29})
    for (const FactorValue& value : design.values(point)) texts += value.text + " ";
  CHECK(texts == "1 0 0.1 1 0 0.316227766017 1 0 1 1 0 10 1 0.5 0.1 1 1 10 2 0 0.1 2 1 10 ");
  CHECK(design.coordinates(29) == std::vector<double>{1, 1, 1});
  CHECK(design.coordinates(7) == std::vector<double>{0, 0.5, 0.5});

  const auto settings = design.settings(15);
  REQUIRE(settings.size() == 4);
  CHECK(settings[0].key + settings[0].value + settings[1].key + settings[1].value == "k.a2k.b\"y\"");
  CHECK(settings[2].key + settings[2].value == "x10");
  CHECK_THROWS_AS(design.values(30), std::out_of_range);
  CHECK_THROWS_AS(design.values(-1), std::out_of_range);
}

TEST_CASE("a factorial design of no factors is the base alone") {
  const SweepDesign design(unit_sweep(DesignKind::factorial, 0));
  CHECK(design.points() == 1);
  CHECK(design.settings(0).empty());
}

TEST_CASE("a Latin hypercube has one point in each stratum of each factor") {
  for (const std::int64_t points : {1, 2, 3, 7, 64, 1000, 10007}) {
    CAPTURE(points);
    const SweepDesign design(unit_sweep(DesignKind::lhs, 3, points));
    std::vector<std::set<std::int64_t>> strata(3);
    double sum = 0;
    for (std::int64_t point = 0; point < points; ++point) {
      const auto coordinates = design.coordinates(point);
      for (std::size_t i = 0; i < 3; ++i) {
        const double place = coordinates[i] * static_cast<double>(points);
        strata[i].insert(static_cast<std::int64_t>(place));
        sum += place - std::floor(place);
      }
    }
    for (const auto& hit : strata) CHECK(hit.size() == static_cast<std::size_t>(points));
    const double draws = 3.0 * static_cast<double>(points);  // within strata uniform: 5 standard errors
    CHECK(std::abs(sum / draws - 0.5) < 5 / std::sqrt(12 * draws));
  }
}

TEST_CASE("the largest Latin hypercube keeps its points inside their strata") {
  const SweepDesign design(unit_sweep(DesignKind::lhs, 1, most_points));
  std::set<double> seen;
  constexpr std::int64_t points = 50'000;
  for (std::int64_t i = 1; i <= points; ++i) {
    const double place = design.coordinates(i % 2 == 0 ? i : most_points - i)[0] * static_cast<double>(most_points);
    REQUIRE(place > std::floor(place));  // in its stratum, not on the edge of the next
    REQUIRE(place < static_cast<double>(most_points));
    seen.insert(std::floor(place));
  }
  CHECK(seen.size() == points);
}

TEST_CASE("all orders of a few strata are equally likely") {
  for (const std::int64_t points : {2, 3, 4, 5}) {
    constexpr int seeds = 12000;
    std::map<std::vector<int>, int> counts;
    for (int seed = 0; seed < seeds; ++seed) {
      Sweep sweep = unit_sweep(DesignKind::lhs, 2, points);
      sweep.seed = seed;
      const SweepDesign design(sweep);
      std::vector<int> order;
      for (std::int64_t point = 0; point < points; ++point)
        order.push_back(static_cast<int>(design.coordinates(point)[1] * static_cast<double>(points)));
      ++counts[order];
    }
    const double orders = std::tgamma(static_cast<double>(points) + 1), expected = seeds / orders;
    CHECK(static_cast<double>(counts.size()) == orders);
    double chi_squared = 0;
    for (const auto& [order, count] : counts) chi_squared += (count - expected) * (count - expected) / expected;
    const double freedom = orders - 1;
    CAPTURE(points);
    CAPTURE(chi_squared);
    // Wilson & Hilferty's bound at 5 standard normal deviations: a false alarm in 3.5 million.
    const double root = 1 - 2 / (9 * freedom) + 5 * std::sqrt(2 / (9 * freedom));
    CHECK(chi_squared < freedom * root * root * root);
  }
}

TEST_CASE("random coordinates are uniform, and independent between factors and points") {
  constexpr std::int64_t points = 20000;
  const SweepDesign design(unit_sweep(DesignKind::random, 2, points));
  double mean = 0, square = 0, cross = 0, lag = 0, before = 0.5;
  for (std::int64_t point = 0; point < points; ++point) {
    const auto u = design.coordinates(point);
    mean += u[0], square += u[0] * u[0], cross += (u[0] - 0.5) * (u[1] - 0.5), lag += (u[0] - 0.5) * (before - 0.5);
    before = u[0];
  }
  const double n = points;  // each within 5 standard errors
  CHECK(std::abs(mean / n - 1.0 / 2) < 5 * std::sqrt(1.0 / 12 / n));
  CHECK(std::abs(square / n - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / n));
  CHECK(std::abs(cross / n) < 5 / 12.0 / std::sqrt(n));
  CHECK(std::abs(lag / n) < 5 / 12.0 / std::sqrt(n));
}

TEST_CASE("the first points of Sobol's sequence are those of Joe and Kuo") {
  Sweep sweep = unit_sweep(DesignKind::sobol, 5, 8);
  sweep.scrambled = false;
  const SweepDesign design(sweep);
  const std::vector<std::vector<double>> published{
      {0, 0, 0, 0, 0},
      {0.5, 0.5, 0.5, 0.5, 0.5},
      {0.75, 0.25, 0.25, 0.25, 0.75},
      {0.25, 0.75, 0.75, 0.75, 0.25},
      {0.375, 0.375, 0.625, 0.875, 0.375},
      {0.875, 0.875, 0.125, 0.375, 0.875},
      {0.625, 0.125, 0.875, 0.625, 0.625},
      {0.125, 0.625, 0.375, 0.125, 0.125},
  };
  for (std::size_t point = 0; point < published.size(); ++point)
    CHECK(design.coordinates(static_cast<std::int64_t>(point)) == published[point]);
}

TEST_CASE("a scrambled Sobol sequence is a net: one point in each box of every shape") {
  constexpr int m = 8;
  for (const int seed : {1, 2, 3}) {
    Sweep sweep = unit_sweep(DesignKind::sobol, 2, 1 << m);
    sweep.seed = seed;
    const SweepDesign design(sweep);
    for (int a = 0; a <= m; ++a) {
      std::set<std::pair<int, int>> boxes;
      for (std::int64_t point = 0; point < 1 << m; ++point) {
        const auto u = design.coordinates(point);
        boxes.emplace(static_cast<int>(std::ldexp(u[0], a)), static_cast<int>(std::ldexp(u[1], m - a)));
      }
      CHECK(boxes.size() == 1U << m);
    }
  }
}

TEST_CASE("scrambling keeps how many leading digits two points share, and draws all others") {
  constexpr int points = 64;
  Sweep sweep = unit_sweep(DesignKind::sobol, 3, points);
  sweep.scrambled = false;
  const SweepDesign plain(sweep);
  sweep.scrambled = true;
  const auto digits = [](double u) { return static_cast<std::uint64_t>(std::ldexp(u, 52)); };
  std::vector<double> flips(52);  // how often each digit of point 1 is flipped
  constexpr int seeds = 400;
  for (int seed = 0; seed < seeds; ++seed) {
    sweep.seed = seed;
    const SweepDesign design(sweep);
    const std::uint64_t flipped = digits(design.coordinates(1)[2]) ^ digits(plain.coordinates(1)[2]);
    for (std::size_t digit = 0; digit < 52; ++digit) flips[digit] += static_cast<double>(flipped >> digit & 1U);
    if (seed > 0) continue;
    for (int i = 0; i < points; ++i)
      for (int j = 0; j < i; ++j) {
        const auto shared = [&](const SweepDesign& one) {
          return std::countl_zero(digits(one.coordinates(i)[2]) ^ digits(one.coordinates(j)[2]));
        };
        CHECK(shared(design) == shared(plain));
      }
  }
  for (const double count : flips) CHECK(std::abs(count / seeds - 0.5) < 5.5 * 0.5 / std::sqrt(seeds));
}

TEST_CASE("scrambling draws anew at every node of the tree of digits") {
  constexpr int depth = 8, seeds = 400;  // the 256 points of one dimension pass all nodes of eight levels
  Sweep sweep = unit_sweep(DesignKind::sobol, 1, 1 << depth);
  sweep.scrambled = false;
  const SweepDesign plain(sweep);
  sweep.scrambled = true;
  const auto digits = [](double u) { return static_cast<std::uint64_t>(std::ldexp(u, depth)); };
  std::vector<std::bitset<seeds>> flips(1 << depth);  // [node], the root 1, children 2 n and 2 n + 1
  for (int seed = 0; seed < seeds; ++seed) {
    sweep.seed = seed;
    const SweepDesign design(sweep);
    for (std::int64_t point = 0; point < 1 << depth; ++point) {
      const std::uint64_t before = digits(plain.coordinates(point)[0]), after = digits(design.coordinates(point)[0]);
      for (int level = 0; level < depth; ++level)
        flips[std::size_t{1} << level | before >> (depth - level)][static_cast<std::size_t>(seed)] =
            ((before ^ after) >> (depth - 1 - level) & 1U) != 0;
    }
  }
  double farthest = 0;
  for (std::size_t one = 1; one < flips.size(); ++one)
    for (std::size_t other = 1; other < one; ++other)
      farthest = std::max(farthest, std::abs(static_cast<double>((flips[one] ^ flips[other]).count()) - seeds / 2.0));
  CHECK(farthest < 6.5 * std::sqrt(seeds) / 2);  // of 32,385 pairs: a false alarm in 400,000
}

TEST_CASE("a Morris trajectory moves each factor once, by half the levels") {
  Sweep sweep = unit_sweep(DesignKind::morris, 4, 200);
  sweep.morris_levels = 6;
  const SweepDesign design(sweep);
  REQUIRE(design.points() == 1000);
  int first_factor_first = 0, upwards = 0;
  std::map<double, int> starts;
  for (std::int64_t trajectory = 0; trajectory < 200; ++trajectory) {
    std::set<std::size_t> moved;
    ++starts[design.coordinates(5 * trajectory)[0]];
    for (std::int64_t step = 1; step < 5; ++step) {
      const auto before = design.coordinates(5 * trajectory + step - 1),
                 after = design.coordinates(5 * trajectory + step);
      std::size_t changed = 4;
      for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::abs(after[i] * 5 - std::round(after[i] * 5)) < 1e-12);
        if (before[i] == after[i]) continue;
        CHECK(changed == 4);
        changed = i;
        CHECK(std::abs(after[i] - before[i]) == doctest::Approx(0.6));
        if (i == 0) upwards += after[i] > before[i];
      }
      REQUIRE(changed < 4);
      moved.insert(changed);
      if (step == 1 && changed == 0) ++first_factor_first;
    }
    CHECK(moved.size() == 4);
  }
  CHECK(std::abs(first_factor_first - 50) < 5 * std::sqrt(200 * 0.25 * 0.75));
  CHECK(std::abs(upwards - 100) < 5 * std::sqrt(200 * 0.25));
  CHECK(starts.size() == 6);
}

TEST_CASE("rows of a Saltelli design take columns of B into A, and of A into B") {
  for (const bool second_order : {true, false}) {
    Sweep sweep = unit_sweep(DesignKind::saltelli, 3, 8);
    sweep.second_order = second_order;
    const SweepDesign design(sweep);
    const std::int64_t rows = second_order ? 8 : 5;
    REQUIRE(design.points() == 8 * rows);
    for (std::int64_t base = 0; base < 8; ++base) {
      const auto a = design.coordinates(base * rows), b = design.coordinates(base * rows + rows - 1);
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(a[i] != b[i]);
        auto ab = a, ba = b;
        ab[i] = b[i], ba[i] = a[i];
        CHECK(design.coordinates(base * rows + 1 + static_cast<std::int64_t>(i)) == ab);
        if (second_order) CHECK(design.coordinates(base * rows + 4 + static_cast<std::int64_t>(i)) == ba);
      }
    }
  }
}

TEST_CASE("fractional designs are as small as those in the books") {
  // Factors, resolution, points: Box, Hunter & Hunter (2005), table 6.22; Montgomery (2013), table 8.14.
  const std::vector<std::array<int, 3>> known{
      {3, 3, 4},   {5, 3, 8},  {7, 3, 8},  {8, 3, 16}, {15, 3, 16}, {4, 4, 8},   {5, 4, 16},   {8, 4, 16}, {9, 4, 32},
      {16, 4, 32}, {5, 5, 16}, {6, 5, 32}, {7, 5, 64}, {8, 5, 64},  {9, 5, 128}, {11, 5, 128}, {6, 6, 32}, {7, 7, 64}};
  for (const auto& [factors, resolution, points] : known) {
    CAPTURE(factors);
    CAPTURE(resolution);
    Sweep sweep = unit_sweep(DesignKind::fractional, factors);
    sweep.resolution = resolution;
    CHECK(SweepDesign(sweep).points() == points);
  }
}

TEST_CASE("a fraction of resolution R has every combination of R - 1 factors equally often") {
  for (const auto& [factors, resolution] : std::vector<std::pair<int, int>>{{7, 3}, {8, 4}, {11, 5}, {7, 6}}) {
    Sweep sweep = unit_sweep(DesignKind::fractional, factors);
    sweep.resolution = resolution;
    const SweepDesign design(sweep);
    std::vector<std::uint32_t> highs;  // [point] factors on their high level
    for (std::int64_t point = 0; point < design.points(); ++point) {
      std::uint32_t high = 0;
      const auto u = design.coordinates(point);
      for (std::size_t i = 0; i < u.size(); ++i) high |= static_cast<std::uint32_t>(u[i] == 1) << i;
      highs.push_back(high);
    }
    for (std::uint32_t chosen = 0; chosen < 1U << factors; ++chosen) {
      if (std::popcount(chosen) != resolution - 1) continue;
      std::map<std::uint32_t, std::size_t> counts;
      for (const std::uint32_t high : highs) ++counts[high & chosen];
      REQUIRE(counts.size() == 1U << (resolution - 1));
      for (const auto& [combination, count] : counts) REQUIRE(count == highs.size() >> (resolution - 1));
    }
  }
}

TEST_CASE("a fractional design says what it cannot tell apart") {
  Sweep sweep = unit_sweep(DesignKind::fractional, 4);
  const SweepDesign design(sweep);  // I = x0 x1 x2 x3
  CHECK(design.aliases() == std::vector<std::string>{"x3 = x0 * x1 * x2", "aliased: x0 * x1, x2 * x3",
                                                     "aliased: x0 * x2, x1 * x3", "aliased: x0 * x3, x1 * x2"});
  for (std::int64_t point = 0; point < 8; ++point) {
    const auto u = design.coordinates(point);
    const auto sign = [&](std::size_t i) { return 2 * u[i] - 1; };
    CHECK(sign(3) == sign(0) * sign(1) * sign(2));
    CHECK(u[0] == (point < 4 ? 0 : 1));
  }
  CHECK(SweepDesign(unit_sweep(DesignKind::lhs, 2, 4)).aliases().empty());
}

TEST_CASE("whole numbers are equally likely where their stretches are") {
  std::map<double, int> counts;
  for (const double number : numbers(spread_sweep(DesignKind::lhs, {.first = 1, .second = 4, .integer = true}, 4000)))
    ++counts[number];
  CHECK(counts == std::map<double, int>{{1, 1000}, {2, 1000}, {3, 1000}, {4, 1000}});
  counts.clear();
  const Spread log{.kind = Spread::Kind::log, .first = 1, .second = 3, .integer = true};
  for (const double number : numbers(spread_sweep(DesignKind::lhs, log, 10000))) ++counts[number];
  const double all = std::log(3.5 / 0.5);
  for (const double whole : {1.0, 2.0, 3.0})
    CHECK(std::abs(counts[whole] / 10000.0 - std::log((whole + 0.5) / (whole - 0.5)) / all) < 2e-4);
  CHECK(counts.size() == 3);
}

TEST_CASE("levels of a range go from end to end") {
  CHECK(numbers(spread_sweep(DesignKind::factorial, {.first = 1, .second = 9, .integer = true}, 5)) ==
        std::vector<double>{1, 3, 5, 7, 9});
  CHECK(numbers(spread_sweep(DesignKind::factorial,
                             {.kind = Spread::Kind::log, .first = 1, .second = 100, .integer = true}, 3)) ==
        std::vector<double>{1, 10, 100});
  CHECK(numbers(spread_sweep(DesignKind::factorial, {.first = 0.1, .second = 0.9}, 5)) ==
        std::vector<double>{0.1, 0.3, 0.5, 0.7, 0.9});
  const Spread triangle{.kind = Spread::Kind::triangular, .first = 0, .second = 2, .third = 1};
  CHECK(numbers(spread_sweep(DesignKind::factorial, triangle, 3)) == std::vector<double>{0, 1, 2});
}

TEST_CASE("quantiles are those of the distribution") {
  // Values of R 4.2: qnorm, qlnorm; of a triangle by hand.
  const auto middle = [](const Spread& spread, std::int64_t of, std::size_t level) {
    return numbers(spread_sweep(DesignKind::factorial, spread, of))
        .at(level);  // at (level + 1/2) / of, or level / (of - 1)
  };
  CHECK(middle({.kind = Spread::Kind::normal, .first = 10, .second = 2}, 20, 19) ==
        doctest::Approx(13.91992796908).epsilon(1e-11));
  CHECK(middle({.kind = Spread::Kind::lognormal, .first = 1, .second = 0.5}, 2, 0) ==
        doctest::Approx(1.940130278922).epsilon(1e-11));
  CHECK(middle({.kind = Spread::Kind::triangular, .first = 0, .second = 4, .third = 1}, 5, 3) ==
        doctest::Approx(4 - std::sqrt(3.0)));
  CHECK(middle({.kind = Spread::Kind::triangular, .first = 0, .second = 4, .third = 4}, 5, 1) == doctest::Approx(2));
  const Spread cut{.kind = Spread::Kind::normal, .first = 0, .second = 1, .min = -1, .max = 2};
  const auto levels = numbers(spread_sweep(DesignKind::factorial, cut, 3));  // of R 4.2, too
  CHECK(levels.front() == -1);
  CHECK(levels[1] == doctest::Approx(0.1711639180178).epsilon(1e-11));
  CHECK(levels.back() == 2);
}

TEST_CASE("no coordinate of a normal is infinitely far out") {
  const std::vector<Spread> open{{.kind = Spread::Kind::normal, .first = 0, .second = 1},
                                 {.kind = Spread::Kind::lognormal, .first = 0, .second = 1},
                                 {.kind = Spread::Kind::normal, .first = 0, .second = 1, .min = -1},
                                 {.kind = Spread::Kind::normal, .first = 5, .second = 9, .integer = true}};
  for (const Spread& spread : open)
    for (const DesignKind design : {DesignKind::factorial, DesignKind::fractional, DesignKind::lhs, DesignKind::sobol,
                                    DesignKind::morris, DesignKind::saltelli, DesignKind::random}) {
      Sweep sweep = spread_sweep(design, spread, 4);
      if (design == DesignKind::fractional)
        for (int i = 1; i < 4; ++i) sweep.factors.push_back(sweep.factors[0]);
      sweep.scrambled = false;
      for (const double number : numbers(sweep)) {
        CHECK(std::isfinite(number));
        if (spread.kind == Spread::Kind::lognormal) CHECK(number > 0);
      }
    }
  Sweep plain = spread_sweep(DesignKind::sobol, open[0], 4);
  plain.scrambled = false;  // at 1/8, 5/8, 7/8, 3/8 and not at 0
  CHECK(SweepDesign(plain).coordinates(0)[0] == 0.125);
}

TEST_CASE("listed values are equally likely") {
  for (const DesignKind design : {DesignKind::lhs, DesignKind::sobol, DesignKind::morris}) {
    Sweep sweep = unit_sweep(design, 1, 512);
    sweep.factors[0].spread.reset();
    sweep.factors[0].levels = {{"\"a\""}, {"\"b\""}, {"\"c\""}, {"\"d\""}};
    const SweepDesign points(sweep);
    std::map<std::string, int> counts;
    for (std::int64_t point = 0; point < points.points(); ++point) ++counts[points.values(point)[0].text];
    REQUIRE(counts.size() == 4);
    for (const auto& [text, count] : counts)
      CHECK(std::abs(count - points.points() / 4) <= (design == DesignKind::morris ? 70 : 0));
    CHECK_FALSE(points.values(0)[0].number);
  }
}

TEST_CASE("a point is a function of its number and the seed") {
  for (const DesignKind design :
       {DesignKind::lhs, DesignKind::sobol, DesignKind::morris, DesignKind::saltelli, DesignKind::random}) {
    Sweep sweep = unit_sweep(design, 3, 16);
    const SweepDesign one(sweep), two(sweep);
    for (std::int64_t point = 0; point < two.points(); ++point) two.coordinates(point);  // in another order
    sweep.seed = 2;
    const SweepDesign other(sweep);
    int same = 0;
    for (std::int64_t point = one.points(); point-- > 0;) {
      CHECK(one.coordinates(point) == two.coordinates(point));
      same += one.coordinates(point) == other.coordinates(point);
    }
    CHECK(same <= 2);  // grids are small
  }
}

TEST_CASE("designs have the same bits on every machine") {
  const auto bits = [](DesignKind design) {
    std::uint64_t hash = 14695981039346656037U;  // FNV-1a over the bits of all coordinates
    const SweepDesign points(unit_sweep(design, 3, 32));
    for (std::int64_t point = 0; point < points.points(); ++point)
      for (const double u : points.coordinates(point)) hash = (hash ^ std::bit_cast<std::uint64_t>(u)) * 1099511628211U;
    return hash;
  };
  CHECK(bits(DesignKind::lhs) == 6164704255469000625U);
  CHECK(bits(DesignKind::sobol) == 5804703234341243135U);
  CHECK(bits(DesignKind::morris) == 10861254798653776041U);
  CHECK(bits(DesignKind::saltelli) == 5502326308973230481U);
  CHECK(bits(DesignKind::random) == 8931429036911094295U);
}

TEST_CASE("a design that cannot be is refused with words") {
  CHECK(holds(refusal(unit_sweep(DesignKind::lhs, 2)), "sweep.points: must be given"));
  CHECK(holds(refusal(unit_sweep(DesignKind::lhs, 0, 4)), "\"lhs\" needs at least one [[factor]]"));
  CHECK(holds(refusal(unit_sweep(DesignKind::sobol, 2, 100)), "must be a power of two"));
  CHECK(holds(refusal(unit_sweep(DesignKind::sobol, 2, 100)), "take 64 or 128"));
  CHECK(holds(refusal(unit_sweep(DesignKind::sobol, 4000, 4)), "takes at most 3667 factors"));
  CHECK(holds(refusal(unit_sweep(DesignKind::saltelli, 2000, 4)), "takes at most 1833 factors"));
  CHECK(holds(refusal(unit_sweep(DesignKind::random, 2, most_points + 1)), "more than the 1099511627776 points"));
  CHECK(holds(refusal(unit_sweep(DesignKind::morris, 3, most_points)), "take at most 274877906944"));
  CHECK(holds(refusal(unit_sweep(DesignKind::factorial, 1)), "factor.steps: must be given"));
  Sweep sweep = unit_sweep(DesignKind::factorial, 41);
  for (Factor& factor : sweep.factors) factor.steps = 2;
  CHECK(holds(refusal(sweep), "more than the 1099511627776 points"));
  sweep.factors.pop_back();
  CHECK(SweepDesign(sweep).points() == most_points);
  sweep.factors.resize(4);
  for (Factor& factor : sweep.factors) factor.steps = INT64_C(1) << 40;
  CHECK(holds(refusal(sweep), "more than the 1099511627776 points"));
  CHECK(holds(refusal(spread_sweep(DesignKind::factorial, {.first = 1, .second = 3, .integer = true}, 5)),
              "makes only 3 different values; write steps = 3"));
  sweep = unit_sweep(DesignKind::fractional, 4);
  sweep.resolution = 5;
  CHECK(holds(refusal(sweep), "no fraction of 4 factors has resolution 5; half of all combinations has 4"));
  sweep.factors[0].spread.reset();
  sweep.factors[0].levels = {{"1"}, {"2"}, {"3"}};
  CHECK(holds(refusal(sweep), "must be two in a fractional design, not 3"));
  sweep.design = DesignKind::morris, sweep.points = 4;
  CHECK(holds(refusal(sweep), "are 3; a morris design of 4 levels takes 2"));
  sweep.morris_levels = 5;
  CHECK(holds(refusal(sweep), "must be an even number"));
}
