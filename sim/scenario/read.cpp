#include "rivalry/scenario/read.hpp"

#include <fmt/format.h>

#include "file_text.hpp"
#include "reading.hpp"
#include "write_value.hpp"

namespace rivalry {
namespace {

Scenario finish(Reading reading, const std::string& name) {
  for (const Parameter& parameter : parameters())
    if (const auto found = reading.given.find(parameter.key); found != reading.given.end())
      assign(parameter, reading.scenario, *found->second, reading.complaints);
  if (!reading.has("scenario.name")) reading.scenario.scenario.name = std::filesystem::path(name).stem().string();
  resolve(reading);
  read_choices(reading);
  read_populations(reading);
  read_events(reading);
  check_rules(reading);
  reading.complaints.raise();
  return std::move(reading.scenario);
}

}  // namespace

void Reading::refuse(std::string_view key, std::string rule, std::string remedy) {
  if (has(key))
    complaints.add(*given.at(key), key, std::move(rule), std::move(remedy));
  else if (const Parameter* parameter = find_parameter(key))
    complaints.add(Place{}, key, fmt::format("{}; left at its default {}", rule, default_text(*parameter)),
                   remedy.empty() ? fmt::format("set {}", key) : std::move(remedy));
  else
    complaints.add(Place{}, key, std::move(rule), std::move(remedy));
}

Setting parse_setting(std::string_view text) {
  const std::size_t equals = text.find('=');
  const auto trim = [](std::string_view word) {
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    return std::string(word);
  };
  Setting setting;
  if (equals != std::string_view::npos) setting = {trim(text.substr(0, equals)), trim(text.substr(equals + 1))};
  if (setting.key.empty())
    throw ScenarioError({{"--set", 0, 0, "", "", fmt::format("\"{}\" is no setting", text),
                          "write key=value, as in --set market.firms=50"}});
  return setting;
}

Scenario parse_scenario(std::string_view text, const std::string& name, std::span<const Setting> settings,
                        const Vocabulary& vocabulary) {
  Reading reading{.scenario = {}, .complaints = Complaints(name), .vocabulary = vocabulary, .given = {}, .tables = {}};
  Value set;
  for (const Setting& setting : settings) set.entries.emplace_back(setting.key, parse_setting_value(setting.value));
  for (auto& [key, value] : set.entries) value.place.setting = true;
  const Value document = parse_document(text, name);
  gather(reading, document, set);
  return finish(std::move(reading), name);
}

Scenario read_scenario(const std::filesystem::path& path, std::span<const Setting> settings,
                       const Vocabulary& vocabulary) {
  return parse_scenario(read_text(path), path.string(), settings, vocabulary);
}

void apply_setting(Scenario& scenario, const std::string& key, const std::string& value) {
  Complaints complaints("event");
  const Value parsed = parse_setting_value(value);
  const Parameter* parameter = find_parameter(key);
  if (parameter == nullptr)
    complaints.add(parsed, key, "unknown key", unknown_key_remedy(key));
  else if (!parameter->live)
    complaints.add(parsed, key, "is fixed when the run starts");
  else
    assign(*parameter, scenario, parsed, complaints);
  complaints.raise();
}

}  // namespace rivalry
