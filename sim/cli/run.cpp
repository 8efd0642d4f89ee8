#include <filesystem>

#include <fmt/format.h>

#include "commands.hpp"
#include "execution.hpp"
#include "places.hpp"
#include "rivalry/model/workers.hpp"
#include "rivalry/random/instruction_set.hpp"
#include "scenario_source.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

std::vector<Setting> settings_of(const RunCommand& command) {
  std::vector<Setting> settings = parse_settings(command.settings);
  if (command.seed) settings.push_back({"scenario.seed", *command.seed});
  if (command.every) settings.push_back({"recording.every", *command.every});
  if (command.record) settings.push_back({"recording.variables", *command.record});
  return settings;
}

/// The result file, after checking that writing it destroys nothing.
fs::path output_path(const RunCommand& command, const fs::path& scenario) {
  const std::string suffix = command.replicate > 0 ? fmt::format("-r{}", command.replicate) : "";
  const fs::path output =
      command.output ? fs::path(*command.output) : fs::path(scenario.stem().string() + suffix + ".h5");
  std::error_code error;
  if (output.empty()) throw UsageError("the result file has no name; give -o FILE");
  if (fs::is_directory(output, error))
    throw UsageError(fmt::format("{} is a folder; give a file, as in -o {}", output.string(),
                                 (output / (scenario.stem().string() + ".h5")).string()));
  if (fs::equivalent(output, scenario, error))
    throw UsageError(fmt::format("{} is the scenario itself; give another file with -o", output.string()));
  if (fs::exists(output, error) && !command.force)
    throw UsageError(fmt::format("{} exists; give --force to overwrite it, or another file with -o", output.string()));
  return output;
}

}  // namespace

Exit run_command(const RunCommand& command) {
  instruction_set();  // a wrong choice of the instruction set is told before anything is done
  if (command.resume) return resume_command(command);
  if (command.scenario.empty()) throw UsageError("SCENARIO is required, or --resume FILE; see rivalry run --help");
  const fs::path path = find_scenario(command.scenario);
  const auto settings = settings_of(command);
  Execution execution{.output = {},
                      .scenario = load_scenario(path, settings),
                      .provenance = {.replicate = static_cast<std::uint64_t>(command.replicate),
                                     .threads = Workers(command.threads).threads(),
                                     .identity = random_identity(),
                                     .rules = command.rules.name}};
  execution.output = output_path(command, path);
  ResultWriter writer(execution.output, execution.provenance, command.force);
  return execute(std::move(execution), writer, command);
}

}  // namespace rivalry
