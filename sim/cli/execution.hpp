#pragma once

#include <filesystem>
#include <optional>

#include "commands.hpp"
#include "rivalry/io/checkpoint.hpp"
#include "rivalry/io/result_writer.hpp"
#include "rivalry/run/run.hpp"

namespace rivalry {

/// A run that is ready to go, from its beginning or from a checkpoint.
struct Execution {
  std::filesystem::path output;
  Scenario scenario;
  Provenance provenance;
  std::optional<SoundCheckpoint> saved = {};  ///< to go on from; recorders' state has been read from it
};

/// Runs with progress, checkpoints and a report, until the end or until it is interrupted.
Exit execute(Execution execution, ResultWriter& writer, const RunCommand& command);

/// `rivalry run --resume FILE`.
Exit resume_command(const RunCommand& command);

}  // namespace rivalry
