// Every kind of mistake that a scenario may hold: where it is reported, under which key, with which words.
#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "rivalry/scenario/read.hpp"

using namespace rivalry;

namespace {

struct Bad {
  const char* text;
  int line;  ///< 0: no line can be named
  const char* key;
  std::vector<const char*> words;  ///< of rule and remedy
};

std::vector<Mistake> mistakes_of(const std::string& text, std::vector<Setting> settings = {}) {
  static constexpr std::string_view variables[] = {"price", "profit"};
  try {
    parse_scenario(text, "bad.toml", settings, {.firm_variables = variables});
  } catch (const ScenarioError& error) {
    return error.mistakes();
  }
  return {};
}

const std::vector<Bad>& table() {
  static const std::vector<Bad> rows{
      // Not TOML.
      {"[market\nfirms = 3", 1, "", {"not valid TOML", "write key = value"}},
      {"[market]\nfirms =", 2, "", {"not valid TOML", "key-value pair"}},
      {"[market]\nfirms = 3 4", 2, "", {"not valid TOML"}},
      {"[scenario]\nname = baseline", 2, "", {"not valid TOML", "\"quotes\""}},
      {"[scenario]\nname = \"half", 2, "", {"not valid TOML"}},
      {"hello, world", 1, "", {"not valid TOML"}},
      {"[market]\nfirms = 3\nfirms = 4", 3, "", {"cannot redefine", "firms", "keep one"}},
      {"[market]\nfirms = 3\n[market]\nsegments = 4", 3, "", {"cannot redefine", "market", "keep one"}},
      {"[market]\nfirms = 99999999999999999999", 2, "", {"not representable"}},
      {"[scenario]\nname = \"\xff\xfe\"", 2, "", {"utf-8", "save the file as UTF-8"}},

      // Unknown names.
      {"[market]\nfirm = 3", 2, "market.firm", {"unknown key", "did you mean market.firms?"}},
      {"[demand]\nfirms = 3", 2, "demand.firms", {"unknown key", "did you mean market.firms?"}},
      {"[demand]\nsensitivity = 3", 2, "demand.sensitivity", {"did you mean demand.price_sensitivity?"}},
      {"[market]\nzzzzzz = 3", 2, "market.zzzzzz", {"unknown key", "rivalry describe market"}},
      {"[markt]\nfirms = 3", 1, "markt", {"unknown section", "did you mean [market]?"}},
      {"[zzzzzz]\nfirms = 3", 1, "zzzzzz", {"unknown section", "rivalry describe"}},
      {"periods = 3", 1, "periods", {"in no section", "periods under [scenario]"}},
      {"zzzzzz = 3", 1, "zzzzzz", {"unknown key"}},
      {"[[populations]]\nname = \"a\"", 1, "populations", {"did you mean [[population]]?"}},
      {"[market.deep]\nfirms = 3", 1, "market.deep", {"unknown key"}},
      {"market = 3", 1, "market", {"is a section, not an integer", "write [market]"}},
      {"[[market]]\nfirms = 3", 1, "market", {"is a section, not a list", "write [market]"}},

      // Values of the wrong kind.
      {"[market]\nfirms = -5", 2, "market.firms", {"must be an integer from 1 to 100000000", "firms at the start"}},
      {"[market]\nfirms = 0", 2, "market.firms", {"must be an integer from 1"}},
      {"[market]\nfirms = 200000000", 2, "market.firms", {"to 100000000"}},
      {"[market]\nfirms = 2.0", 2, "market.firms", {"not a number with a decimal point", "write 2"}},
      {"[market]\nfirms = 2.5", 2, "market.firms", {"not a number with a decimal point"}},
      {"[market]\nfirms = \"100\"", 2, "market.firms", {"must be an integer", "not text"}},
      {"[market]\nfirms = true", 2, "market.firms", {"must be an integer", "not true or false"}},
      {"[market]\nfirms = [100]", 2, "market.firms", {"must be an integer", "not a list"}},
      {"[market]\nfirms = inf", 2, "market.firms", {"not infinite or NaN"}},
      {"[market]\nsize_per_firm = nan", 2, "market.size_per_firm", {"must be a number from", "not infinite or NaN"}},
      {"[market]\nsize_per_firm = inf", 2, "market.size_per_firm", {"not infinite or NaN"}},
      {"[market]\nsize_per_firm = 0", 2, "market.size_per_firm", {"must be a number from"}},
      {"[market]\nsize_per_firm = \"1.6\"", 2, "market.size_per_firm", {"not text", "without quotes"}},
      {"[landscape]\nalignment = -1.5", 2, "landscape.alignment", {"must be a number from -1 to 1"}},
      {"[innovation]\nenabled = 1", 2, "innovation.enabled", {"must be true or false", "not an integer"}},
      {"[innovation]\nenabled = \"true\"", 2, "innovation.enabled", {"must be true or false", "without quotes"}},
      {"[scenario]\nname = 5", 2, "scenario.name", {"must be text", "write it in quotes"}},
      {"[scenario]\nquestion = 1979-05-27", 2, "scenario.question", {"not a date or time"}},
      {"[scenario]\nseed = -1", 2, "scenario.seed", {"must be an integer from 0"}},
      {"[competition]\npricing = \"bertrant\"",
       2,
       "competition.pricing",
       {"one of bertrand", "did you mean \"bertrand\"?"}},
      {"[competition]\nrule = 3", 2, "competition.rule", {"one of logit", "in quotes"}},
      {"[recording]\nvariables = [1]", 2, "recording.variables", {"must be a list of names"}},
      {"[recording]\nvariables = [\"prise\"]",
       2,
       "recording.variables",
       {"no firm variable \"prise\"", "did you mean \"price\"?"}},
      {"[random]\nfrozen = [\"landscapes\"]", 2, "random.frozen", {"no group of draws", "did you mean \"landscape\"?"}},

      // Distributions.
      {"[capabilities]\nsensing = 1.5", 2, "capabilities.sensing", {"must be a number from 0 to 1", "distribution"}},
      {"[capabilities]\nsensing = {uniform = [0, 2]}", 2, "capabilities.sensing", {"can be 0 to 2", "from 0 to 1"}},
      {"[capabilities]\nsensing = {uniform = [1, 0]}", 2, "capabilities.sensing", {"must not exceed", "swap"}},
      {"[capabilities]\nsensing = {uniform = [0]}", 2, "capabilities.sensing", {"uniform takes two numbers"}},
      {"[capabilities]\nsensing = {uniform = 0.5}", 2, "capabilities.sensing", {"must be a list of finite numbers"}},
      {"[capabilities]\nsensing = {uniform = [0, nan]}", 2, "capabilities.sensing", {"finite numbers"}},
      {"[capabilities]\nsensing = {unifrom = [0, 1]}", 2, "capabilities.sensing", {"did you mean uniform?"}},
      {"[capabilities]\nsensing = {}", 2, "capabilities.sensing", {"names no distribution", "{uniform = [a, b]}"}},
      {"[capabilities]\nsensing = {uniform = [0, 1], beta = [1, 1]}", 2, "capabilities.sensing", {"two distributions"}},
      {"[capabilities]\nsensing = {normal = [0.5, 0.1]}", 2, "capabilities.sensing", {"give min and max"}},
      {"[capabilities]\nsensing = {normal = [0.5, 0.1], min = 0}", 2, "capabilities.sensing", {"give max"}},
      {"[capabilities]\nsensing = {normal = [0.5, 0], min = 0, max = 1}", 2, "capabilities.sensing", {"above 0"}},
      {"[capabilities]\nsensing = {normal = [0.5, 1], min = 1, max = 0}",
       2,
       "capabilities.sensing",
       {"min must be below max"}},
      {"[capabilities]\nsensing = {normal = [9, 0.1], min = 0, max = 1}",
       2,
       "capabilities.sensing",
       {"cut away nearly all"}},
      {"[capabilities]\nsensing = {beta = [0, 1]}", 2, "capabilities.sensing", {"shapes of beta"}},
      {"[founding]\nlegitimacy = {beta = [2, 2]}", 2, "founding.legitimacy", {"can be 0 to 1", "from 0.02 to 0.99"}},
      {"[capabilities]\nsensing = {choice = []}", 2, "capabilities.sensing", {"at least one value"}},
      {"[capabilities]\nsensing = {choice = [0, 1], weights = [1]}",
       2,
       "capabilities.sensing",
       {"1 weights for 2 values"}},
      {"[capabilities]\nsensing = {choice = [0, 1], weights = [1, -1]}",
       2,
       "capabilities.sensing",
       {"not be negative"}},
      {"[capabilities]\nsensing = {choice = [0, 1], weights = [1e308, 1e308]}",
       2,
       "capabilities.sensing",
       {"0 or from 1e-12 to 1e+12"}},
      {"[capabilities]\nsensing = {choice = [0, 1], weights = [1, 1e-320]}", 2, "capabilities.sensing", {"from 1e-12"}},
      {"[needs]\nopenings = 1\nopening_size = 0", 3, "needs.opening_size", {"must be a number from"}},
      {"[orchestration]\nstock_price = 1e-7", 2, "orchestration.stock_price", {"must be a number from"}},
      {"[homogeneous]\nchoke_price = 1e-320", 2, "homogeneous.choke_price", {"must be a number from"}},
      {"[capabilities]\nsensing = {choice = [0, 1], weights = [0, 0]}", 2, "capabilities.sensing", {"above 0"}},
      {"[capabilities]\nsensing = {choice = [0, 1], share = 0.5}",
       2,
       "capabilities.sensing",
       {"share belongs to treatment"}},
      {"[capabilities]\nsensing = {treatment = [0.5]}", 2, "capabilities.sensing", {"at least two values"}},
      {"[capabilities]\nsensing = {treatment = [0, 1], share = 2}",
       2,
       "capabilities.sensing",
       {"share must be from 0 to 1"}},
      {"[capabilities]\nsensing = [0.1, 0.9]", 2, "capabilities.sensing", {"not a list", "choice"}},
      {"[demand]\nnovelty_taste = {treatment = [0, 1]}", 2, "demand.novelty_taste", {"belongs to segments"}},
      {"[demand]\nnovelty_taste = [1, 2]", 2, "demand.novelty_taste", {"6 values", "it has 2"}},
      {"[demand]\nnovelty_taste = []", 2, "demand.novelty_taste", {"an empty list"}},
      {"[demand]\nnovelty_taste = [1, 2, 3, 4, 5, 99]", 2, "demand.novelty_taste", {"from -20 to 20"}},

      {"[value_chain]\nmargin = -1", 2, "value_chain.margin", {"must be a number from 0 to 2"}},
      {"[value_chain]\nweights = [0.5, -0.5]", 2, "value_chain.weights", {"a list of numbers from 0 to 1"}},
      {"[network]\nmax_partners = 9", 2, "network.max_partners", {"an integer from 1 to 8"}},
      {"[network]\nrevenue_share = 0.2", 2, "network.revenue_share", {"from 0 to 0.1"}},
      {"[network]\nrounds = 0", 2, "network.rounds", {"an integer from 1 to 4"}},

      // Rules between parameters.
      {"[value_chain]\nweights = [0.5, 0.5]",
       2,
       "value_chain.weights",
       {"one number for each of value_chain.stages (5)"}},
      {"[value_chain]\nweights = [0.5, 0.5, 0.5, 0.5, 0.5]", 2, "value_chain.weights", {"sum to 1", "2.5"}},
      {"[value_chain]\nstages = []", 2, "value_chain.stages", {"1 to 8 stages"}},
      {"[value_chain]\nstages = [\"a\", \"b\", \"a\"]", 2, "value_chain.stages", {"stage 3", "earlier one"}},
      {"[value_chain]\nmoves = [\"key_stages\"]", 2, "value_chain.moves", {"no move", "did you mean \"key_stage\"?"}},
      {"[value_chain]\nmoves = []\nmove_share = 1", 3, "value_chain.move_share", {"no way to search"}},
      {"[business_model]\ncatalogue = \"generated\"\n[value_chain]\nenabled = true",
       4,
       "value_chain.enabled",
       {"no choice", "standard catalogue"}},
      {"[value_chain]\nenabled = true\nstages = [\"design\", \"components\", \"assembly\", \"logistics\", \"care\"]",
       3,
       "value_chain.stages",
       {"own_stores", "\"service\""}},
      {"[[event]]\nat = 3\nset = {\"value_chain.weights\" = [1, 1, 0, 0, 0]}",
       3,
       "event.set.value_chain.weights",
       {"sum to 1"}},
      {"[business_model]\ncatalogue = \"generated\"\n[co_creation]\nenabled = true",
       4,
       "co_creation.enabled",
       {"no choice", "open = true"}},
      {"[co_creation]\nto_users = 0.5", 2, "co_creation.to_users", {"from 0 to 0.3"}},
      {"[co_creation]\nlapse = 0", 2, "co_creation.lapse", {"above 0"}},
      {"[competition]\nrule = \"cournot\"\n[business_model]\ncatalogue = \"generated\"\n[co_creation]\nvalue = 1",
       6,
       "co_creation.value",
       {"no meaning", "cournot"}},
      {"[market]\nsize = 100\nsize_per_firm = 1", 2, "market.size", {"exclude each other", "keep one"}},
      {"[competition]\nintensity = 0.5\n[market]\nsize = 100",
       4,
       "market.size",
       {"set by competition.intensity", "leave out"}},
      {"[competition]\nintensity = 0.5\n[market]\nsize_per_firm = 1",
       4,
       "market.size_per_firm",
       {"set by competition.intensity", "1.385"}},
      {"[competition]\nintensity = 0.5\n[market]\nhomogeneity = 0", 4, "market.homogeneity", {"to 0.4"}},
      {"[competition]\nintensity = 0.5\n[entry]\nrate = 0.5", 4, "entry.rate", {"to 0.015"}},
      {"[competition]\nintensity = 0.5\n[demand]\nprice_sensitivity = {uniform = [2, 3]}",
       4,
       "demand.price_sensitivity",
       {"set by"}},
      {"[competition]\nintensity = 1.5", 2, "competition.intensity", {"from 0 to 1"}},
      {"[landscape]\ninterdependence = 24", 2, "landscape.interdependence", {"at most 23", "24 choices"}},
      {"[landscape]\npattern = \"block\"\ninterdependence = 4",
       3,
       "landscape.interdependence",
       {"blocks of K + 1", "divisors"}},
      {"[landscape]\npattern = \"matrix\"", 2, "landscape.pattern", {"needs landscape.matrix", "24 rows"}},
      {"[landscape]\nmatrix = [[0]]", 2, "landscape.matrix", {"counts only with pattern"}},
      {"[landscape]\npattern = \"matrix\"\nmatrix = [[0, 1], [1, 0]]", 3, "landscape.matrix", {"24 rows of 24"}},
      {"[landscape]\nmatrix = [1, 2]", 2, "landscape.matrix", {"must be a list of rows"}},
      {"[business_model]\nchoices_per_path = 3", 2, "business_model.choices_per_path", {"generated catalogue"}},
      {"[business_model]\ncatalogue = \"generated\"\nchoices_per_path = [1, 2]",
       3,
       "business_model.choices_per_path",
       {"one number or four"}},
      {"[business_model]\ncatalogue = \"generated\"\nchoices_per_path = 17",
       3,
       "business_model.choices_per_path",
       {"makes 68 choices", "1 to 64"}},
      {"[business_model]\ncatalogue = \"generated\"\nchoices_per_path = 0",
       3,
       "business_model.choices_per_path",
       {"makes 0 choices"}},
      {"[market]\nfirms = 100000000\nsegments = 1000",
       2,
       "market.firms",
       {"GB of memory; this machine has", "lower market.firms"}},
  };
  return rows;
}

/// Checks one row; returns what is wrong, or "".
std::string verdict(const Bad& bad) {
  const auto mistakes = mistakes_of(bad.text);
  if (mistakes.empty()) return "accepted";
  if (mistakes.size() > 1) return "more than one mistake: " + mistakes[0].text() + " / " + mistakes[1].text();
  const Mistake& mistake = mistakes.front();
  const std::string text = mistake.text();
  if (mistake.file != "bad.toml") return "file: " + text;
  if (mistake.line != bad.line) return "line " + std::to_string(mistake.line) + ": " + text;
  if (mistake.key != bad.key) return "key " + mistake.key + ": " + text;
  for (const char* word : bad.words)
    if (text.find(word) == std::string::npos) return std::string("lacks \"") + word + "\": " + text;
  return "";
}

}  // namespace

