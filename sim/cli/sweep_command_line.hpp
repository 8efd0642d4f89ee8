#pragma once

#include <CLI/App.hpp>

#include "sweep_commands.hpp"

namespace rivalry {

/// The commands below `rivalry sweep`.
struct SweepCommands {
  explicit SweepCommands(const DecisionRules& rules)
      : plan{{.rules = rules}},
        run{{.rules = rules}},
        resume{{.rules = rules}},
        replay{{.rules = rules}},
        submit{{.rules = rules}} {}

  SweepPointsCommand points;
  SweepPlanCommand plan;
  SweepRunCommand run, resume;
  SweepStatusCommand status;
  SweepMergeCommand merge;
  SweepVerifyCommand verify;
  SweepReplayCommand replay;
  SweepSubmitCommand submit;
};

/// Adds `rivalry sweep` with its commands.
CLI::App* add_sweep(CLI::App& app, SweepCommands& commands);

/// Adds `rivalry ensemble`: a sweep without factors.
void add_ensemble(CLI::App& app, EnsembleCommand& ensemble);

/// Runs the one that was named.
Exit run_sweep(const CLI::App& sweep, const SweepCommands& commands);

}  // namespace rivalry
