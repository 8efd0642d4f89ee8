// What competition.rule refuses, makes and leaves alone.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "rivalry/scenario/market_rule.hpp"
#include "rivalry/scenario/parameter.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/scenario/write.hpp"

namespace rivalry {
namespace {

std::string head_of(const std::string& rule) {
  return "[business_model]\ncatalogue = \"generated\"\n[competition]\nrule = \"" + rule + "\"\n";  // four lines
}

std::vector<Mistake> mistakes_of(const std::string& text) {
  try {
    parse_scenario(text, "rule.toml");
  } catch (const ScenarioError& error) {
    return error.mistakes();
  }
  return {};
}

/// The one mistake is about that key, in that line, and names the rule.
void check_refused(const std::string& text, int line, const std::string& key, const std::string& rule) {
  CAPTURE(text);
  const auto mistakes = mistakes_of(text);
  REQUIRE(mistakes.size() == 1);
  CHECK(mistakes[0].line == line);
  CHECK(mistakes[0].key == key);
  CHECK(mistakes[0].rule.find("competition.rule = \"" + rule + "\"") != std::string::npos);
  CHECK(!mistakes[0].remedy.empty());
}

}  // namespace

TEST_CASE("parameters that do not act under a rule are refused, each in its place") {
  struct {
    const char *rule, *section, *key, *value;
  } const cases[] = {
      {"cournot", "demand", "novelty_taste", "0.5"},   {"capacity", "demand", "price_sensitivity", "[2.0]"},
      {"replicator", "demand", "switching_cost", "2"}, {"cournot", "market", "position_spread", "2"},
      {"cournot", "market", "segments", "3"},          {"cournot", "segments", "mass_spread", "0.5"},
      {"capacity", "needs", "volatility", "0.1"},      {"replicator", "needs", "openings", "2"},
      {"cournot", "capacity", "capital", "3"},         {"replicator", "capacity", "productivity", "0.3"},
      {"cournot", "homogeneous", "selection", "2"},    {"capacity", "homogeneous", "selection", "2"},
      {"cournot", "resources", "brand", "1"},          {"cournot", "managers", "forecasting", "0.9"},
      {"replicator", "search", "home_share", "0.9"},
  };
  for (const auto& one : cases)
    check_refused(head_of(one.rule) + "[" + one.section + "]\n" + one.key + " = " + one.value + "\n", 6,
                  std::string(one.section) + "." + one.key, one.rule);
  for (const char* line : {"pricing = \"fixed\"", "markup_step = 0.1", "markup = 0.5"})
    check_refused(head_of("cournot") + line + "\n", 5,
                  "competition." + std::string(line).substr(0, std::string(line).find(' ')), "cournot");
  for (const char* line : {"adjustment = 0.3", "iterations = 9"})
    check_refused(head_of("replicator") + line + "\n", 5,
                  "competition." + std::string(line).substr(0, std::string(line).find(' ')), "replicator");
  check_refused(head_of("capacity") + "intensity = 0.3\n", 5, "competition.intensity", "capacity");
  check_refused("[homogeneous]\nchoke_price = 3\n", 2, "homogeneous.choke_price", "logit");
  check_refused("[capacity]\nbank = 1\n", 2, "capacity.bank", "logit");
}

TEST_CASE("parameters that act under a rule are taken") {
  for (const char* text : {"markup = 0.5\n[homogeneous]\nselection = 2\ndemand = \"unit_elastic\"\n"})
    CHECK(mistakes_of(head_of("replicator") + text).empty());
  CHECK(mistakes_of(head_of("cournot") + "adjustment = 0.3\niterations = 9\n[homogeneous]\nchoke_price = 3\n").empty());
  CHECK(mistakes_of(head_of("capacity") + "[capacity]\ncapital = 3\nproductivity = {uniform = [0.1, 0.2]}\n").empty());
  CHECK(mistakes_of(head_of("cournot") + "[market]\nsegments = 1\n[demand]\nnovelty_taste = 0\n").empty());
  CHECK(mistakes_of(head_of("cournot") + "[needs]\ngrowth = 0.01\n[market]\nhomogeneity = 0.5\n").empty());
}

TEST_CASE("choices that make goods differ are refused for a homogeneous good") {
  const std::string custom =
      "[business_model]\ncatalogue = \"custom\"\n[competition]\nrule = \"capacity\"\n[landscape]\ninterdependence = 0\n"
      "[[choice]]\nname = \"a\"\npath = \"offer\"\nreach = 1\ncollects = 1\nunit_cost = 0.1\nfixed_cost = 0.1\n"
      "externality = 0.2\ntechnology = 1\nimitability = 0.5\npromoted = true\n[[choice]]\nname = \"b\"\npath = "
      "\"creation\"\n";  // 20 lines
  CHECK(mistakes_of(custom).empty());
  for (const char* column : {"position = [0.2]", "willingness_to_pay = 0.1", "reach = 0.5", "retention = 0.1",
                             "collects = 0.5", "price_perception = -0.1", "third_party_revenue = 0.1"})
    check_refused(custom + column + "\n", 21, "choice." + std::string(column).substr(0, std::string(column).find(' ')),
                  "capacity");
  check_refused("[competition]\nrule = \"cournot\"\n", 0, "business_model.catalogue", "cournot");
  check_refused("[competition]\nrule = \"cournot\"\n[business_model]\ncatalogue = \"standard\"\n", 4,
                "business_model.catalogue", "cournot");
}

TEST_CASE("populations and events may not set what does not act either") {
  const std::string population = "[[population]]\nname = \"p\"\nentrants = 1\n";
  check_refused(head_of("cournot") + population + "resources.brand = 1\n", 8, "population.resources.brand", "cournot");
  check_refused(head_of("replicator") + population + "\"capacity.productivity\" = 1\n", 8,
                "population.capacity.productivity", "replicator");
  check_refused(population + "capacity.productivity = 1\n", 4, "population.capacity.productivity", "logit");
  CHECK(mistakes_of(head_of("capacity") + population + "capacity.productivity = 1\n").empty());
  const std::string event = "[[event]]\nat = 2\n";
  check_refused(head_of("cournot") + event + "open_segment = 1\n", 7, "event.open_segment", "cournot");
  check_refused(head_of("cournot") + event + "shift_needs = 1\n", 7, "event.shift_needs", "cournot");
  check_refused(head_of("cournot") + event + "set = {\"demand.base_utility\" = 1}\n", 7,
                "event.set.demand.base_utility", "cournot");
  check_refused(event + "set = {homogeneous.choke_price = 1}\n", 3, "event.set.homogeneous.choke_price", "logit");
  CHECK(mistakes_of(head_of("cournot") + event + "set = {\"homogeneous.choke_price\" = 1}\n").empty());
}

TEST_CASE(
    "every key that a rule leaves without meaning is a parameter, and some parameter acts under each rule alone") {
  int logit_only = 0, never = 0;
  for (const Parameter& parameter : parameters()) {
    int rules = 0;
    for (const Rule rule : {Rule::logit, Rule::cournot, Rule::capacity, Rule::replicator})
      rules += acts(parameter.key, rule) ? 1 : 0;
    logit_only += rules == 1 && acts(parameter.key, Rule::logit) ? 1 : 0;
    never += rules == 0 ? 1 : 0;
  }
  CHECK(logit_only > 30);
  CHECK(never == 0);
  CHECK_FALSE(acts("capacity.bank", Rule::cournot));
  CHECK_FALSE(acts("demand.base_utility", Rule::cournot));
  CHECK(acts("competition.adjustment", Rule::cournot));
  CHECK(acts("competition.rule", Rule::cournot));
}

TEST_CASE("a homogeneous market has one segment, reads back as it was written, and names nothing that does not act") {
  for (const char* rule : {"cournot", "capacity", "replicator"}) {
    const Scenario scenario = parse_scenario(head_of(rule), "h");
    CHECK(scenario.market.segments == 1);
    CHECK(scenario.demand.position_weight == 0);
    const std::string text = to_toml(scenario);
    CHECK(text.find("novelty_taste") == std::string::npos);
    CHECK(text.find("choke_price") != std::string::npos);
    CHECK(to_toml(parse_scenario(text, "again")) == text);
  }
  CHECK(to_toml(parse_scenario("", "logit")).find("choke_price") == std::string::npos);
}

}  // namespace rivalry
