// Every number that a scenario may give is either computed with or refused: markets at the ends of parameters' ranges,
// one by one and many at a time, stay finite, or end in words that name what left the numbers.
#include <cmath>
#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "../support/laboratory.hpp"
#include "rivalry/run/finite.hpp"
#include "rivalry/scenario/parameter.hpp"

namespace rivalry {
namespace {

using test::scenario_of;
using test::set;

constexpr const char* small = R"(
[scenario]
periods = 12
[market]
firms = 10
segments = 2
[innovation]
base_hazard = 0.5
lead_time = 0
[entry]
rate = 0.1
[recording]
firms = 0
)";

/// Whether a scenario takes a setting next to others; it is added if so.
bool takes(std::vector<Setting>& settings, const Setting& setting) {
  settings.push_back(setting);
  try {
    scenario_of(small, settings);
    return true;
  } catch (const ScenarioError&) {
    settings.pop_back();
    return false;
  }
}

/// What is on in a market in which everything acts; of it, scenarios take what has a meaning in them.
const std::vector<Setting> everything = [] {
  std::vector<Setting> settings;
  for (const Section& section : sections())
    if (find_parameter(std::string(section.name) + ".enabled") != nullptr)
      settings.push_back(set(std::string(section.name) + ".enabled", std::string("true")));
  settings.push_back(set("needs.openings", 2));
  settings.push_back(set("needs.opening_probability", 0.5));
  settings.push_back(set("technology.jump_probability", 0.5));
  return settings;
}();

/// Numbers at the ends of a parameter's range, as TOML; none of what is no number, or fixes the size of a run.
std::vector<std::string> ends(const Parameter& parameter) {
  static const std::set<std::string_view> left_out{"scenario.periods", "scenario.seed",   "market.firms",
                                                   "market.segments",  "recording.every", "recording.firms",
                                                   "market.size",      "needs.openings",  "recording.compression"};
  if (left_out.contains(parameter.key)) return {};
  Scenario defaults;
  const Slot slot = parameter.slot(defaults);
  const bool integer = std::holds_alternative<std::int64_t*>(slot);
  if (!integer && !std::holds_alternative<double*>(slot) && !std::holds_alternative<Distribution*>(slot) &&
      !std::holds_alternative<std::optional<double>*>(slot))
    return {};
  if (integer)
    return {fmt::format("{}", static_cast<std::int64_t>(parameter.min)),
            fmt::format("{}", static_cast<std::int64_t>(parameter.max))};
  const double tiny = std::nextafter(0.0, 1.0), span = parameter.max - parameter.min;
  const double low = parameter.min_open ? parameter.min + (parameter.min == 0 ? tiny : 1e-16 * span) : parameter.min;
  const double high = parameter.max_open ? std::nextafter(parameter.max, parameter.min) : parameter.max;
  return {fmt::format("{:e}", low), fmt::format("{:.17e}", high)};
}

/// Looks after every period whether all numbers of the market are numbers.
struct Watch : Observer {
  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
    const auto look = [&](const std::string& name, double number) {
      if (!std::isfinite(number)) broken.insert(name);
    };
    auto& firms = const_cast<Firms&>(market.firms);  // visited, not changed
    firms.each_column([&](const char* name, auto& column) {
      for (Index j = 0; j < firms.count; ++j) look(name, static_cast<double>(column[j]));
    });
    const Segments& segments = market.segments;
    for (Index s = 0; s < segments.count; ++s)
      for (const Column* column : {&segments.mass, &segments.served, &segments.surplus, &segments.earned})
        look("a segment", (*column)[s]);
    for (const MarketObservable& observable : market_observables())
      if (std::isinf(observable.value(statistics, market))) broken.insert(std::string(observable.name));
    for (const FirmObservable& observable : firm_observables())
      for (Index j = 0; observable.is_in(scenario) && j < firms.count; ++j)
        if (std::isinf(observable.value(market, scenario, j))) broken.insert(std::string(observable.name));
    for (const EventRow& event : market.flows.events)
      look("gain of an event", event.perceived_gain), look("gain of an event", event.realised_gain);
    ++periods;
  }
  std::set<std::string> broken;
  int periods = 0;
};

enum class Outcome { finite, in_words, refused };