TEST_CASE("every kind of mistake is reported once, with line, key, rule and remedy") {
  CHECK(table().size() >= 60);
  for (const Bad& bad : table()) {
    INFO(std::string(bad.text));
    CHECK(verdict(bad) == "");
  }
}

TEST_CASE("all mistakes of a file are in one report, in the order of the file") {
  const auto mistakes =
      mistakes_of("[market]\nfirms = -5\nsegmets = 3\n[entry]\nrate = nan\n", {{"exit.enabled", "7"}});
  REQUIRE(mistakes.size() == 4);
  CHECK(mistakes[0].text() ==
        "bad.toml:2: market.firms = -5: must be an integer from 1 to 100000000 (firms at the start)");
  CHECK(mistakes[1].text() == "bad.toml:3: market.segmets = 3: unknown key; did you mean market.segments?");
  CHECK(mistakes[2].line == 5);
  CHECK(mistakes[2].key == "entry.rate");
  CHECK(mistakes[3].text().starts_with("--set: exit.enabled = 7: must be true or false"));
}

TEST_CASE("the report's text has a line for each mistake") {
  try {
    parse_scenario("[market]\nfirms = -5\nsegments = -5\n", "x.toml");
    FAIL("accepted");
  } catch (const ScenarioError& error) {
    const std::string text = error.what();
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    CHECK(text.find("x.toml:2: ") == 0);
    CHECK(text.find("\nx.toml:3: ") != std::string::npos);
  }
}

