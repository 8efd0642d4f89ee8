// Where the time of a run goes: which parts there are and that nothing is missing. How long they take is not tested.
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "../../sim/cli/profile.hpp"
#include "../support/markets.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

std::vector<std::string> names(const Stopwatch& watch) {
  std::vector<std::string> result;
  for (const Stopwatch::Part& part : watch.parts()) result.emplace_back(part.name);
  return result;
}

Scenario some_market() { return test::scenario_of("[scenario]\nperiods = 5\n[market]\nfirms = 50\n"); }

}  // namespace

TEST_CASE("a period is watched phase by phase, in order, each under a name of its own") {
  test::Laboratory lab(some_market());
  Stopwatch watch;
  for (int period = 1; period <= 3; ++period) advance(lab.market, lab.step(period), &watch);
  std::vector<std::string> schedule;
  for (const Phase& phase : phases()) schedule.emplace_back(phase.name);
  CHECK(schedule.size() >= 12);
  CHECK(names(watch) == schedule);
}

TEST_CASE("a profile has founding, events, all phases, statistics and recording, and leaves out nothing") {
  struct Idle : Observer {
  } idle;
  Observer* const observers[] = {&idle};
  Stopwatch watch;
  run(some_market(), {.threads = 1, .stopwatch = &watch}, observers);

  std::vector<std::string> expected{"founding", "recording", "events"};
  for (const Phase& phase : phases()) expected.emplace_back(phase.name);
  expected.emplace_back("statistics");
  CHECK(names(watch) == expected);

  double sum = watch.rest();
  for (const Stopwatch::Part& part : watch.parts()) {
    CAPTURE(part.name);
    CHECK(part.seconds >= 0);
    sum += part.seconds;
  }
  CHECK(watch.total() > 0);
  CHECK(sum == doctest::Approx(watch.total()).epsilon(1e-9));
}

TEST_CASE("watching a run does not change it") {
  const Scenario scenario = test::scenario_of(test::stressed_market, {test::set("scenario.periods", 12)});
  Stopwatch watch;
  CHECK(test::fingerprints(scenario, {.stopwatch = &watch}).prints == test::fingerprints(scenario).prints);
}

TEST_CASE("the printed profile has a line for each part, the rest and the total, and its shares add up to 100 %") {
  Stopwatch watch;
  run(some_market(), {.threads = 1, .stopwatch = &watch});
  std::istringstream text(profile_text(watch, 250));
  std::string line;
  std::getline(text, line);  // heading
  double shares = 0, nanoseconds = 0;
  std::size_t lines = 0;
  for (; std::getline(text, line); ++lines) {
    const bool total = line.find("  total ") == 0;
    std::istringstream words(line.substr(20));
    double seconds = -1, share = -1, each = -1;
    std::string percent;
    words >> seconds >> share >> percent >> each;
    REQUIRE(words);
    if (!total) shares += share, nanoseconds += each;
    if (!total) continue;
    CHECK(share == 100);
    CHECK(shares == doctest::Approx(100).epsilon(0.015));  // each rounded to 0.1
    CHECK(nanoseconds == doctest::Approx(each).epsilon(0.01));
    CHECK(each * 250 == doctest::Approx(1e9 * seconds).epsilon(0.01));
  }
  CHECK(lines == watch.parts().size() + 2);
}

}  // namespace rivalry
