// Landscapes by enumeration, next to what scenarios/replications/kauffman-landscapes.toml expects. Statistical claims:
// observations are independent between landscapes (replicates); at four standard errors a right engine fails one check
// in 16,000.
#include "rivalry/model/landscape.hpp"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

using test::replication;
using test::Sample;
using test::set;

Scenario landscapes(const std::string& per_path, int interdependence, const std::string& pattern = "random",
                    double alignment = 0) {
  return replication("kauffman-landscapes", {set("business_model.choices_per_path", per_path),
                                             set("landscape.interdependence", interdependence),
                                             set("landscape.pattern", pattern), set("landscape.alignment", alignment)});
}

Landscape draw(const Scenario& scenario, int replicate) {
  return {scenario, Streams(static_cast<std::uint64_t>(scenario.scenario.seed), static_cast<std::uint64_t>(replicate))};
}

std::vector<double> heights(const Landscape& landscape) {
  std::vector<double> values(std::size_t{1} << landscape.size());
  for (std::size_t model = 0; model < values.size(); ++model) values[model] = landscape.raw(model).value;
  return values;
}

/// Number of peaks among the models that differ in the choices of `free` only.
double peaks(const std::vector<double>& height, std::uint64_t free) {
  double count = 0;
  for (std::uint64_t model = 0; model < height.size(); ++model) {
    if ((model & ~free) != 0) continue;
    bool peak = true;
    for (std::uint64_t rest = free; rest != 0 && peak; rest &= rest - 1)
      peak = height[model] > height[model ^ (rest & -rest)];
    count += peak;
  }
  return count;
}

}  // namespace

TEST_CASE("with decoupled paths the number of peaks is the product of the paths' numbers") {
  struct {
    const char* per_path;
    int block, landscapes;
  } const cases[] = {{"3", 3, 300}, {"4", 4, 60}};
  for (const auto& one : cases) {
    CAPTURE(one.block);
    const Scenario scenario = landscapes(one.per_path, one.block - 1, "block");
    const double expected = std::pow(2, one.block) / (one.block + 1);
    Sample in_path, all;
    for (int replicate = 0; replicate < one.landscapes; ++replicate) {
      const std::vector<double> height = heights(draw(scenario, replicate));
      double product = 1;
      for (int path = 0; path < path_count; ++path) {
        const double count = peaks(height, scenario.catalogue.block(static_cast<Path>(path)));
        in_path.add(count);
        product *= count;
      }
      const double count = peaks(height, height.size() - 1);
      CHECK(count == product);
      all.add(count);
    }
    CHECK(in_path.errors_from(expected) < 4);
    CHECK(all.errors_from(std::pow(expected, 4)) < 4);  // 16, 104.86
  }
}

TEST_CASE("synergies are standardised to mean 0 and deviation 1 within a landscape") {
  for (const int k : {0, 1, 4, 11}) {
    CAPTURE(k);
    const Scenario scenario = landscapes("3", k);
    Sample standard;
    for (int replicate = 0; replicate < 120; ++replicate) {
      const Landscape landscape = draw(scenario, replicate);
      constexpr double count = 4096;
      double square = 0, sum = 0;
      for (std::uint64_t model = 0; model < 4096; ++model) {
        const double value = landscape.standardised(model).value;
        sum += value;
        square += value * value;
      }
      CHECK(std::fabs(sum / count) < 1e-12);
      standard.add(square / count);
    }
    CHECK(standard.errors_from(1) < 4);
  }
}

TEST_CASE("contributions to value and efficiency are uniform and correlated by the alignment") {
  for (const double alignment : {-1.0, -0.9, -0.3, 0.0, 0.5, 1.0}) {
    CAPTURE(alignment);
    const Scenario scenario = landscapes("3", 11, "random", alignment);
    const Landscape landscape = draw(scenario, 0);
    std::vector<double> value, efficiency;
    Sample product, square;
    for (int choice = 0; choice < 12; ++choice)
      for (std::uint64_t model = 0; model < 4096; ++model) {
        const Synergy one = landscape.contribution(choice, model);
        value.push_back(one.value);
        efficiency.push_back(one.efficiency);
        const double z = functions::normal_quantile(one.efficiency);
        product.add(functions::normal_quantile(one.value) * z);
        square.add(z * z);
      }
    CHECK(std::fabs(product.mean() - alignment) < 4 * product.error());
    CHECK(square.errors_from(1) < 4);
    if (std::fabs(alignment) == 1)
      for (std::size_t i = 0; i < value.size(); ++i) CHECK(efficiency[i] == (alignment > 0 ? value[i] : 1 - value[i]));
    for (std::vector<double>* sample : {&value, &efficiency}) {  // Kolmogorov-Smirnov at 1 in 10,000: 2.225 / sqrt(n)
      std::sort(sample->begin(), sample->end());
      const auto n = static_cast<double>(sample->size());
      double largest = 0;
      for (std::size_t i = 0; i < sample->size(); ++i)
        largest = std::max(
            {largest, (static_cast<double>(i) + 1) / n - (*sample)[i], (*sample)[i] - static_cast<double>(i) / n});
      CHECK(largest < 2.225 / std::sqrt(n));
    }
  }
}

