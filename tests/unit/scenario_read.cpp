#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "rivalry/scenario/population.hpp"
#include "rivalry/scenario/read.hpp"

using namespace rivalry;

namespace {
Scenario parse(const std::string& text, std::vector<Setting> settings = {}) {
  return parse_scenario(text, "folder/test-case.toml", settings);
}
}  // namespace

TEST_CASE("a scenario of nothing has all defaults and the name of its file") {
  const Scenario scenario = parse("");
  CHECK(scenario.scenario.name == "test-case");
  CHECK(scenario.market.firms == Scenario{}.market.firms);
  CHECK(scenario.catalogue.size() == 24);
}

TEST_CASE("values of every kind are read") {
  const Scenario scenario = parse(R"(
[scenario]
name = "all kinds"
periods = 1_000
[market]
size_per_firm = 2
[innovation]
enabled = false
[competition]
pricing = "adaptive_markup"
[random]
frozen = ["landscape", "founding"]
[recording]
variables = "all"
)");
  CHECK(scenario.scenario.name == "all kinds");
  CHECK(scenario.scenario.periods == 1000);
  CHECK(scenario.market.size_per_firm == 2.0);
  CHECK_FALSE(scenario.innovation.enabled);
  CHECK(scenario.competition.pricing == Pricing::adaptive_markup);
  CHECK(scenario.random.frozen == std::vector<std::string>{"landscape", "founding"});
  CHECK(scenario.recording.variables == std::vector<std::string>{"all"});
}

TEST_CASE("distributions are read in all their forms") {
  const Scenario scenario = parse(R"(
[market]
segments = 3
[demand]
price_sensitivity = [2, 2.5, 3]
[capabilities]
sensing = {uniform = [0.1, 0.9]}
seizing = {normal = [0.5, 0.1], min = 0, max = 1}
reconfiguring = {beta = [2, 5]}
[managers]
owner = {choice = [0, 1], weights = [3, 1]}
integration = {treatment = [0, 0.5, 1], share = 0.6}
analogy = 1
)");
  using Kind = Distribution::Kind;
  CHECK(scenario.demand.price_sensitivity.kind == Kind::list);
  CHECK(scenario.demand.price_sensitivity.values == std::vector<double>{2, 2.5, 3});
  CHECK(scenario.traits[Trait::sensing] == Distribution::uniform(0.1, 0.9));
  CHECK(scenario.traits[Trait::seizing] == Distribution::normal(0.5, 0.1, 0.0, 1.0));
  CHECK(scenario.traits[Trait::reconfiguring].kind == Kind::beta);
  CHECK(scenario.traits[Trait::reconfiguring].second == 5);
  CHECK(scenario.traits[Trait::owner_manager].weights == std::vector<double>{3, 1});
  CHECK(scenario.traits[Trait::integration].is_treatment());
  CHECK(scenario.traits[Trait::integration].values.size() == 3);
  CHECK(scenario.traits[Trait::integration].share == 0.6);
  CHECK(scenario.traits[Trait::analogy] == Distribution(1));
}

TEST_CASE("a setting replaces the file's value, and the last of several counts") {
  const Scenario scenario = parse("[market]\nfirms = 5\n", {{"market.firms", "6"},
                                                            {"market.firms", "7"},
                                                            {"competition.pricing", "fixed"},
                                                            {"recording.variables", "price, profit"},
                                                            {"capabilities.sensing", "{uniform=[0.5, 0.6]}"},
                                                            {"scenario.name", "2024"}});
  CHECK(scenario.market.firms == 7);
  CHECK(scenario.competition.pricing == Pricing::fixed);
  CHECK(scenario.recording.variables == std::vector<std::string>{"price", "profit"});
  CHECK(scenario.traits[Trait::sensing] == Distribution::uniform(0.5, 0.6));
  CHECK(scenario.scenario.name == "2024");
}

