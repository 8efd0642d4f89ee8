#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "rivalry/archive/archive.hpp"

namespace rivalry {
namespace {

using test::scenario_of;
using test::set;
using Bytes = std::vector<std::byte>;

/// Keeps the state of every period.
struct EveryPeriod : Checkpoints {
  bool due() override { return true; }
  void keep(RunState& state) override {
    MemorySaver saver;
    state.carry(saver);
    states.push_back(saver.bytes());
  }
  std::vector<Bytes> states;
};

/// Everything that happened, event by event.
struct EventLog : Observer {
  void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
    for (const EventRow& row : market.flows.events)
      rows.push_back({static_cast<std::uint64_t>(row.period), static_cast<std::uint64_t>(row.firm),
                      static_cast<std::uint64_t>(row.kind), static_cast<std::uint64_t>(row.path), row.model_before,
                      row.model_after, std::bit_cast<std::uint64_t>(row.perceived_gain),
                      std::bit_cast<std::uint64_t>(row.realised_gain), static_cast<std::uint64_t>(row.source),
                      std::bit_cast<std::uint64_t>(row.size)});
  }
  std::vector<std::array<std::uint64_t, 10>> rows;
};

struct Trajectory {
  EveryPeriod checkpoints;
  EventLog events;
  RunOutcome outcome;
};

Trajectory follow(const Scenario& scenario, int threads, Archive* saved = nullptr) {
  Trajectory trajectory;
  Observer* const observers[] = {&trajectory.events};
  trajectory.outcome =
      run(scenario, {.replicate = 3, .threads = threads, .checkpoints = &trajectory.checkpoints, .saved = saved},
          observers);
  return trajectory;
}

/// Goes on from every `stride`-th period; each time all states, events and series to come are those of the whole run.
void check_resumption(const Scenario& scenario, std::size_t stride, int threads_before = 1, int threads_after = 1) {
  const Trajectory whole = follow(scenario, threads_before);
  const std::vector<Bytes>& states = whole.checkpoints.states;
  const auto periods = static_cast<std::size_t>(scenario.scenario.periods);
  REQUIRE(states.size() == periods);
  for (std::size_t cut = 1; cut <= periods; cut += stride) {
    CAPTURE(cut);
    MemoryLoader saved(states[cut - 1]);
    const Trajectory rest = follow(scenario, threads_after, &saved);
    CHECK(saved.finished());
    CHECK(rest.outcome.resumed_after == static_cast<std::int64_t>(cut));
    REQUIRE(rest.checkpoints.states.size() == periods - cut);
    for (std::size_t i = 0; i < periods - cut; ++i) REQUIRE(rest.checkpoints.states[i] == states[cut + i]);
    const auto& all = whole.events.rows;
    REQUIRE(rest.events.rows.size() <= all.size());
    REQUIRE(std::equal(rest.events.rows.rbegin(), rest.events.rows.rend(), all.rbegin()));
    for (const SummaryObservable& figure : summary_observables()) {
      const double a = figure.value(whole.outcome.history), b = figure.value(rest.outcome.history);
      CHECK(std::memcmp(&a, &b, sizeof a) == 0);
    }
  }
}

Scenario stressed(std::vector<Setting> settings, int periods) {
  settings.push_back(set("scenario.periods", periods));
  return scenario_of(test::stressed_market, settings);
}

}  // namespace