/// Runs a small market with these settings. What is not finite and not told of fails the test.
Outcome outcome_of(const std::vector<Setting>& settings) {
  std::string text;
  for (const Setting& setting : settings) text += setting.key + " = " + setting.value + "\n";
  CAPTURE(text);
  std::optional<Scenario> scenario;
  try {
    scenario = scenario_of(small, settings);
  } catch (const ScenarioError&) {
    return Outcome::refused;
  }
  Watch watch;
  Observer* const observers[] = {&watch};
  Outcome outcome = Outcome::finite;
  try {
    run(*scenario, {.threads = 1}, observers);
  } catch (const NotFinite& fault) {
    outcome = Outcome::in_words;
    const std::string words = fault.what();
    CAPTURE(words);
    CHECK(words.find(fmt::format("period {}", watch.periods + 1)) != std::string::npos);
    CHECK(words.find(" = ") != std::string::npos);
  }
  std::string broken;
  for (const std::string& name : watch.broken) broken += name + " ";
  CHECK(broken == "");
  return outcome;
}

const std::vector<std::vector<Setting>>& rules() {
  static const std::vector<std::vector<Setting>> all = [] {
    std::vector<std::vector<Setting>> list{{}};
    for (const char* rule : {"\"cournot\"", "\"capacity\"", "\"replicator\""})
      for (const char* demand : {"\"linear\"", "\"unit_elastic\""})
        list.push_back({set("competition.rule", std::string(rule)), set("homogeneous.demand", std::string(demand)),
                        set("market.segments", 1), set("market.attributes", 1),
                        set("business_model.catalogue", std::string("\"generated\""))});
    for (const char* pricing : {"\"adaptive_markup\"", "\"fixed\""})
      list.push_back({set("competition.pricing", std::string(pricing))});
    return list;
  }();
  return all;
}

}  // namespace

TEST_CASE("at either end of each parameter's range a market is computed, ends in words or is refused") {
  std::map<Outcome, int> outcomes;
  for (const Parameter& parameter : parameters())
    for (const std::string& end : ends(parameter)) {
      std::vector<Setting> settings = everything;
      settings.push_back(set(std::string(parameter.key), end));
      ++outcomes[outcome_of(settings)];
      for (std::size_t rule = 1; rule <= 6; ++rule) {
        std::vector<Setting> homogeneous = rules()[rule];
        if (takes(homogeneous, settings.back())) ++outcomes[outcome_of(homogeneous)];
      }
    }
  MESSAGE(outcomes[Outcome::finite], " finite, ", outcomes[Outcome::in_words], " in words, ",
          outcomes[Outcome::refused], " refused");
  CHECK(outcomes[Outcome::finite] > 1000);
}

TEST_CASE("with many parameters at ends of their ranges a market is computed, ends in words or is refused") {
  std::vector<std::pair<std::string, std::vector<std::string>>> all;
  for (const Parameter& parameter : parameters())
    if (const auto values = ends(parameter); !values.empty()) all.emplace_back(parameter.key, values);
  Stream stream = Streams(16, 0).at(Purpose::own_rules, 0, 0);
  std::map<Outcome, int> outcomes;
  for (int trial = 0; trial < 600; ++trial) {
    std::vector<Setting> settings =
        rules()[static_cast<std::size_t>(stream.below(static_cast<std::int64_t>(rules().size())))];
    if (stream.chance(0.7))
      for (const Setting& setting : everything) takes(settings, setting);
    for (std::int64_t i = 2 + stream.below(10); i > 0; --i) {
      const auto& [key, values] = all[static_cast<std::size_t>(stream.below(static_cast<std::int64_t>(all.size())))];
      takes(settings, {key, values[static_cast<std::size_t>(stream.below(2))]});
    }
    ++outcomes[outcome_of(settings)];
  }
  MESSAGE(outcomes[Outcome::finite], " finite, ", outcomes[Outcome::in_words], " in words, ",
          outcomes[Outcome::refused], " refused");
  CHECK(outcomes[Outcome::finite] > 300);
}

TEST_CASE("a market that leaves the numbers ends with the quantity, the firm, the period and where to look") {
  const Scenario scenario = scenario_of(
      small, {set("orchestration.enabled", std::string("true")), set("orchestration.structuring", 1000),
              set("orchestration.stock_price", 0.001), set("founding.cash", 1e6), set("resources.brand_value", 20)});
  Watch watch;
  Observer* const observers[] = {&watch};
  std::string words;
  try {
    run(scenario, {.threads = 1}, observers);
  } catch (const NotFinite& fault) {
    words = fault.what();
  }
  CAPTURE(words);
  CHECK(watch.broken.empty());
  CHECK(words.find(fmt::format("period {}: the utility of the product of firm ", watch.periods + 1)) !=
        std::string::npos);
  CHECK(words.find("orchestration.structuring = 1000") != std::string::npos);
  CHECK(words.find("founding.cash") == std::string::npos);  // which is farther from its default, but has no part in it
}

}  // namespace rivalry
