#include <algorithm>
#include <array>

#include "rivalry/io/recording_plan.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/scenario/write.hpp"
#include "scenario/document.hpp"
#include "target.hpp"
#include "toml_lines.hpp"

// Scenario files, and settings of the command line.
namespace rivalry::fuzz {
namespace {

const Vocabulary& vocabulary() {
  static const auto variables = firm_variables();
  static constexpr std::array measures{MeasureForm{"hhi"}, MeasureForm{.name = "price", .of_firm = true},
                                       MeasureForm{.name = "fitness_correlation", .at_distance = true},
                                       MeasureForm{.name = "peaks", .of_landscape = true}};
  static const Vocabulary words{.firm_variables = variables, .measures = measures};
  return words;
}

void expect_mistakes(const ScenarioError& error) {
  expect(!error.mistakes().empty(), "a scenario is refused without a mistake");
  for (const Mistake& mistake : error.mistakes()) expect(!mistake.rule.empty(), "a mistake without a rule");
  expect_words(error);
}

void expect_same_when_written(const Scenario& scenario) {
  const std::string text = to_toml(scenario);
  const std::string again = to_toml(parse_scenario(text, "written.toml", {}, vocabulary()));
  expect(text == again, "a scenario is another one after it was written and read:\n" + text + "\n---\n" + again);
}

void read_text(Bytes input) {
  try {
    const ScenarioSource source(text_of(input), "fuzz.toml", {}, vocabulary());
    expect_same_when_written(source.with());
    source.expectations();
  } catch (const ScenarioError& error) {
    expect_mistakes(error);
  }
}

/// The quick way to read a value of a setting says what the parser of TOML says.
void expect_as_parser_says(std::string_view text) {
  const auto quick = simple_value(text);
  if (!quick || quick->kind == Value::Kind::text) return;
  const Value slow = parse_document("value = " + std::string(text), "slow").entries.at(0).value;
  const bool same_real = quick->real == slow.real || (quick->real != quick->real && slow.real != slow.real);
  expect(quick->kind == slow.kind && quick->integer == slow.integer && same_real && quick->boolean == slow.boolean,
         "a value is read in two ways: " + std::string(text));
}

void read_setting(Bytes input) {
  try {
    expect_as_parser_says(text_of(input).substr(std::min(input.size(), text_of(input).find('=') + 1)));
    const Setting setting = parse_setting(text_of(input));
    expect_same_when_written(parse_scenario("", "fuzz.toml", {&setting, 1}, vocabulary()));
    const Setting same{setting.key, toml_of(setting)};
    expect(toml_of(same) == same.value, "a setting is another one when it is written as TOML: " + same.value);
    Scenario scenario;
    apply_setting(scenario, setting.key, setting.value);
  } catch (const ScenarioError& error) {
    expect_mistakes(error);
  }
}

std::vector<std::string> settings() {
  return {"market.firms=50",
          "scenario.name=a name",
          "demand.price_sensitivity={uniform = [1.5, 4]}",
          "needs.volatility = 1e-3",
          "demand.switching_cost=[0, 0.5, 1, 3]",
          "competition.pricing=fixed",
          "market.size=-5",
          "business_model.choices_per_path=[4, 5, 3, 4]",
          "entry.enabled=false"};
}

}  // namespace

Target scenario_target() {
  return {.name = "scenario", .read = read_text, .seeds = [] { return shipped(false); }, .change = change_lines};
}
Target setting_target() { return {"setting", read_setting, settings, change_lines}; }

}  // namespace rivalry::fuzz
