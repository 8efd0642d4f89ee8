// The table of parameters and what is made from it.
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "rivalry/scenario/catalogue.hpp"
#include "rivalry/scenario/parameter.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/scenario/write.hpp"

using namespace rivalry;

TEST_CASE("every parameter is defined once, in a known section, with unit and a sentence of meaning") {
  std::set<std::string_view> keys, names;
  for (const Section& section : sections()) CHECK(names.insert(section.name).second);
  for (const Parameter& parameter : parameters()) {
    INFO(parameter.key);
    CHECK(keys.insert(parameter.key).second);
    CHECK(names.contains(parameter.section()));
    CHECK_FALSE(parameter.unit.empty());
    CHECK(parameter.meaning.size() > 8);
    CHECK((parameter.meaning.ends_with('.') || parameter.meaning.ends_with("…")));
    CHECK(parameter.min < parameter.max);
  }
}

TEST_CASE("every section has parameters") {
  for (const Section& section : sections()) {
    INFO(section.name);
    int count = 0;
    for (const Parameter& parameter : parameters()) count += parameter.section() == section.name ? 1 : 0;
    CHECK(count > 0);
  }
}

TEST_CASE("every default lies in its range") {
  // Written out as a file, the defaults must pass the validation that files pass.
  CHECK_NOTHROW(parse_scenario(to_toml(parse_scenario("", "x")), "defaults.toml"));
}

TEST_CASE("the keys that other tools rely on exist") {
  for (const char* key :
       {"scenario.name", "scenario.question", "scenario.periods", "scenario.seed", "market.firms", "market.segments",
        "market.attributes", "market.size_per_firm", "market.size", "demand.price_sensitivity",
        "landscape.interdependence", "landscape.alignment", "landscape.pattern", "business_model.choices_per_path",
        "competition.rule", "competition.pricing", "competition.intensity", "innovation.enabled", "entry.rate"}) {
    INFO(key);
    CHECK(find_parameter(key) != nullptr);
  }
}

TEST_CASE("describe explains a parameter, a section, a table and everything") {
  const std::string one = describe_text("demand.price_sensitivity");
  for (const char* words :
       {"demand.price_sensitivity\n", "1e-06 to 100", "utility/money", "2.5", "an event may change it"})
    CHECK(one.find(words) != std::string::npos);
  CHECK(describe_text("demand").find("demand.switching_cost") != std::string::npos);
  CHECK(describe_text("population").find("entrants") != std::string::npos);
  CHECK(describe_text("event.ban").find("choice") != std::string::npos);
  const std::string all = describe_text("");
  for (const Parameter& parameter : parameters()) CHECK(all.find(parameter.key) != std::string::npos);
  CHECK_THROWS_WITH_AS(describe_text("market.frims"),
                       "there is no parameter or section \"market.frims\"; did you mean market.firms?", UnknownName);
  CHECK_THROWS_WITH_AS(describe_text("markt"), "there is no parameter or section \"markt\"; did you mean market?",
                       UnknownName);
}

TEST_CASE("describe as JSON has the same parameters with their ranges") {
  const auto all = nlohmann::json::parse(describe_json(""));
  std::size_t count = 0;
  for (const auto& section : all.at("sections"))
    if (!section.at("repeated").get<bool>()) count += section.at("parameters").size();
  CHECK(count == parameters().size());
  const auto firms = nlohmann::json::parse(describe_json("market.firms"));
  CHECK(firms.at("min") == 1);
  CHECK(firms.at("min_included") == true);
  CHECK(firms.at("type") == "integer");
  CHECK(firms.at("default") == "100");
  const auto pricing = nlohmann::json::parse(describe_json("competition.pricing"));
  CHECK(pricing.at("names").at(0) == "bertrand");
  CHECK_THROWS_AS(describe_json("no_such_thing_at_all"), UnknownName);
}

TEST_CASE("the documentation page has a row for every parameter") {
  const std::string page = parameters_markdown();
  for (const Parameter& parameter : parameters()) {
    INFO(parameter.key);
    CHECK(page.find("| `" + std::string(parameter.key) + "` |") != std::string::npos);
  }
  CHECK(page.find("## `[[choice]]`") != std::string::npos);
  CHECK(page.find("| `collects` |") != std::string::npos);
}

TEST_CASE("docs/parameters.md is what the program prints") {
  std::ifstream file(std::string(RIVALRY_SOURCE_DIR) + "/docs/parameters.md");
  const std::string page((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  INFO("after a change to the table of parameters: rivalry describe --page parameters > docs/parameters.md");
  CHECK(static_cast<bool>(page == parameters_markdown()));
}

TEST_CASE("the default catalogue has six choices a path, sorted by path, the last one open") {
  const Catalogue catalogue = default_catalogue();
  CHECK(catalogue.size() == 24);
  std::uint64_t all = 0;
  for (const Path path : {Path::offer, Path::creation, Path::delivery, Path::capture}) {
    CHECK(catalogue.count(path) == 6);
    CHECK((catalogue.block(path) & all) == 0);
    all |= catalogue.block(path);
    CHECK(catalogue.choices[static_cast<std::size_t>(path) * 6 + 5].open);
  }
  CHECK(all == (std::uint64_t{1} << 24) - 1);
  CHECK(catalogue.find("unit_sale") == 18);
  CHECK(catalogue.find("no such") == -1);
}

TEST_CASE("generated choices reach everybody, collect everything and do nothing else") {
  const Catalogue catalogue = generated_catalogue({2, 0, 1, 3});
  CHECK(catalogue.size() == 6);
  CHECK(catalogue.choices[0].name == "offer_1");
  CHECK(catalogue.block(Path::creation) == 0);
  for (const Choice& choice : catalogue.choices) {
    CHECK(choice.reach == std::vector<double>{1});
    CHECK(choice.collects == 1);
    CHECK(choice.unit_cost == 0);
    CHECK(choice.position.empty());
  }
}
