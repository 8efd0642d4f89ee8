#include "rivalry/scenario/read.hpp"

#include <fmt/format.h>

#include "file_text.hpp"
#include "reading.hpp"
#include "write_value.hpp"

namespace rivalry {
namespace {

/// Settings as a table.
Value table_of(std::span<const Setting> settings) {
  Value set;
  for (const Setting& setting : settings) set.entries.emplace_back(setting.key, parse_setting_value(setting.value));
  for (auto& [key, value] : set.entries) value.place.setting = true;
  return set;
}

}  // namespace

void Reading::refuse(std::string_view key, std::string rule, std::string remedy) {
  if (has(key))
    complaints.add(*given.at(key), key, std::move(rule), std::move(remedy));
  else if (const Parameter* parameter = find_parameter(key))
    complaints.add(TextPlace{}, key, fmt::format("{}; left at its default {}", rule, default_text(*parameter)),
                   remedy.empty() ? fmt::format("set {}", key) : std::move(remedy));
  else
    complaints.add(TextPlace{}, key, std::move(rule), std::move(remedy));
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

struct ScenarioSource::Text {
  std::string name;
  Value document, set;
  Reading reading;  ///< with what is set there; nothing is resolved yet
};

ScenarioSource::ScenarioSource(std::string_view text, const std::string& name, std::span<const Setting> settings,
                               const Vocabulary& vocabulary) {
  Reading empty{.scenario = {}, .complaints = Complaints(name), .vocabulary = vocabulary, .given = {}, .tables = {}};
  auto source = std::make_unique<Text>(name, parse_document(text, name), table_of(settings), std::move(empty));
  Reading& reading = source->reading;
  gather(reading, source->document, source->set);
  reading.scenario.scenario.name = std::filesystem::path(name).stem().string();
  for (const auto& [key, value] : reading.given)
    assign(*find_parameter(key), reading.scenario, *value, reading.complaints);
  text_ = std::move(source);
}

ScenarioSource::ScenarioSource(const std::filesystem::path& file, std::span<const Setting> settings,
                               const Vocabulary& vocabulary)
    : ScenarioSource(read_text(file), file.string(), settings, vocabulary) {}

std::string toml_of(const Setting& setting) { return write_value(parse_setting_value(setting.value)); }

ScenarioSource::~ScenarioSource() = default;
ScenarioSource::ScenarioSource(ScenarioSource&&) noexcept = default;

Reading ScenarioSource::read(std::span<const Setting> settings) const {
  const Value set = table_of(settings);
  Reading reading = text_->reading;
  gather(reading, Value{}, set);
  for (const auto& [key, value] : set.entries)
    if (const Parameter* parameter = find_parameter(key); parameter != nullptr && reading.given.at(key) == &value)
      assign(*parameter, reading.scenario, value, reading.complaints);
  resolve(reading);
  read_choices(reading);
  read_populations(reading);
  read_events(reading);
  check_rules(reading);
  read_expectations(reading);
  return reading;
}

Scenario ScenarioSource::with(std::span<const Setting> settings) const {
  Reading reading = read(settings);
  reading.complaints.raise();
  return std::move(reading.scenario);
}

std::vector<Expectation> ScenarioSource::expectations() const {
  Reading reading = read({});
  reading.complaints.raise();
  check_expectations(reading, *this);
  reading.complaints.raise();
  return std::move(reading.expectations);
}

Scenario parse_scenario(std::string_view text, const std::string& name, std::span<const Setting> settings,
                        const Vocabulary& vocabulary) {
  return ScenarioSource(text, name, settings, vocabulary).with();
}

Scenario read_scenario(const std::filesystem::path& path, std::span<const Setting> settings,
                       const Vocabulary& vocabulary) {
  return ScenarioSource(path, settings, vocabulary).with();
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
