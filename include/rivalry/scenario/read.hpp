#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rivalry/scenario/expectation.hpp"
#include "rivalry/scenario/mistake.hpp"
#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// A parameter set beside the file: `--set key=value`.
struct Setting {
  std::string key;
  std::string value;  ///< TOML; what is not valid TOML is taken as text
};

/// Splits "key=value".
/// @throws ScenarioError  if there is no key or no "="
Setting parse_setting(std::string_view text);

/// The setting's value as TOML: text is in quotes.
std::string toml_of(const Setting& setting);

/// Names that a scenario may use but that other components define. Empty: not checked.
struct Vocabulary {
  std::span<const std::string_view> firm_variables = {};  ///< for recording.variables, next to default, all and none
  std::span<const MeasureForm> measures = {};             ///< for [[expect]]
};

/// Reads a scenario file, validates it and resolves what follows from other parameters.
///
/// A setting replaces the file's value; settings of market.size and market.size_per_firm replace each other.
/// @throws ScenarioError  with all mistakes of the file and the settings
Scenario read_scenario(const std::filesystem::path& path, std::span<const Setting> settings = {},
                       const Vocabulary& vocabulary = {});

/// The same from text.
/// @param name  stands for the file in messages; its stem is the scenario's name if the text gives none
Scenario parse_scenario(std::string_view text, const std::string& name, std::span<const Setting> settings = {},
                        const Vocabulary& vocabulary = {});

struct Reading;

/// A scenario file that is read once, and made into as many scenarios as there are further settings to try.
class ScenarioSource {
 public:
  /// As parse_scenario, but that mistakes are told by `with`.
  /// @param vocabulary  its names outlive this
  /// @throws ScenarioError  if the text is not TOML
  ScenarioSource(std::string_view text, const std::string& name, std::span<const Setting> settings = {},
                 const Vocabulary& vocabulary = {});
  /// The same of a file.
  explicit ScenarioSource(const std::filesystem::path& file, std::span<const Setting> settings = {},
                          const Vocabulary& vocabulary = {});
  ~ScenarioSource();
  ScenarioSource(ScenarioSource&&) noexcept;

  /// The scenario with these settings, which replace those of before.
  /// @throws ScenarioError  with all mistakes of the file and the settings
  Scenario with(std::span<const Setting> settings = {}) const;

  /// The file's [[expect]] tables, each checked under its own settings.
  /// @throws ScenarioError  with all mistakes of the file and of what is expected
  std::vector<Expectation> expectations() const;

 private:
  Reading read(std::span<const Setting> settings) const;
  struct Text;
  std::unique_ptr<const Text> text_;
};

/// Sets a live parameter during a run, as an event does.
/// @param value  TOML
/// @throws ScenarioError  if no such parameter is live or the value does not suit it
void apply_setting(Scenario& scenario, const std::string& key, const std::string& value);

}  // namespace rivalry
