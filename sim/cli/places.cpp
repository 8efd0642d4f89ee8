#include "places.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "commands.hpp"
#include "rivalry/scenario/nearest.hpp"

namespace rivalry {

namespace fs = std::filesystem;

fs::path program_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::current_path() : program.parent_path();
}

std::optional<fs::path> scenario_folder() {
  if (const char* folder = std::getenv("RIVALRY_SCENARIOS"); folder != nullptr && *folder != '\0') {
    if (!fs::is_directory(folder))
      throw UsageError(fmt::format("RIVALRY_SCENARIOS = {}: there is no such folder", folder));
    return fs::path(folder);
  }
  for (const char* beside : {"../share/rivalry/scenarios", "../../../scenarios"}) {
    const fs::path folder = (program_folder() / beside).lexically_normal();
    if (fs::is_directory(folder)) return folder;
  }
  return {};
}

std::vector<fs::path> shipped_scenarios() {
  std::vector<fs::path> files;
  const auto folder = scenario_folder();
  if (!folder) return files;
  for (const auto& entry : fs::directory_iterator(*folder))
    if (entry.is_regular_file() && entry.path().extension() == ".toml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

fs::path find_scenario(const std::string& name) {
  std::error_code error;
  if (fs::exists(name, error) || name.find('/') != std::string::npos)
    return name;  // reading says what is wrong with it
  const std::string wanted = fs::path(name).extension() == ".toml" ? fs::path(name).stem().string() : name;
  std::vector<std::string> names;
  for (const fs::path& file : shipped_scenarios()) {
    names.push_back(file.stem().string());
    if (names.back() == wanted) return file;
  }
  const auto meant = nearest_name(wanted, std::vector<std::string_view>(names.begin(), names.end()));
  throw UsageError(
      fmt::format("there is no scenario file {}, and no scenario of that name comes with the program; {}", name,
                  meant.empty() ? "`rivalry list` names those that do" : fmt::format("did you mean {}?", meant)));
}

}  // namespace rivalry