TEST_CASE("every choice has K influences, none of them itself") {
  for (const char* pattern : {"random", "ring", "block", "scale_free", "centralised"})
    for (const int k : {0, 1, 3, 5}) {
      CAPTURE(pattern);
      CAPTURE(k);
      const Landscape landscape = draw(landscapes("3", k, pattern), 0);
      for (int i = 0; i < 12; ++i) {
        const std::vector<int>& list = landscape.influences(i);
        CHECK(static_cast<int>(list.size()) == k);
        CHECK(std::find(list.begin(), list.end(), i) == list.end());
        CHECK(std::adjacent_find(list.begin(), list.end()) == list.end());
      }
    }
  const Landscape hierarchy = draw(landscapes("3", 4, "hierarchical"), 0);
  for (int i = 0; i < 12; ++i) {
    CHECK(static_cast<int>(hierarchy.influences(i).size()) == std::min(i, 4));
    for (const int influence : hierarchy.influences(i)) CHECK(influence < i);
  }
}

TEST_CASE("hashed contributions are the numbers of the tables") {
  // One choice with 20 influences makes the tables too large; the others have the same two influences in both.
  const auto landscape_with = [](int influences_of_last) {
    Scenario scenario = landscapes("[6, 5, 5, 5]", 0, "random", -0.3);
    scenario.landscape.pattern = Pattern::matrix;
    scenario.landscape.matrix.assign(21, std::vector<double>(21, 0));
    for (std::size_t i = 0; i < 20; ++i)
      scenario.landscape.matrix[i][(i + 3) % 21] = scenario.landscape.matrix[i][(i + 7) % 21] = 1;
    for (int i = 0; i < influences_of_last; ++i) scenario.landscape.matrix[20][static_cast<std::size_t>(i)] = 1;
    return draw(scenario, 0);
  };
  Landscape tabled = landscape_with(2), hashed = landscape_with(20);
  REQUIRE(tabled.bytes() > 0);
  REQUIRE(hashed.bytes() == 0);
  Stream stream = Streams(1, 0).at(Purpose::candidates, 0, 0);
  const auto compare = [&] {
    for (int i = 0; i < 300; ++i) {
      const auto model = static_cast<std::uint64_t>(stream.below(1 << 21));
      for (int choice = 0; choice < 20; ++choice) {
        CHECK(tabled.contribution(choice, model).value == hashed.contribution(choice, model).value);
        CHECK(tabled.contribution(choice, model).efficiency == hashed.contribution(choice, model).efficiency);
      }
    }
  };
  compare();
  const double before = tabled.contribution(0, 0).value;
  for (Landscape* landscape : {&tabled, &hashed}) landscape->redraw(1, 1, Streams(1, 0));
  CHECK(tabled.contribution(0, 0).value != before);
  compare();
}

TEST_CASE("landscapes of 64 choices depend on every one of them") {
  for (const int k : {3, 63}) {
    CAPTURE(k);
    const Landscape landscape = draw(landscapes("16", k), 0);
    Sample height;
    Stream stream = Streams(1, 0).at(Purpose::candidates, 0, 0);
    for (int i = 0; i < 300; ++i) {
      const std::uint64_t model = static_cast<std::uint64_t>(stream()) << 32 | stream();
      const double raw = landscape.raw(model).value;
      height.add(raw);
      double sum = 0;
      for (int choice = 0; choice < 64; ++choice) {
        sum += landscape.contribution(choice, model).value;
        if (i < 10) CHECK(landscape.raw(model ^ std::uint64_t{1} << choice).value != raw);
      }
      CHECK(sum / 64 == doctest::Approx(raw).epsilon(1e-14));
    }
    CHECK(height.deviation() == doctest::Approx(std::sqrt(1.0 / 12 / 64)).epsilon(0.2));  // 1 sd of it is 4 %
  }
}

TEST_CASE("a redraw changes about its share of the choices and leaves the others as they are") {
  Landscape landscape = draw(landscapes("16", 3), 0);
  Sample redrawn;
  for (int period = 1; period <= 100; ++period) {
    std::vector<double> before;
    for (int choice = 0; choice < 64; ++choice) before.push_back(landscape.contribution(choice, 12345).value);
    landscape.redraw(0.3, period, Streams(1, 0));
    int changed = 0;
    for (int choice = 0; choice < 64; ++choice)
      changed += landscape.contribution(choice, 12345).value != before[static_cast<std::size_t>(choice)];
    redrawn.add(changed / 64.0);
  }
  CHECK(redrawn.errors_from(0.3) < 4);
}

}  // namespace rivalry
