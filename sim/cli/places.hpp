#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rivalry {

/// Folder of the running program.
std::filesystem::path program_folder();

/// Folder of the scenarios that come with the program, or of RIVALRY_SCENARIOS; nothing where there is none.
std::optional<std::filesystem::path> scenario_folder();

/// Its scenario files, by name.
std::vector<std::filesystem::path> shipped_scenarios();

/// The scenario file that a user means: a path, or the name of a shipped scenario.
/// @throws UsageError  with the nearest name if it is neither
std::filesystem::path find_scenario(const std::string& name);

}  // namespace rivalry
