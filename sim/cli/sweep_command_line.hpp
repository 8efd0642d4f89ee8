#pragma once

#include <CLI/App.hpp>

#include "commands.hpp"

namespace rivalry {

/// The commands below `rivalry sweep`.
struct SweepCommands {
  SweepPointsCommand points;
};

/// Adds `rivalry sweep` with its commands.
CLI::App* add_sweep(CLI::App& app, SweepCommands& commands);

/// Runs the one that was named.
Exit run_sweep(const CLI::App& sweep, const SweepCommands& commands);

}  // namespace rivalry
