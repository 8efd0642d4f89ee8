#include <cmath>
#include <set>

#include <doctest/doctest.h>

#include "../support/sweeps.hpp"
#include "rivalry/sweep/decisions.hpp"

using namespace rivalry;

namespace {

std::string sweep_of(std::int64_t points, std::int64_t replicates, const std::string& more = "") {
  return fmt::format(
      "[sweep]\nscenario = \"tiny\"\ndesign = \"lhs\"\npoints = {}\nreplicates = {}\n{}"
      "[[factor]]\nkey = \"demand.price_sensitivity\"\nrange = [2, 3]\n",
      points, replicates, more);
}

Fingerprint key_of(const Plan& plan, std::int64_t point, std::int64_t replicate) {
  const Fingerprint scenario = fingerprint_of(plan.scenario(point));
  return plan.key(scenario, plan.stream(scenario, replicate));
}

}  // namespace

TEST_CASE("every point is run once a replicate, and numbers say which run is meant") {
  for (const std::int64_t points : {1, 2, 3, 12, 97, 1000}) {
    const Plan plan(test::sweep_texts(sweep_of(points, 3)));
    CAPTURE(points);
    CHECK(plan.runs() == 3 * points);
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    for (std::int64_t number = 0; number < plan.runs(); ++number) {
      const PlannedRun run = plan.run(number);
      REQUIRE(run.replicate == number / points);
      REQUIRE(plan.number_of(run.point, run.replicate) == number);
      seen.insert({run.point, run.replicate});
    }
    CHECK(static_cast<std::int64_t>(seen.size()) == plan.runs());
  }
}

TEST_CASE("points that are run first are spread over the design") {
  const Plan plan(test::sweep_texts(sweep_of(1000, 1)));
  std::set<std::int64_t> tenths;
  for (std::int64_t number = 0; number < 15; ++number) tenths.insert(plan.run(number).point / 100);
  CHECK(tenths.size() == 10);
}

TEST_CASE("a run is known by all that its results follow from, and by nothing else") {
  const Plan plan(test::sweep_texts(sweep_of(5, 4)));
  const Fingerprint key = key_of(plan, 2, 1);
  CHECK(key != key_of(plan, 3, 1));
  CHECK(key != key_of(plan, 2, 2));
  CHECK(key != key_of(Plan(test::sweep_texts(sweep_of(5, 4, "[set]\n\"scenario.periods\" = 13\n"))), 2, 1));
  CHECK(key != key_of(Plan(test::sweep_texts(sweep_of(5, 4, "[keep]\nseries = [\"hhi\"]\n"))), 2, 1));
  CHECK(key != key_of(Plan(test::sweep_texts(sweep_of(5, 4, "frozen = [\"landscape\"]\n"))), 2, 1));
  SweepTexts ruled = test::sweep_texts(sweep_of(5, 4));
  ruled.rules = "mine";
  CHECK(key != key_of(Plan(ruled), 2, 1));
  // More replicates, names and what is recorded change nothing.
  const std::string beside =
      "name = \"other\"\nquestion = \"?\"\n[set]\n\"recording.every\" = 7\n\"scenario.name\" = \"x\"\n";
  CHECK(key == key_of(Plan(test::sweep_texts(sweep_of(5, 9, beside))), 2, 1));
}

TEST_CASE("with common random numbers points share a replicate's draws, without them none do") {
  const Plan shared(test::sweep_texts(sweep_of(4, 2)));
  const Plan apart(test::sweep_texts(sweep_of(4, 2, "common_random_numbers = false\n")));
  std::set<std::uint64_t> streams;
  for (std::int64_t point = 0; point < 4; ++point)
    for (std::int64_t replicate = 0; replicate < 2; ++replicate) {
      const Fingerprint scenario = fingerprint_of(shared.scenario(point));
      CHECK(shared.stream(scenario, replicate) == static_cast<std::uint64_t>(replicate));
      streams.insert(apart.stream(scenario, replicate));
    }
  CHECK(streams.size() == 8);
}

TEST_CASE("a mistake of a point names it and its factors") {
  const std::string sweep = "[sweep]\nscenario = \"tiny\"\n[[factor]]\nkey = \"market.segments\"\nvalues = [2, 3]\n";
  const Plan plan(test::sweep_texts(sweep, "[market]\nsegments = 2\n[demand]\nprice_sensitivity = [2, 3]\n"));
  plan.scenario(0);
  try {
    plan.scenario(1);
    FAIL("a list of two for three segments passed");
  } catch (const ScenarioError& error) {
    CHECK(std::string(error.what()).find("point 1 (market.segments = 3)") != std::string::npos);
  }
}

TEST_CASE("the interval of a mean is Student's") {
  RunningMoments moments;
  CHECK(std::isinf(half_width(moments, 0.95)));
  for (const double value : {1.0, 2.0, 3.0, 4.0, 10.0}) moments.add(value);
  CHECK(moments.mean == doctest::Approx(4).epsilon(1e-15));
  CHECK(moments.variance() == doctest::Approx(12.5).epsilon(1e-15));
  CHECK(half_width(moments, 0.95) == doctest::Approx(2.7764451052 * std::sqrt(12.5 / 5)).epsilon(1e-9));  // t(4)
}

TEST_CASE("a point needs more replicates until its interval is narrow or a difference would be found") {
  RunningMoments moments;
  for (int i = 0; i < 50; ++i) {
    moments.add(10);
    moments.add(12);
  }  // mean 11, s.d. 1.005, n = 100: half width .1994
  CHECK(needs_more(moments, {.outcome = "hhi", .half_width = 0.199, .relative_half_width = {}, .effect = {}}));
  CHECK_FALSE(needs_more(moments, {.outcome = "hhi", .half_width = 0.2, .relative_half_width = {}, .effect = {}}));
  CHECK(needs_more(moments, {.outcome = "hhi", .half_width = {}, .relative_half_width = 0.018, .effect = {}}));
  CHECK_FALSE(needs_more(moments, {.outcome = "hhi", .half_width = {}, .relative_half_width = 0.0182, .effect = {}}));
  // n = 2 (1.959964 + 1.281552)^2 1.0101 / d^2 = 21.227 / d^2 is 100 at d = .4607.
  CHECK(needs_more(moments, {.outcome = "hhi", .half_width = {}, .relative_half_width = {}, .effect = 0.460}));
  CHECK_FALSE(needs_more(moments, {.outcome = "hhi", .half_width = {}, .relative_half_width = {}, .effect = 0.461}));
}
