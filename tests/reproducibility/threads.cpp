#include <doctest/doctest.h>

#include "../support/markets.hpp"

namespace rivalry {
namespace {

using test::fingerprints;
using test::scenario_of;
using test::set;

/// More than three blocks of firms, the last one not full, so that sums have parts to be joined.
Scenario large_market() {
  return scenario_of(test::stressed_market, {set("market.firms", 3 * 1024 + 200), set("scenario.periods", 14)});
}

}  // namespace

TEST_CASE("results do not depend on the number of threads") {
  const test::Fingerprints one = fingerprints(large_market(), {.threads = 1});
  CHECK(one.events > 5000);
  for (const int threads : {2, 3, 7}) {
    CAPTURE(threads);
    CHECK(fingerprints(large_market(), {.threads = threads}).prints == one.prints);
  }
}

TEST_CASE("results for a homogeneous good do not depend on the number of threads") {
  for (const Scenario& scenario :
       test::homogeneous_markets({set("market.firms", 3 * 1024 + 200), set("scenario.periods", 8)})) {
    CAPTURE(static_cast<int>(scenario.competition.rule));
    const test::Fingerprints one = fingerprints(scenario, {.threads = 1});
    CHECK(one.events > 1000);
    for (const int threads : {2, 3, 7}) {
      CAPTURE(threads);
      CHECK(fingerprints(scenario, {.threads = threads}).prints == one.prints);
    }
  }
}

TEST_CASE("resources that firms build do not depend on the number of threads") {
  Scenario scenario = large_market();
  scenario.orchestration.enabled = true;
  CHECK(fingerprints(scenario, {.threads = 3}).prints == fingerprints(scenario, {.threads = 1}).prints);
}

TEST_CASE("results with a value chain do not depend on the number of threads") {
  Scenario scenario = large_market();
  scenario.value_chain.enabled = true;
  const test::Fingerprints one = fingerprints(scenario, {.threads = 1});
  CHECK(fingerprints(scenario, {.threads = 3}).prints == one.prints);
}

TEST_CASE("ties between firms do not depend on the number of threads") {
  for (const bool chain : {false, true}) {
    Scenario scenario = large_market();
    scenario.network.enabled = true;
    scenario.value_chain.enabled = chain;
    const test::Fingerprints one = fingerprints(scenario, {.threads = 1});
    for (const int threads : {2, 3}) CHECK(fingerprints(scenario, {.threads = threads}).prints == one.prints);
  }
}

TEST_CASE("results with co-creation do not depend on the number of threads") {
  Scenario scenario = large_market();
  scenario.co_creation.enabled = scenario.value_chain.enabled = true;
  const test::Fingerprints one = fingerprints(scenario, {.threads = 1});
  CHECK(fingerprints(scenario, {.threads = 3}).prints == one.prints);
}

TEST_CASE("the same seed gives the same bits twice, another replicate or seed other ones") {
  const Scenario scenario = scenario_of(test::stressed_market, {set("scenario.periods", 25)});
  const test::Fingerprints first = fingerprints(scenario);
  CHECK(fingerprints(scenario).prints == first.prints);
  CHECK(fingerprints(scenario, {.replicate = 1}).prints.front() != first.prints.front());
  Scenario reseeded = scenario;
  reseeded.scenario.seed = 12;
  CHECK(fingerprints(reseeded).prints.front() != first.prints.front());
}

TEST_CASE("observers do not change what they observe") {
  const Scenario scenario = scenario_of(test::stressed_market, {set("scenario.periods", 25)});
  struct Last : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      print = test::fingerprint(market);
    }
    std::uint64_t print = 0;
  };
  struct Curious : Observer {  // evaluates everything that can be recorded
    void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics&) override {
      for (Index j = 0; j < market.firms.count; ++j)
        for (const FirmObservable& observable : firm_observables()) sum += observable.value(market, scenario, j);
    }
    double sum = 0;
  };
  Last alone, accompanied;
  Curious curious;
  test::Fingerprints prints;
  Observer *const few[] = {&alone}, *const many[] = {&prints, &curious, &accompanied};
  const RunOutcome a = run(scenario, {.threads = 1}, few), b = run(scenario, {.threads = 2}, many);
  const RunOutcome none = run(scenario, {.threads = 2});
  CHECK(alone.print == accompanied.print);
  for (const char* observable : {"price_index", "profit_total", "model_entropy", "consumer_surplus"})
    for (std::int64_t t = 0; t < 25; ++t) {
      CHECK(a.history.at(t, observable) == b.history.at(t, observable));
      CHECK(a.history.at(t, observable) == none.history.at(t, observable));
    }
}

}  // namespace rivalry