TEST_CASE("a setting cannot smuggle in a second key") {
  CHECK_THROWS_AS(parse("", {{"market.firms", "3\nx = 4"}}), ScenarioError);
}

TEST_CASE("a market's size is given in total or for each firm") {
  CHECK(parse("[market]\nfirms = 50\nsize = 100\n").market.size_per_firm == 2.0);
  CHECK(parse("[market]\nsize = 100\n", {{"market.firms", "400"}}).market.size_per_firm == 0.25);
  const Scenario by_firm = parse("[market]\nsize = 100\n", {{"market.size_per_firm", "3"}});
  CHECK(by_firm.market.size_per_firm == 3.0);
  CHECK_FALSE(by_firm.market.size.has_value());
  const Scenario by_total = parse("[market]\nsize_per_firm = 3\nfirms = 10\n", {{"market.size", "5"}});
  CHECK(by_total.market.size_per_firm == 0.5);
}

TEST_CASE("a population without firms and share gets the rest") {
  const Scenario scenario = parse(R"(
[[population]]
name = "focal"
firms = 1
model = ["premium", "online_direct", "unit_sale"]
capabilities.sensing = 0.9
"managers.owner" = 1
[[population]]
name = "young"
share = 0.25
entrants = 2
[[population]]
name = "others"
)");
  REQUIRE(scenario.populations.size() == 3);
  CHECK(scenario.populations[0].traits[Trait::sensing] == Distribution(0.9));
  CHECK(scenario.populations[0].traits[Trait::owner_manager] == Distribution(1));
  CHECK_FALSE(scenario.populations[0].traits[Trait::seizing].has_value());
  CHECK(scenario.populations[0].model.size() == 3);
  CHECK(scenario.populations[1].entrants == 2);
  CHECK(founders_by_population(scenario) == std::vector<std::int64_t>{1, 25, 74});
}

TEST_CASE("shares are rounded so that every firm belongs to a population") {
  const Scenario scenario = parse(R"(
[market]
firms = 10
[[population]]
name = "a"
share = 0.333333333
entrants = 1
[[population]]
name = "b"
share = 0.333333333
[[population]]
name = "c"
share = 0.333333334
)");
  const auto founders = founders_by_population(scenario);
  CHECK(founders[0] + founders[1] + founders[2] == 10);
  for (const auto count : founders) CHECK((count == 3 || count == 4));
}

TEST_CASE("events keep their settings as TOML text") {
  const Scenario scenario = parse(R"(
[[event]]
name = "war"
at = 10
set = {"demand.price_sensitivity" = 4.5, pressure.form = "smooth"}
[[event]]
probability = 0.01
open_segment = 2
distance = 3
ban = "premium"
)");
  REQUIRE(scenario.events.size() == 2);
  CHECK(scenario.events[0].at == 10);
  REQUIRE(scenario.events[0].set.size() == 2);
  CHECK(scenario.events[0].set[0] == std::pair<std::string, std::string>{"demand.price_sensitivity", "4.5"});
  CHECK(scenario.events[0].set[1] == std::pair<std::string, std::string>{"pressure.form", "\"smooth\""});
  CHECK(scenario.events[1].open_segment == 2.0);
  CHECK(scenario.events[1].ban == "premium");
}

TEST_CASE("an event's settings apply to a scenario during a run") {
  Scenario scenario = parse("");
  apply_setting(scenario, "demand.price_sensitivity", "4.5");
  apply_setting(scenario, "pressure.form", "\"smooth\"");
  apply_setting(scenario, "competition.iterations", "3");
  CHECK(scenario.demand.price_sensitivity == Distribution(4.5));
  CHECK(scenario.pressure.form == PressureForm::smooth);
  CHECK(scenario.competition.iterations == 3);
  CHECK_THROWS_AS(apply_setting(scenario, "market.firms", "3"), ScenarioError);
  CHECK_THROWS_AS(apply_setting(scenario, "no.such", "3"), ScenarioError);
  CHECK_THROWS_AS(apply_setting(scenario, "demand.price_sensitivity", "-1"), ScenarioError);
}

