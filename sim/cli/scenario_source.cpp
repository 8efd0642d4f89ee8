#include "scenario_source.hpp"

#include "rivalry/io/recording_plan.hpp"
#include "rivalry/verify/measures.hpp"

namespace rivalry {

std::vector<Setting> parse_settings(std::span<const std::string> words) {
  std::vector<Setting> settings;
  std::vector<Mistake> mistakes;
  for (const std::string& word : words) {
    try {
      settings.push_back(parse_setting(word));
    } catch (const ScenarioError& error) {
      mistakes.insert(mistakes.end(), error.mistakes().begin(), error.mistakes().end());
    }
  }
  if (!mistakes.empty()) throw ScenarioError(std::move(mistakes));
  return settings;
}

Scenario load_scenario(const std::filesystem::path& path, std::span<const Setting> settings) {
  const auto variables = firm_variables();
  return read_scenario(path, settings, {.firm_variables = variables, .measures = measure_forms()});
}

Scenario scenario_of_result(const std::string& text, const std::filesystem::path& result) {
  const auto variables = firm_variables();
  return parse_scenario(text, result.string(), {}, {.firm_variables = variables});
}

}  // namespace rivalry
