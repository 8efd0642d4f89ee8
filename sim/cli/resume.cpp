#include <iterator>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apart.hpp"
#include "execution.hpp"
#include "print.hpp"
#include "rivalry/io/result_reader.hpp"
#include "rivalry/model/workers.hpp"
#include "scenario_source.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

void note(const RunCommand& command, const std::string& text) {
  if (!command.quiet) tell("rivalry: {}\n", text);
}

[[noreturn]] void refuse(const fs::path& output, const std::vector<std::string>& why) {
  throw OutputError(output, "cannot be gone on with", fmt::format("{}", fmt::join(why, "; ")),
                    "give --force to run it from the beginning; `rivalry repair` keeps the periods that it holds");
}

/// What a result says of the run that it holds part of.
struct Head {
  bool complete = false;
  std::uint64_t replicate = 0;
  std::string identity, scenario;
};

Head read_head(const fs::path& path) {
  std::istringstream printed(read_apart(path, [&] {
    const ResultInfo info = read_result_head(path);
    give(fmt::format("{} {} {} {}{}", info.complete ? 1 : 0, info.replicate, info.identity.size(), info.identity,
                     info.scenario));
    return Exit::done;
  }));
  Head head;
  std::size_t length = 0;
  printed >> head.complete >> head.replicate >> length;
  printed.get();
  head.identity.resize(length);
  printed.read(head.identity.data(), static_cast<std::streamsize>(length));
  const bool is_whole = !printed.fail();
  head.scenario.assign(std::istreambuf_iterator<char>(printed), {});
  if (!is_whole || head.scenario.empty())
    throw DamagedResult(path, "is damaged: it does not say which scenario it is of", "",
                        "copy it again or repeat the run");
  return head;
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
  const Head head = read_head(output);
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