TEST_CASE("a custom catalogue is sorted by path, keeping the order within one") {
  const Scenario scenario = parse(R"(
[market]
segments = 2
[landscape]
interdependence = 1
[business_model]
catalogue = "custom"
[[choice]]
name = "sale"
path = "capture"
collects = 1
[[choice]]
name = "web"
path = "delivery"
reach = [0.5, 0.25]
[[choice]]
name = "luxury"
path = "offer"
position = [0.5, 0]
willingness_to_pay = 0.3
open = true
[[choice]]
name = "basic"
path = "offer"
)");
  const auto& choices = scenario.catalogue.choices;
  REQUIRE(choices.size() == 4);
  CHECK(choices[0].name == "luxury");
  CHECK(choices[1].name == "basic");
  CHECK(choices[2].reach == std::vector<double>{0.5, 0.25});
  CHECK(choices[3].path == Path::capture);
  CHECK(choices[0].willingness_to_pay == std::vector<double>{0.3});
  CHECK(choices[0].open);
}

TEST_CASE("a generated catalogue has the number of choices that is asked for") {
  const Scenario even = parse("[business_model]\ncatalogue = \"generated\"\nchoices_per_path = 3\n");
  CHECK(even.catalogue.size() == 12);
  const Scenario uneven = parse("[business_model]\ncatalogue = \"generated\"\nchoices_per_path = [16, 0, 0, 0]\n");
  CHECK(uneven.catalogue.size() == 16);
  CHECK(uneven.catalogue.count(Path::offer) == 16);
}

TEST_CASE("a setting reads numbers and words as a file does") {
  for (const std::string text :
       {"0.1", "-0.7", "+2.5", "1e1", "1E-3", "12.5e-01", "0.30000000000000004", "1.7976931348623157e1", "5e-324", "7",
        "-0", "+3", "-12", "0", "0x10", "1_0", "0b11", "0o17"}) {
    CAPTURE(text);
    const Scenario file = parse_scenario("[demand]\nbase_utility = " + text + "\n", "x");
    const Setting setting{"demand.base_utility", text};
    CHECK(parse_scenario("", "x", {&setting, 1}).demand.base_utility == file.demand.base_utility);
  }
  // No TOML: text, which the name takes and the number refuses.
  for (const std::string text :
       {"007", "1.", ".5", "1e", "1.e3", "--1", "1-2", "e5", "1.5.5", "truely", "9999999999999999999"}) {
    CAPTURE(text);
    const Setting name{"scenario.name", text}, number{"demand.base_utility", text};
    CHECK(parse_scenario("", "x", {&name, 1}).scenario.name == text);
    CHECK_THROWS_AS(parse_scenario("", "x", {&number, 1}), ScenarioError);
  }
  for (const std::string text : {"true", "false"}) {
    const Setting setting{"exit.enabled", text};
    CHECK(parse_scenario("", "x", {&setting, 1}).exit.enabled == (text == "true"));
  }
  const Setting fraction{"market.firms", "12.0"}, infinite{"demand.base_utility", "inf"};
  CHECK_THROWS_AS(parse_scenario("", "x", {&fraction, 1}), ScenarioError);
  CHECK_THROWS_AS(parse_scenario("", "x", {&infinite, 1}), ScenarioError);
}

TEST_CASE("an influence matrix is read") {
  const Scenario scenario = parse(
      "[business_model]\ncatalogue = \"generated\"\nchoices_per_path = [2, 0, 0, 0]\n"
      "[landscape]\ninterdependence = 1\npattern = \"matrix\"\nmatrix = [[0, 1], [0, 0]]\n");
  CHECK(scenario.landscape.matrix == std::vector<std::vector<double>>{{0, 1}, {0, 0}});
}
