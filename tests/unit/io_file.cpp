#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "../support/results.hpp"
#include "rivalry/io/result_reader.hpp"
#include "rivalry/scenario/read.hpp"

namespace rivalry {
namespace {

using test::Folder;
using test::record;
using test::scenario_of;
using test::set;

/// What a table says of its variables: name → unit, long name, dimensions.
using Facts = std::map<std::string, std::vector<std::string>>;

template <class Observables>
void expect(Facts& facts, const Observables& observables, const std::vector<std::string>& dims) {
  for (const auto& observable : observables) {
    std::vector<std::string> fact{std::string(observable.unit), std::string(observable.long_name)};
    fact.insert(fact.end(), dims.begin(), dims.end());
    facts[std::string(observable.name)] = fact;
  }
}

/// The observables that results of such a scenario have.
template <class Observables>
Observables those_of(const Scenario& scenario, Observables observables) {
  std::erase_if(observables, [&](const Observable& observable) { return !observable.is_in(scenario); });
  return observables;
}

const ResultInfo::Group& group_of(const ResultInfo& info, const std::string& name) {
  for (const auto& group : info.groups)
    if (group.name == name) return group;
  FAIL("no group " << name);
  return info.groups.front();
}

/// Variables of a group without coordinates and what stays with a firm.
Facts facts_in(const ResultInfo& info, const std::string& name) {
  Facts facts;
  for (const auto& variable : group_of(info, name).variables) {
    if (variable.dims == std::vector{variable.name} || variable.dims == std::vector<std::string>{"firm"}) continue;
    std::vector<std::string> fact{variable.unit, variable.long_name};
    fact.insert(fact.end(), variable.dims.begin(), variable.dims.end());
    facts[variable.name] = fact;
  }
  return facts;
}

Scenario small_market(const std::vector<Setting>& settings = {}) {
  std::vector<Setting> all{set("scenario.periods", 12), set("recording.variables", "all")};
  all.insert(all.end(), settings.begin(), settings.end());
  return scenario_of(test::stressed_market, all);
}

}  // namespace

TEST_CASE("a file has the variables of the tables with their dimensions and units, and no others") {
  std::vector<Setting> settings;
  SUBCASE("of a plain market") {}
  SUBCASE("of one in which firms tie up") { settings = {set("network.enabled", "true")}; }
  SUBCASE("of one in which firms build resources") { settings = {set("orchestration.enabled", std::string("true"))}; }
  SUBCASE("of one with co-creation") { settings = {set("co_creation.enabled", std::string("true"))}; }
  const Folder folder;
  const Scenario scenario = small_market(settings);
  record(scenario, folder / "r.h5");
  const ResultInfo info = read_result_info(folder / "r.h5");

  Facts market, segments, firms, events, summary;
  expect(market, those_of(scenario, market_observables()), {"period"});
  expect(market, those_of(scenario, path_observables()), {"period", "path"});
  expect(segments, segment_observables(), {"period", "segment"});
  expect(segments, segment_position_observables(), {"period", "segment", "attribute"});
  expect(firms, those_of(scenario, firm_observables()), {"period", "firm"});
  expect(firms, firm_word_observables(), {"period", "firm"});
  for (const auto& observable : firm_vector_observables())
    expect(firms, std::vector{observable},
           {"period", "firm", observable.over == FirmVectorObservable::Over::path ? "path" : "attribute"});
  expect(events, event_observables(), {"event"});
  expect(summary, summary_observables(), {"run"});

  CHECK(facts_in(info, "market") == market);
  CHECK(facts_in(info, "segments") == segments);
  CHECK(facts_in(info, "firms") == firms);
  CHECK(facts_in(info, "events") == events);
  CHECK(facts_in(info, "summary") == summary);
  CHECK(info.groups.size() == 5);
}

TEST_CASE("a file of a market with a value chain has the series of its stages and moves") {
  const Folder folder;
  const Scenario scenario = small_market({set("value_chain.enabled", "true"), set("technology.jump_probability", 0.5)});
  const RunOutcome outcome = record(scenario, folder / "r.h5");
  Facts market;
  expect(market, those_of(scenario, market_observables()), {"period"});
  expect(market, those_of(scenario, path_observables()), {"period", "path"});
  expect(market, those_of(scenario, stage_observables()), {"period", "stage"});
  expect(market, those_of(scenario, move_observables()), {"period", "move"});
  CHECK(facts_in(read_result_info(folder / "r.h5"), "market") == market);
  const test::Numbers weights = test::read_numbers(folder / "r.h5", "/market/stage_weight"),
                      moves = test::read_numbers(folder / "r.h5", "/market/moves_adopted");
  REQUIRE(weights.shape == std::vector<hsize_t>{12, 5});
  REQUIRE(moves.shape == std::vector<hsize_t>{12, 6});
  for (std::size_t period = 0; period < 12; ++period) {
    double sum = 0;
    for (std::size_t stage = 0; stage < 5; ++stage) sum += weights.at(period, stage);
    CHECK(std::fabs(sum - 1) < 1e-12);
  }
  CHECK(weights.at(11, 0) != 0.2);
  CHECK(std::accumulate(moves.values.begin(), moves.values.end(), 0.0) > 0);
  CHECK(test::read_numbers(folder / "r.h5", "/market/suppliers_income").values.back() ==
        outcome.history.last("suppliers_income"));
}

TEST_CASE("what stays with a firm is recorded: origin, population, arms, and the parameters in which firms differ") {
  const Folder folder;
  record(small_market(), folder / "r.h5");
  std::set<std::string> names;
  const ResultInfo info = read_result_info(folder / "r.h5");
  for (const auto& variable : group_of(info, "firms").variables)
    if (variable.dims == std::vector<std::string>{"firm"}) names.insert(variable.name);
  for (const char* name : {"firm", "entry_period", "exit_period", "population", "origin", "start_size",
                           "arm_capabilities_sensing", "arm_managers_owner", "trait_capabilities_sensing",
                           "trait_resources_brand", "trait_founding_cash", "trait_managers_owner"}) {
    CAPTURE(name);
    CHECK(names.contains(name));
  }
  CHECK_FALSE(names.contains("trait_resources_human"));  // constant
  CHECK_FALSE(names.contains("trait_founding_size"));    // is start_size
}

TEST_CASE("root attributes say how to repeat the run") {
  const Folder folder;
  const Scenario scenario = small_market({set("scenario.seed", 5), set("scenario.question", "why?")});
  record(scenario, folder / "r.h5", {.replicate = 3, .threads = 2});
  const ResultInfo info = read_result_info(folder / "r.h5");
  CHECK(info.seed == 5);
  CHECK(info.replicate == 3);
  CHECK(info.threads == 2);
  CHECK(info.complete);
  CHECK(info.question == "why?");
  CHECK(info.started.size() == 20);
  CHECK(info.started <= info.ended);

  record(parse_scenario(read_result_scenario(folder / "r.h5"), "again.toml"), folder / "again.h5", {.replicate = 3});
  CHECK(test::read_numbers(folder / "again.h5", "/firms/cash").shape ==
        test::read_numbers(folder / "r.h5", "/firms/cash").shape);
  CHECK(test::read_numbers(folder / "again.h5", "/market/cash_total").values ==
        test::read_numbers(folder / "r.h5", "/market/cash_total").values);
}

TEST_CASE("series and summary in the file are those of the run") {
  const Folder folder;
  const RunOutcome outcome = record(small_market(), folder / "r.h5");
  const ResultInfo info = read_result_info(folder / "r.h5");
  REQUIRE(info.market.size() == those_of(small_market(), market_observables()).size());
  for (const auto& series : info.market) {
    CAPTURE(series.name);
    REQUIRE(series.values.size() == 12);
    CHECK(series.values.back() == outcome.history.last(series.name));
  }
  REQUIRE(info.summary.size() == summary_observables().size());
  for (std::size_t i = 0; i < info.summary.size(); ++i) {
    const double expected = summary_observables()[i].value(outcome.history);
    if (!std::isnan(expected)) CHECK(info.summary[i].value == expected);
  }
}

TEST_CASE("files of runs with nothing to record can be read") {
  struct Case {
    const char* what;
    std::vector<Setting> settings;
  };
  for (const auto& [what, settings] : {
           Case{"one period", {set("scenario.periods", 1)}},
           Case{"no firms", {set("recording.firms", 0)}},
           Case{"no variables", {set("recording.variables", "none")}},
           Case{"no events", {set("recording.events", "none")}},
           Case{"no compression", {set("recording.compression", 0)}},
           Case{"best compression", {set("recording.compression", 9)}},
           Case{"an interval longer than the run", {set("recording.every", 1000)}},
           Case{"one firm and one segment", {set("market.firms", 1), set("market.segments", 1)}},
       }) {
    CAPTURE(what);
    const Folder folder;
    record(scenario_of("[scenario]\nperiods = 5\n[market]\nfirms = 20\n", settings), folder / "r.h5");
    const ResultInfo info = read_result_info(folder / "r.h5");
    CHECK(info.groups.size() == 5);
    CHECK(info.summary.size() == summary_observables().size());
  }
}

TEST_CASE("an interval longer than the run records the last period") {
  const Folder folder;
  record(small_market({set("recording.every", 5)}), folder / "five.h5");
  CHECK(test::read_integers(folder / "five.h5", "/firms/period") == std::vector<std::int64_t>{5, 10, 12});
  record(small_market({set("recording.every", 50)}), folder / "fifty.h5");
  CHECK(test::read_integers(folder / "fifty.h5", "/firms/period") == std::vector<std::int64_t>{12});
}

TEST_CASE("a run that was stopped leaves the periods until then, marked incomplete") {
  struct StopAt : Observer {
    std::atomic<bool> stop = false;
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      if (market.period == 7) stop = true;
    }
  } observer;
  const Folder folder;
  record(small_market({set("recording.every", 5)}), folder / "r.h5", {.stop = &observer.stop}, {&observer});
  const ResultInfo info = read_result_info(folder / "r.h5");
  CHECK_FALSE(info.complete);
  CHECK(info.market.front().values.size() == 7);
  CHECK(test::read_integers(folder / "r.h5", "/firms/period") == std::vector<std::int64_t>{5, 7});
}

}  // namespace rivalry