TEST_CASE("a run goes on from any period with the bits of one that was never cut") {
  SUBCASE("everything at once") { check_resumption(stressed({}, 40), 1); }
  SUBCASE("resources and capabilities that firms build") {
    check_resumption(stressed({set("orchestration.enabled", std::string("true"))}, 25), 1);
  }
  SUBCASE("a value chain") {
    check_resumption(
        stressed({set("value_chain.enabled", std::string("true")), set("value_chain.move_share", 0.7)}, 30), 1);
  }
  SUBCASE("ties between firms") {
    check_resumption(stressed({set("network.enabled", "true"), set("network.seeking", 0.4)}, 30), 1);
  }
  SUBCASE("ties along a value chain") {
    check_resumption(stressed({set("network.enabled", "true"), set("value_chain.enabled", "true"),
                               set("network.seeking", "{treatment = [0, 0.5]}"), set("network.max_partners", 8)},
                              25),
                     1);
  }
  SUBCASE("co-creation") { check_resumption(stressed({set("co_creation.enabled", std::string("true"))}, 25), 1); }
  SUBCASE("adaptive markups and shuffled capabilities") {
    check_resumption(
        stressed({set("competition.pricing", std::string("adaptive_markup")),
                  set("innovation.null", std::string("shuffled_capabilities")), set("innovation.max_delay", 9)},
                 30),
        1);
  }
  SUBCASE("fixed prices, random designs, late views of needs") {
    check_resumption(stressed({set("competition.pricing", std::string("fixed")),
                               set("innovation.null", std::string("no_selection")), set("innovation.max_delay", 16)},
                              30),
                     1);
  }
  SUBCASE("hashed landscapes, blocks too large to count by table") {
    check_resumption(scenario_of("[scenario]\nperiods = 20\n[market]\nfirms = 60\nsegments = 3\n"
                                 "[business_model]\ncatalogue = \"generated\"\nchoices_per_path = [20, 20, 4, 20]\n"
                                 "[technology]\njump_probability = 0.5\nredraw = 0.5\n"
                                 "[innovation]\nbase_hazard = 0.5\n[entry]\nrate = 0.1\ncap = 0.5\n",
                                 {set("landscape.interdependence", 24)}),
                     1);
  }
  SUBCASE("a homogeneous good, under every rule") {
    for (const Scenario& scenario : test::homogeneous_markets({set("scenario.periods", 20)}))
      check_resumption(scenario, 1, 1, 2);
  }
  SUBCASE("segments that open by chance, as often as they may") {
    check_resumption(scenario_of("[scenario]\nperiods = 30\n[market]\nfirms = 30\nsegments = 2\n"
                                 "[needs]\nopenings = 2\nopening_probability = 0.4\n"
                                 "[[event]]\nname = \"once\"\nprobability = 0.3\nopen_segment = 1.0\n"
                                 "[[event]]\nname = \"late\"\nat = 28\nopen_segment = 1.0\n"),
                     1);
  }
  SUBCASE("an adaptive walk") { check_resumption(test::replication("levinthal-1997", {set("market.firms", 50)}), 9); }
  SUBCASE("firms that all die") {
    check_resumption(scenario_of("[scenario]\nperiods = 25\n[market]\nfirms = 12\nsegments = 2\n[cost]\nfixed = 4\n"
                                 "[entry]\nrate = 0.05\n[demand]\nswitching_cost = 2\n"),
                     1);
  }
}

TEST_CASE("a run goes on with another number of threads") {
  const Scenario large = stressed({set("market.firms", 2 * 1024 + 300)}, 8);
  check_resumption(large, 3, 1, 3);
  check_resumption(large, 4, 2, 1);
}

TEST_CASE("a state does not depend on memory held ready, and survives being resumed again and again") {
  const Scenario scenario = stressed({}, 25);
  const Trajectory whole = follow(scenario, 1);
  Bytes state;
  for (std::size_t cut = 0; cut < 25; ++cut) {  // one period at a time
    std::atomic<bool> stop = false;
    struct StopAfterOne : Observer {
      explicit StopAfterOne(std::atomic<bool>& flag) : flag_(flag) {}
      void after_period(const Market&, const Scenario&, const PeriodStatistics&) override { flag_ = true; }
      std::atomic<bool>& flag_;
    } one(stop);
    EveryPeriod checkpoints;
    Observer* const observers[] = {&one};
    MemoryLoader saved(state);
    run(scenario,
        {.replicate = 3,
         .threads = 1,
         .stop = &stop,
         .checkpoints = &checkpoints,
         .saved = state.empty() ? nullptr : &saved},
        observers);
    state = checkpoints.states.back();
    REQUIRE(state == whole.checkpoints.states[cut]);
  }
}

TEST_CASE("every column of the firms is visited, so that none is left out of a checkpoint") {
  auto firms = std::make_unique<Firms>();
  firms->arm.resize(1), firms->home.resize(1), firms->position.resize(1), firms->project.home.resize(1);
  firms->resize(1);
  const auto* const begin = reinterpret_cast<const char*>(firms.get());
  std::size_t visited = 0;
  firms->each_column([&](const char*, const auto& column) {
    const auto* const place = reinterpret_cast<const char*>(&column);
    if (place >= begin && place < begin + sizeof(Firms)) visited += sizeof column;
  });
  const std::size_t rest =
      sizeof firms->count + sizeof firms->sales_inverse + sizeof firms->log_mean_cost + sizeof firms->carbon_price +
      sizeof firms->acting_shift + sizeof firms->arm + sizeof firms->home + sizeof firms->position +
      sizeof firms->stage_level + sizeof firms->project.home + sizeof firms->partner + sizeof firms->mirror +
      sizeof firms->fit + sizeof firms->tie_support + sizeof firms->tie_gain + sizeof firms->bad_periods;
  CHECK(visited + rest == sizeof(Firms));
}

