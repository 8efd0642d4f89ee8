// [[expect]]: what is read of it, its mistakes, and that no result follows from it.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "rivalry/scenario/fingerprint.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/scenario/write.hpp"
#include "rivalry/verify/measures.hpp"

using namespace rivalry;

namespace {

struct Bad {
  const char* text;
  int line;
  const char* key;
  std::vector<const char*> words;
};

std::vector<Expectation> expected(const std::string& text) {
  return ScenarioSource(text, "bad.toml", {}, {.measures = measure_forms()}).expectations();
}

/// What of a row of the table below is not as it says; empty if all is.
std::string verdict(const Bad& bad) {
  try {
    expected(bad.text);
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

#define HEAD "[[expect]]\n"
#define HHI HEAD "measure = \"hhi\"\nvalue = 0.1\n"
#define CLOSE HHI "agreement = \"numerical\"\n"
#define NEAR HHI "agreement = \"distributional\"\nreplicates = 30\n"
#define RELATED HHI "agreement = \"relational\"\n"
const std::vector<Bad> mistakes{
    {"[expect]\nvalue = 1", 1, "expect", {"must be a list of tables", "[[expect]]"}},
    {HEAD "agreement = \"numerical\"\nvalue = 1\nabsolute = 1", 1, "expect.measure", {"must be given"}},
    {HEAD "measure = \"hhi\"\nvalue = 1\nabsolute = 1", 1, "expect.agreement", {"must be given"}},
    {HEAD "measure = \"hhi\"\nagreement = \"numerical\"\nabsolute = 1", 1, "expect.value", {"must be given"}},
    {HEAD "measure = \"hhj\"\nagreement = \"numerical\"\nvalue = 1\nabsolute = 1",
     2,
     "expect.measure",
     {"\"hhj\"", "no such measure", "did you mean \"hhi\"?"}},
    {HEAD "measure = \"zzzzzzzzzzzz\"\nagreement = \"numerical\"\nvalue = 1\nabsolute = 1",
     2,
     "expect.measure",
     {"rivalry verify --measures"}},
    {CLOSE "absolute = 1\nfirm = 2", 6, "expect.firm", {"no measure of a firm", "leave it out"}},
    {HEAD "measure = \"cash\"\nagreement = \"numerical\"\nvalue = 1\nabsolute = 1",
     2,
     "expect.measure",
     {"measure of a firm", "firm = 1"}},
    {HEAD "measure = \"cash\"\nfirm = 101\nagreement = \"numerical\"\nvalue = 1\nabsolute = 1",
     3,
     "expect.firm",
     {"no such firm", "market.firms = 100"}},
    {HEAD "measure = \"fitness_correlation\"\nagreement = \"numerical\"\nvalue = 1\nabsolute = 1",
     2,
     "expect.measure",
     {"needs a distance"}},
    {CLOSE "absolute = 1\ndistance = 2", 6, "expect.distance", {"hhi has none"}},
    {CLOSE "absolute = 1\nperiod = 0", 6, "expect.period", {"not known at founding"}},
    {CLOSE "absolute = 1\nperiod = 201", 6, "expect.period", {"after the end of the run", "scenario.periods = 200"}},
    {HEAD "measure = \"peaks\"\nagreement = \"numerical\"\nvalue = 1\nabsolute = 1\nperiod = 3",
     6,
     "expect.period",
     {"of no period"}},
    {CLOSE, 1, "expect", {"has no tolerance", "absolute, relative or standard_errors"}},
    {CLOSE "absolute = -1", 5, "expect.absolute", {"must be a number from 0"}},
    {CLOSE "absolut = 1", 5, "expect.absolut", {"unknown key", "did you mean absolute?"}},
    {CLOSE "bound = \"at_least\"\nabsolute = 0.1", 1, "expect", {"around the value, which is a bound"}},
    {CLOSE "bound = \"atleast\"", 5, "expect.bound", {"did you mean \"at_least\"?"}},
    {CLOSE "bound = \"at_most\"\nreplicates = 5", 1, "expect", {"bound over several replicates"}},
    {CLOSE "standard_errors = 4", 1, "expect", {"no standard error over so few runs", "replicates = 3"}},
    {CLOSE "statistic = \"deviation\"\nreplicates = 30\nabsolute = 1", 1, "expect", {"deviation without"}},
    {CLOSE "absolute = 1\nvalue_replicates = 30", 6, "expect.value_replicates", {"only with standard_errors"}},
    {NEAR "absolute = 0.1", 1, "expect", {"distributional without standard_errors"}},
    {RELATED "absolute = 1", 1, "expect", {"compares with nothing", "with ="}},
    {CLOSE "absolute = 1\nwith = {\"market.firms\" = 3}", 6, "expect.with", {"relational"}},
    {CLOSE "absolute = 1\ncompare = \"ratio\"", 6, "expect.compare", {"relational"}},
    {CLOSE "absolute = 1\nset = 3", 6, "expect.set", {"table of parameters", "landscape.interdependence"}},
    {CLOSE "absolute = 1\nset = {\"market.frims\" = 3}",
     6,
     "expect.set.market.frims",
     {"unknown parameter", "did you mean market.firms?"}},
    {CLOSE "absolute = 1\nset = {\"market.firms\" = 0}", 6, "expect.set.market.firms", {"from 1 to"}},
    {CLOSE "absolute = 1\nset = {landscape.interdependence = 24}",
     6,
     "expect.set",
     {"no valid scenario", "landscape.interdependence", "at most 23"}},
    {RELATED "absolute = 1\nwith = {landscape.interdependence = 24}", 6, "expect.with", {"no valid scenario"}},
};

}  // namespace

TEST_CASE("mistakes in what is expected are reported with line, key and remedy") {
  for (const Bad& bad : mistakes) {
    INFO(std::string(bad.text));
    CHECK(verdict(bad) == "");
  }
}

TEST_CASE("an expectation is read with all that it says") {
  const auto all = expected(
      "\n[[expect]]\nmeasure = \"price\"\nfirm = 3\nperiod = 7\nagreement = \"relational\"\nvalue = 0.5\nbound = "
      "\"at_most\"\nstandard_errors = 3\nreplicates = 12\nset = {market.firms = 50, \"founding.size\" = {uniform = [1, "
      "2]}}\nwith = {\"competition.pricing\" = \"fixed\"}\ncompare = \"ratio\"\nlong = true\nsource = \"me\"\nmissed = "
      "\"why\"\n");
  REQUIRE(all.size() == 1);
  const Expectation& one = all.front();
  CHECK(one.measure == "price");
  CHECK(*one.firm == 3);
  CHECK(*one.period == 7);
  CHECK(one.agreement == Agreement::relational);
  CHECK(one.bound == Bound::at_most);
  CHECK(one.runs() == 12);
  CHECK(one.set == KeysAndValues{{"market.firms", "50"}, {"founding.size", "{uniform = [1, 2]}"}});
  CHECK(one.with == KeysAndValues{{"competition.pricing", "\"fixed\""}});
  CHECK(one.compare == Comparison::ratio);
  CHECK(one.is_long);
  CHECK(one.source == "me");
  CHECK(one.missed == "why");
  CHECK(one.line == 2);
}

TEST_CASE("what is expected of a scenario is no part of it, and is checked wherever it is read") {
  const std::string with = CLOSE "absolute = 1\n";
  const Scenario one = parse_scenario(with, "x.toml"), other = parse_scenario("", "x.toml");
  CHECK(to_toml(one) == to_toml(other));
  CHECK(fingerprint_of(one) == fingerprint_of(other));
  CHECK_THROWS_AS(parse_scenario(CLOSE, "x.toml"), ScenarioError);
  // A component that knows no measures takes any name.
  CHECK_NOTHROW(parse_scenario(HEAD "measure = \"x\"\nagreement = \"numerical\"\nvalue = 1\nabsolute = 1", "x.toml"));
  CHECK_THROWS_AS(parse_scenario("", "x.toml", std::vector<Setting>{{"expect.value", "3"}}), ScenarioError);
}

TEST_CASE("every measure has one definition, and none is called as an observable of the same kind") {
  for (const Measure& one : measures()) {
    CAPTURE(one.form.name);
    CHECK(one.definition.ends_with('.'));
    CHECK(!one.unit.empty());
    int same = 0;
    for (const Measure& other : measures())
      same += other.form.name == one.form.name && other.form.of_firm == one.form.of_firm;
    CHECK(same == 1);
  }
}
