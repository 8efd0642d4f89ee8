#include <fmt/format.h>
#include <fmt/ranges.h>

#include "execution.hpp"
#include "rivalry/io/result_reader.hpp"
#include "rivalry/model/workers.hpp"
#include "scenario_source.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

void note(const RunCommand& command, const std::string& text) {
  if (!command.quiet) fmt::print(stderr, "rivalry: {}\n", text);
}

[[noreturn]] void refuse(const fs::path& output, const std::vector<std::string>& why) {
  throw OutputError(output, "cannot be gone on with", fmt::format("{}", fmt::join(why, "; ")),
                    "give --force to run it from the beginning; `rivalry repair` keeps the periods that it holds");
}

/// The newest checkpoint, if one can be used, with recorders' state taken from it.
std::optional<SoundCheckpoint> take_checkpoint(const Execution& execution, RecordingState& state,
                                               std::vector<std::string>& refused) {
  FoundCheckpoints found =
      find_checkpoints(execution.output, checkpoint_origin(execution.scenario, execution.provenance));
  refused = std::move(found.refused);
  if (found.sound.empty()) {
    if (refused.empty()) refused.push_back("it has no checkpoint");
    return std::nullopt;
  }
  SoundCheckpoint newest = std::move(found.sound.front());
  newest.archive->enter("recorders");
  (*newest.archive)("recording", state);
  newest.archive->leave();
  newest.archive->enter("run");
  return newest;
}

}  // namespace

Exit resume_command(const RunCommand& command) {
  const fs::path output = *command.resume;
  const ResultInfo head = read_result_head(output);
  Execution execution{output,
                      scenario_of_result(head.scenario, output),
                      {.replicate = head.replicate,
                       .threads = Workers(command.threads).threads(),
                       .identity = head.identity,
                       .rules = command.rules.name}};
  if (head.complete) {
    remove_checkpoints(output);
    note(command, fmt::format("{} holds all {} periods: nothing to resume", output.string(),
                              execution.scenario.scenario.periods));
    return Exit::done;
  }

  RecordingState state;
  std::vector<std::string> refused;
  execution.saved = take_checkpoint(execution, state, refused);
  if (execution.saved) {
    for (const std::string& why : refused)
      note(command,
           fmt::format("{}; going on from the other checkpoint, after period {}", why, execution.saved->period));
    ResultWriter writer(output, execution.provenance, std::move(state));
    return execute(std::move(execution), writer, command);
  }
  if (!command.force) refuse(output, refused);
  note(command, fmt::format("{}: {}; running it from the beginning", output.string(), fmt::join(refused, "; ")));
  execution.provenance.identity = random_identity();
  ResultWriter writer(output, execution.provenance, /*overwrite=*/true);
  return execute(std::move(execution), writer, command);
}

}  // namespace rivalry
