#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rivalry {

/// The running program.
std::filesystem::path program_path();
/// Its folder.
std::filesystem::path program_folder();

/// Folder of the scenarios that come with the program, or of RIVALRY_SCENARIOS; nothing where there is none.
std::optional<std::filesystem::path> scenario_folder();

/// A scenario that comes with the program, named by its path in the folder, such as labs/price-war.
struct ShippedScenario {
  std::string name;
  std::filesystem::path file;
};

/// All of them by name, those of subfolders last; without the sweeps.
std::vector<ShippedScenario> shipped_scenarios();
/// Those of the folder sweeps, which are sweep files, named without the folder.
std::vector<ShippedScenario> shipped_sweeps();

/// The scenario file that a user means: a path, or the name of a shipped scenario.
/// @throws UsageError  with the nearest name if it is neither
std::filesystem::path find_scenario(const std::string& name);
/// The same for sweep files.
std::filesystem::path find_sweep(const std::string& name);

}  // namespace rivalry