TEST_CASE("bad settings are told from mistakes of the file") {
  CHECK(mistakes_of("", {{"market.firm", "3"}}).at(0).text() ==
        "--set: market.firm = 3: unknown key; did you mean market.firms?");
  CHECK(mistakes_of("", {{"market.firms", "many"}})
            .at(0)
            .text()
            .find("--set: market.firms = \"many\": must be an integer") == 0);
  CHECK(mistakes_of("[competition]\nintensity = 0.5", {{"entry.rate", "0.5"}}).at(0).file == "--set");
  CHECK(mistakes_of("", {{"population.share", "1"}}).at(0).text() ==
        "--set: population.share = 1: is no parameter: [[population]] stands in files only; change it in the file");
  CHECK_THROWS_WITH_AS(parse_setting("market.firms"),
                       "--set: \"market.firms\" is no setting; write key=value, as in --set market.firms=50",
                       ScenarioError);
  CHECK_THROWS_AS(parse_setting("=3"), ScenarioError);
}

TEST_CASE("a long value is shortened in the message, and never in the middle of a character") {
  std::string text = "[market]\nfirms = \"";
  for (int i = 0; i < 1000; ++i) text += "é";
  const auto mistakes = mistakes_of(text + "\"");
  REQUIRE(mistakes.size() == 1);
  CHECK(mistakes[0].value.size() <= 60);
  CHECK(mistakes[0].value.ends_with("é..."));
}
