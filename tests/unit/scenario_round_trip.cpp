#include <algorithm>
#include <filesystem>
#include <random>
#include <regex>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "rivalry/scenario/parameter.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/scenario/write.hpp"

using namespace rivalry;
namespace fs = std::filesystem;

namespace {

/// Writes and reads back; the second text must be the first.
void check_round_trip(const Scenario& scenario) {
  const std::string text = to_toml(scenario);
  const Scenario again = parse_scenario(text, "again.toml");
  CHECK(to_toml(again) == text);
  CHECK(again.catalogue.size() == scenario.catalogue.size());
  CHECK(again.market.size_per_firm == scenario.market.size_per_firm);
}

class Draw {
 public:
  explicit Draw(unsigned seed) : engine_(seed) {}
  double uniform(double min, double max) { return min + (max - min) * (static_cast<double>(engine_()) / 4294967296.0); }
  bool chance(double probability) { return uniform(0, 1) < probability; }
  std::int64_t integer(std::int64_t min, std::int64_t max) {
    return min + static_cast<std::int64_t>(uniform(0, 1) * static_cast<double>(max - min + 1));
  }

 private:
  std::mt19937 engine_;
};

Distribution random_distribution(const Parameter& parameter, std::int64_t segments, Draw& draw) {
  const double low = std::max(parameter.min, -50.0), high = std::min(parameter.max, low + 30);
  const auto value = [&] { return draw.uniform(low, high); };
  Distribution result;
  switch (draw.integer(0, 4)) {
    case 0:
      return Distribution(value());
    case 1: {
      const double a = value(), b = value();
      return Distribution::uniform(std::min(a, b), std::max(a, b));
    }
    case 2:
      return Distribution::normal(value(), (high - low) / 3, low, high);
    case 3:
      result.kind = Distribution::Kind::choice;
      for (int i = 0; i < 3; ++i) result.values.push_back(value()), result.weights.push_back(draw.uniform(0.1, 2));
      return result;
    default:
      result.kind = parameter.level == Level::firm ? Distribution::Kind::treatment : Distribution::Kind::list;
      for (std::int64_t i = 0; i < (parameter.level == Level::firm ? 2 : segments); ++i)
        result.values.push_back(value());
      if (parameter.level == Level::firm && draw.chance(0.5)) result.share = draw.uniform(0, 1);
      return result;
  }
}

/// Every parameter drawn from its range, but for the few that others limit.
Scenario random_scenario(unsigned seed) {
  Draw draw(seed);
  Scenario scenario;
  scenario.scenario.question = "Was \"x\" \\ the\n\tanswer? \x01 é";
  scenario.market.segments = draw.integer(1, 9);
  for (const Parameter& parameter : parameters()) {
    const Slot slot = parameter.slot(scenario);
    if (auto* const* flag = std::get_if<bool*>(&slot)) **flag = draw.chance(0.5);
    if (auto* const* number = std::get_if<double*>(&slot))
      **number = draw.uniform(parameter.min + 1e-9, std::min(parameter.max, parameter.min + 10));
    if (auto* const* distribution = std::get_if<Distribution*>(&slot))
      **distribution = random_distribution(parameter, scenario.market.segments, draw);
    if (auto* const* integer = std::get_if<std::int64_t*>(&slot))
      if (parameter.section() != "market" && parameter.section() != "landscape")
        **integer = draw.integer(static_cast<std::int64_t>(parameter.min),
                                 static_cast<std::int64_t>(std::min(parameter.max, parameter.min + 1000)));
  }
  if (draw.chance(0.5)) {
    scenario.market.size = draw.uniform(1, 1e6);
    scenario.market.size_per_firm = *scenario.market.size / static_cast<double>(scenario.market.firms);
  }
  scenario.populations.resize(2);
  scenario.populations[0].name = "first \"quoted\"";
  scenario.populations[0].share = 1.0 / 3;
  scenario.populations[0].entrants = draw.uniform(0.1, 2);
  scenario.populations[0].traits[Trait::sensing] = Distribution::uniform(0, draw.uniform(0, 1));
  scenario.populations[1].name = "second";
  scenario.populations[1].share = 2.0 / 3;
  scenario.populations[1].model = {"premium", "unit_sale"};
  scenario.events.push_back({.name = "set", .at = 1, .set = {{"demand.base_utility", "0.5"}}});
  scenario.events.push_back({.name = "",
                             .probability = draw.uniform(0, 1),
                             .open_segment = draw.uniform(0.1, 3),
                             .distance = 2.5,
                             .shift_needs = 0.0,
                             .frontier = 1e-7,
                             .ban = "premium",
                             .promote = "basic"});
  return scenario;
}

}  // namespace

