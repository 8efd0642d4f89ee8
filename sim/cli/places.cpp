#include "places.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "commands.hpp"
#include "rivalry/scenario/nearest.hpp"

namespace rivalry {

namespace fs = std::filesystem;

fs::path program_path() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::current_path() / "rivalry" : program;
}

fs::path program_folder() { return program_path().parent_path(); }

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

namespace {

constexpr std::string_view sweeps = "sweeps/";

std::vector<ShippedScenario> shipped_files() {
  std::vector<ShippedScenario> all;
  const auto folder = scenario_folder();
  if (!folder) return all;
  for (const auto& entry : fs::recursive_directory_iterator(*folder))
    if (entry.is_regular_file() && entry.path().extension() == ".toml")
      all.push_back({entry.path().lexically_relative(*folder).replace_extension().generic_string(), entry.path()});
  const auto in_folder = [](const ShippedScenario& one) { return one.name.find('/') != std::string::npos; };
  std::sort(all.begin(), all.end(), [&](const ShippedScenario& a, const ShippedScenario& b) {
    return std::pair(in_folder(a), a.name) < std::pair(in_folder(b), b.name);
  });
  return all;
}

/// The file that a name means, among what is shipped.
fs::path find(const std::string& name, const std::vector<ShippedScenario>& shipped, std::string_view kind,
              std::string_view list) {
  std::error_code error;
  if (fs::exists(name, error)) return name;
  const std::string wanted = fs::path(name).extension() == ".toml" ? fs::path(name).replace_extension().string() : name;
  std::vector<std::string_view> names;
  for (const ShippedScenario& one : shipped) {
    if (one.name == wanted) return one.file;
    names.push_back(one.name);
  }
  const auto meant = nearest_name(wanted, names);
  throw UsageError(fmt::format(
      "there is no {0} file {1}, and no {0} of that name comes with the program; {2}", kind, name,
      meant.empty() ? fmt::format("`{}` names those that do", list) : fmt::format("did you mean {}?", meant)));
}

}  // namespace

std::vector<ShippedScenario> shipped_scenarios() {
  std::vector<ShippedScenario> all = shipped_files();
  std::erase_if(all, [](const ShippedScenario& one) { return one.name.starts_with(sweeps); });
  return all;
}

std::vector<ShippedScenario> shipped_sweeps() {
  std::vector<ShippedScenario> all = shipped_files();
  std::erase_if(all, [](const ShippedScenario& one) { return !one.name.starts_with(sweeps); });
  for (ShippedScenario& one : all) one.name.erase(0, sweeps.size());
  return all;
}

fs::path find_scenario(const std::string& name) { return find(name, shipped_scenarios(), "scenario", "rivalry list"); }
fs::path find_sweep(const std::string& name) { return find(name, shipped_sweeps(), "sweep", "rivalry sweep list"); }

}  // namespace rivalry
