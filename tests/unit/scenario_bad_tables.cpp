// Mistakes in [[population]], [[event]] and [[choice]].
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "rivalry/scenario/read.hpp"

using namespace rivalry;

namespace {

struct Bad {
  const char* text;
  int line;
  const char* key;
  std::vector<const char*> words;
};

std::string verdict(const Bad& bad) {
  try {
    parse_scenario(bad.text, "bad.toml");
  } catch (const ScenarioError& error) {
    if (error.mistakes().size() != 1) return error.what();
    const Mistake& mistake = error.mistakes().front();
    if (mistake.line != bad.line || mistake.key != bad.key) return mistake.key + " in " + mistake.text();
    for (const char* word : bad.words)
      if (mistake.text().find(word) == std::string::npos)
        return std::string("lacks \"") + word + "\": " + mistake.text();
    return "";
  }
  return "accepted";
}

const std::vector<Bad> populations{
    {"[population]\nname = \"a\"", 1, "population", {"must be a list of tables", "[[population]]"}},
    {"population = [1, 2]", 1, "population", {"must be a list of tables"}},
    {"[[population]]\nentrants = 1", 1, "population.name", {"must be given"}},
    {"[[population]]\nname = \"\"\nentrants = 1", 2, "population.name", {"not be empty"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\nfirms = 50\n[[population]]\nname = \"a\"",
     6,
     "population.name",
     {"earlier one"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\nfirms = 50\nshare = 0.5",
     5,
     "population.share",
     {"either firms or share"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\n[[population]]\nname = \"b\"",
     4,
     "population",
     {"only one population"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\nfirms = 50", 1, "population", {"50 firms together", "gets the rest"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\nfirms = 500",
     1,
     "population",
     {"market.firms = 100", "raise market.firms"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\nshare = 0.7\n[[population]]\nname = \"b\"\nshare = 0.7",
     1,
     "population",
     {"140 firms"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\nshare = 1.5", 4, "population.share", {"from 0 to 1"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\nfirms = 1.5", 4, "population.firms", {"must be an integer"}},
    {"[[population]]\nname = \"a\"", 1, "population.entrants", {"no population takes them", "entrants = 1"}},
    {"[[population]]\nname = \"a\"\nentrant = 1\n[entry]\nenabled = false",
     3,
     "population.entrant",
     {"did you mean entrants?"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\nmodel = [\"premum\"]",
     4,
     "population.model",
     {"no choice \"premum\"", "did you mean \"premium\"?"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\ncapabilities.sensing = 3",
     4,
     "population.capabilities.sensing",
     {"from 0 to 1"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\ncapabilities.sensin = 0.3",
     4,
     "population.capabilities.sensin",
     {"did you mean capabilities.sensing?"}},
    {"[[population]]\nname = \"a\"\nentrants = 1\nmarket.firms = 3",
     4,
     "population.market.firms",
     {"belongs to the market", "[market]"}},
};

const std::vector<Bad> events{
    {"[event]\nat = 3", 1, "event", {"must be a list of tables"}},
    {"[[event]]\nfrontier = 1", 1, "event", {"neither at nor probability", "at = 40"}},
    {"[[event]]\nfrontier = 1\nat = 3\nprobability = 0.1", 1, "event", {"both at and probability"}},
    {"[[event]]\nat = 3", 1, "event", {"changes nothing", "give at least one"}},
    {"[[event]]\nat = 201\nfrontier = 1", 2, "event.at", {"after the end of the run", "200"}},
    {"[[event]]\nat = 0\nfrontier = 1", 2, "event.at", {"must be an integer from 1"}},
    {"[[event]]\nat = 3\nfrontier = -1", 3, "event.frontier", {"from 0"}},
    {"[[event]]\nprobability = 2\nfrontier = 1", 2, "event.probability", {"from 0 to 1"}},
    {"[[event]]\nat = 3\nfrontir = 1\nfrontier = 1", 3, "event.frontir", {"did you mean frontier?"}},
    {"[[event]]\nat = 3\nban = \"premum\"", 3, "event.ban", {"name of a choice", "did you mean \"premium\"?"}},
    {"[[event]]\nat = 3\npromote = \"zzzzzz\"", 3, "event.promote", {"name of a choice"}},
    {"[[event]]\nat = 3\nfrontier = 1\ndistance = 2", 4, "event.distance", {"only together with open_segment"}},
    {"[[event]]\nat = 3\nopen_segment = 0", 3, "event.open_segment", {"must be a number from"}},
    {"[[event]]\nat = 3\nset = 4", 3, "event.set", {"must be a table"}},
    {"[[event]]\nat = 3\nset = {}", 3, "event.set", {"must be a table"}},
    {"[[event]]\nat = 3\nset = {\"market.firms\" = 4}", 3, "event.set.market.firms", {"fixed when the run starts"}},
    {"[[event]]\nat = 3\nset = {\"demand.price_sensitivty\" = 4}",
     3,
     "event.set.demand.price_sensitivty",
     {"did you mean demand.price_sensitivity?"}},
    {"[[event]]\nat = 3\nset = {\"demand.price_sensitivity\" = -4}",
     3,
     "event.set.demand.price_sensitivity",
     {"from 1e-06 to 100"}},
    {"[[event]]\nat = 3\nset = {\"demand.price_sensitivity\" = [1, 2]}",
     3,
     "event.set.demand.price_sensitivity",
     {"6 values"}},
    {"[[event]]\nat = 3\nset = {\"pressure.form\" = \"hing\"}",
     3,
     "event.set.pressure.form",
     {"did you mean \"hinge\"?"}},
};

#define CUSTOM "[landscape]\ninterdependence = 0\n[business_model]\ncatalogue = \"custom\"\n"
#define SELL "[[choice]]\nname = \"sell\"\npath = \"capture\"\ncollects = 1\n"
#define SHOP "[[choice]]\nname = \"shop\"\npath = \"delivery\"\nreach = 0.5\n"
const std::vector<Bad> choices{
    {"[[choice]]\nname = \"a\"\npath = \"offer\"",
     1,
     "choice",
     {"only with a custom catalogue", "catalogue = \"custom\""}},
    {CUSTOM, 4, "business_model.catalogue", {"needs [[choice]] tables"}},
    {CUSTOM SELL, 4, "business_model.catalogue", {"reaches no segment", "reach = 0.5"}},
    {CUSTOM SHOP, 4, "business_model.catalogue", {"collects nothing", "collects = 1"}},
    {CUSTOM SELL SHOP "[[choice]]\nname = \"x\"",
     13,
     "choice.path",
     {"must be given", "offer, creation, delivery, capture"}},
    {CUSTOM SELL SHOP "[[choice]]\npath = \"offer\"", 13, "choice.name", {"must be given"}},
    {CUSTOM SELL SHOP SELL, 14, "choice.name", {"earlier one"}},
    {CUSTOM SELL SHOP "[[choice]]\nname = \"x\"\npath = \"ofer\"", 15, "choice.path", {"did you mean \"offer\"?"}},
    {CUSTOM SELL SHOP "colects = 1", 13, "choice.colects", {"did you mean collects?"}},
    {CUSTOM SELL SHOP "retention = 1.5", 13, "choice.retention", {"from 0 to 1"}},
    {CUSTOM SELL SHOP "position = [1, 2, 3]", 13, "choice.position", {"must have 2 numbers"}},
    {CUSTOM SELL SHOP "willingness_to_pay = [1, 2, 3]", 13, "choice.willingness_to_pay", {"one number, or 6"}},
    {CUSTOM SELL SHOP "unit_cost = nan", 13, "choice.unit_cost", {"infinite or NaN"}},
    {CUSTOM SELL SHOP "open = \"yes\"", 13, "choice.open", {"true or false"}},
};

void check_all(const std::vector<Bad>& rows) {
  for (const Bad& bad : rows) {
    INFO(std::string(bad.text));
    CHECK(verdict(bad) == "");
  }
}

}  // namespace

TEST_CASE("mistakes in populations are reported with line, key and remedy") { check_all(populations); }
TEST_CASE("mistakes in events are reported with line, key and remedy") { check_all(events); }
TEST_CASE("mistakes in custom choices are reported with line, key and remedy") { check_all(choices); }