TEST_CASE("the default scenario reads back as it was written") { check_round_trip(parse_scenario("", "default")); }

TEST_CASE("scenarios of drawn values read back as they were written, to the last bit") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO(seed);
    const Scenario scenario = random_scenario(seed);
    check_round_trip(scenario);
    const Scenario again = parse_scenario(to_toml(scenario), "again");
    CHECK(again.scenario.question == scenario.scenario.question);
    CHECK(again.demand.base_utility == scenario.demand.base_utility);
    CHECK(again.demand.price_sensitivity == scenario.demand.price_sensitivity);
    CHECK(again.populations[0].traits[Trait::sensing] == scenario.populations[0].traits[Trait::sensing]);
    CHECK(again.populations[1].share == scenario.populations[1].share);
    CHECK(again.events[1].frontier == scenario.events[1].frontier);
    CHECK(again.events[1].shift_needs == scenario.events[1].shift_needs);
  }
}

TEST_CASE("custom catalogues, matrices and intensity read back") {
  check_round_trip(parse_scenario(
      "[business_model]\ncatalogue = \"custom\"\n[landscape]\npattern = \"matrix\"\ninterdependence = 1\n"
      "matrix = [[0, 1], [1, 0]]\n[[choice]]\nname = \"b\"\npath = \"capture\"\ncollects = 0.7\n"
      "[[choice]]\nname = \"a\"\npath = \"delivery\"\nreach = [0.1, 0.2, 0.3, 0.4, 0.5, 1]\nposition = [0.1, -0.2]\n"
      "promoted = true\nunit_cost = -0.1\n",
      "custom.toml"));
  check_round_trip(
      parse_scenario("[business_model]\ncatalogue = \"generated\"\nchoices_per_path = [4, 3, 2, 1]\n", "g"));
  const Scenario intense = parse_scenario("[competition]\nintensity = 0.37\n", "i");
  check_round_trip(intense);
  CHECK(parse_scenario(to_toml(intense), "again").competition.intensity == 0.37);
}

TEST_CASE("every shipped scenario is valid and reads back as it was written") {
  const fs::path folder = fs::path(RIVALRY_SOURCE_DIR) / "scenarios";
  if (!fs::exists(folder)) return;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".toml" || entry.path().parent_path().filename() == "sweeps") continue;
    INFO(entry.path().string());
    const Scenario scenario = read_scenario(entry.path());
    CHECK_FALSE(scenario.scenario.question.empty());
    check_round_trip(scenario);
  }
}

TEST_CASE("the starter scenario is valid, has the defaults and the name it was given") {
  const std::string text = starter_scenario("my \"own\"");
  const Scenario scenario = parse_scenario(text, "starter.toml");
  CHECK(scenario.scenario.name == "my \"own\"");
  Scenario defaults = parse_scenario("", "x");
  defaults.scenario.name = scenario.scenario.name;
  defaults.scenario.question = scenario.scenario.question;
  CHECK(to_toml(scenario) == to_toml(defaults));
}

TEST_CASE("the starter scenario's commented lines become valid when uncommented") {
  const std::string all = starter_scenario("x");
  std::string text;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = all.find('\n', begin);
    std::string line = all.substr(begin, end - begin);
    // market.size, choices_per_path, intensity and the matrix exclude what is set beside them.
    const bool excluded = line.find("…") != std::string::npos || line.find("choices_per_path") != std::string::npos;
    static const std::regex key("# (\\[.*\\]|[a-z_.]+ = .*)");
    if (std::regex_match(line, key) && !excluded) line.erase(0, 2);
    text += line + "\n";
    begin = end + 1;
  }
  const Scenario scenario = parse_scenario(text, "starter.toml");
  CHECK(scenario.populations.size() == 2);
  CHECK(scenario.events.size() == 1);
  CHECK(scenario.events[0].name == "price war");
}
