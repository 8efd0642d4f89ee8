#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "rivalry/scenario/read.hpp"

namespace rivalry {

/// "key=value" words as settings.
std::vector<Setting> parse_settings(std::span<const std::string> words);

/// Reads a scenario with the names that recording.variables may use.
Scenario load_scenario(const std::filesystem::path& path, std::span<const Setting> settings);

/// The same from the text that a result holds.
Scenario scenario_of_result(const std::string& text, const std::filesystem::path& result);

}  // namespace rivalry