TEST_CASE("a state of another market is refused, naming what does not fit") {
  const Trajectory small = follow(scenario_of("[market]\nfirms = 20\n[scenario]\nperiods = 2\n"), 1);
  MemoryLoader saved(small.checkpoints.states.front());
  const Scenario other = scenario_of(
      "[market]\nfirms = 20\n[scenario]\nperiods = 2\n[business_model]\ncatalogue = \"generated\"\n"
      "choices_per_path = 2\n");
  CHECK_THROWS_WITH_AS(follow(other, 1, &saved), "market/landscape/generation: another number of values", ArchiveError);
}

namespace {

/// Puts a value into the first element of a column of a saved state, as somebody could who gives it a checksum of its
/// own.
template <class Value>
Bytes with_value(Bytes state, const std::string& column, Value value) {
  const std::string name = static_cast<char>(column.size()) + column;
  const auto* const begin = reinterpret_cast<const char*>(state.data());
  const std::size_t at = std::string_view(begin, state.size()).rfind(name);
  REQUIRE(at != std::string_view::npos);
  std::memcpy(state.data() + at + name.size() + 1 + 1 + 8, &value, sizeof value);  // kind, width, count
  return state;
}

/// Why a state is refused that was changed in one value.
template <class Value>
std::string refusal(const Scenario& scenario, const Bytes& state, const std::string& column, Value value) {
  const Bytes changed = with_value(state, column, value);
  MemoryLoader saved(changed);
  try {
    follow(scenario, 1, &saved);
  } catch (const ArchiveError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a state is refused whose values lead out of the market, or are no numbers") {
  const Scenario scenario = stressed({set("network.enabled", "true"), set("value_chain.enabled", "true")}, 3);
  const Bytes state = follow(scenario, 1).checkpoints.states.at(1);
  MemoryLoader sound(state);
  CHECK_NOTHROW(follow(scenario, 1, &sound));
  const auto refused = [&](const char* column, auto value) { return refusal(scenario, state, column, value); };
  for (const char* column : {"population", "partner", "small_periods"}) {
    CAPTURE(column);
    for (const std::int32_t value : {-7, 1'000'000})
      CHECK(refused(column, value) == std::string(column) + ": a value that cannot be");
  }
  for (const char* column : {"project_path", "project_mode", "project_stage", "appraisal_path", "origin"}) {
    CAPTURE(column);
    for (const std::int8_t value : {std::int8_t{-7}, std::int8_t{100}})
      CHECK(refused(column, value) == std::string(column) + ": a value that cannot be");
  }
  for (const char* column : {"model", "project_model"})
    CHECK(refused(column, ~std::uint64_t{0}) == std::string(column) + ": a value that cannot be");
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    CHECK(refused("cash", value) == "cash: a value that cannot be");
  CHECK(refused("trait", -1e200).ends_with(": a value that cannot be"));
  CHECK(refused("acting_shift", std::int64_t{1} << 40) == "acting_shift: a value that cannot be");
  CHECK(refused("openings_used", std::int64_t{-1}) == "openings_used: a value that cannot be");
}

TEST_CASE("a state is refused whose sizes are not those of the scenario, before there is memory for them") {
  const Scenario scenario = stressed({}, 3);
  const Bytes state = follow(scenario, 1).checkpoints.states.at(1);
  const auto refused = [&](const char* column, auto value) { return refusal(scenario, state, column, value); };
  CHECK(refused("attributes", std::int64_t{1} << 60) == "market/firms/attributes: another value");
  CHECK(refused("treatments", std::int64_t{-1}) == "market/firms/treatments: another value");
  CHECK(refused("period", std::int64_t{1} << 60) == "period: a value that cannot be");
  // Of firms; the name is that of segments, too, which come first.
  for (const std::int64_t count : {std::int64_t{-1}, std::int64_t{1} << 60})
    CHECK(refused("count", count) == "market/firms/count: more than there are bytes for");
}

}  // namespace rivalry
