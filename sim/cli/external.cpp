#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "commands.hpp"
#include "places.hpp"
#include "rivalry/scenario/nearest.hpp"
#include "rivalry/text/shell.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::vector<fs::path> folders() {
  std::vector<fs::path> all;
  for (const char* active : {"VIRTUAL_ENV", "CONDA_PREFIX"})
    if (!variable(active).empty()) all.push_back(fs::path(variable(active)) / "bin");
  all.push_back(program_folder() / "../../../.venv/bin");  // of the checkout that the program was built in
  all.push_back(program_folder());
  std::string_view path = variable("PATH");
  while (!path.empty()) {
    const std::size_t end = std::min(path.find(':'), path.size());
    if (end > 0) all.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return all;
}

bool can_run(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

[[noreturn]] void refuse(const std::string& name) {
  if (name == "plot")
    throw UsageError(
        "the program rivalry-plot was not found: it is part of the Python package; run scripts/setup.sh, or "
        "`pip install ./analysis` in the project's folder");
  const auto meant = nearest_name(name, command_names());
  const std::string_view file = fs::path(name).extension() == ".toml" ? "run" : "";
  std::string remedy = "`rivalry --help` lists the commands";
  if (!meant.empty()) remedy = fmt::format("did you mean {}?", meant);
  if (!file.empty()) remedy = fmt::format("did you mean rivalry run {}?", shell_file(name));
  throw UsageError(fmt::format("unknown command \"{}\", and no program rivalry-{} was found; {}", name, name, remedy));
}

}  // namespace

void run_external(int argc, char** argv) {
  const std::string name = argv[1];
  if (name.empty() || name.find('/') != std::string::npos) refuse(name);
  for (const fs::path& folder : folders()) {
    const std::string program = folder / ("rivalry-" + name);
    if (!can_run(program)) continue;
    std::vector<char*> arguments{const_cast<char*>(program.c_str())};
    for (int i = 2; i < argc; ++i) arguments.push_back(argv[i]);
    arguments.push_back(nullptr);
    execv(program.c_str(), arguments.data());
    throw UsageError(fmt::format("{} cannot be run: {}; check that it and its interpreter are in order", program,
                                 std::strerror(errno)));
  }
  refuse(name);
}

}  // namespace rivalry
