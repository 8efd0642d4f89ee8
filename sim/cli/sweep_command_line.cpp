#include "sweep_command_line.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "adding.hpp"
#include "help.hpp"

namespace rivalry {
namespace {

void add_points(CLI::App& sweep, SweepPointsCommand& points) {
  CLI::App* command = add_command(sweep, "points", "Print the points of a sweep; run nothing.", help::sweep_points);
  command->add_option("SWEEP", points.file, "Sweep file, or name of one that `rivalry sweep list` shows")
      ->required()
      ->type_name("");
  command->add_flag("--csv", points.csv, "Print a CSV file: point, values, coordinates");
}

}  // namespace

CLI::App* add_sweep(CLI::App& app, SweepCommands& commands) {
  CLI::App* sweep = add_command(app, "sweep", "Run a scenario at many points: sweeps over parameters.", help::sweep);
  sweep->require_subcommand(0, 1);
  add_points(*sweep, commands.points);
  add_command(*sweep, "list", "List the sweeps that come with the program, with their questions.", help::sweep_list);
  return sweep;
}

Exit run_sweep(const CLI::App& sweep, const SweepCommands& commands) {
  if (sweep.got_subcommand("points")) return sweep_points_command(commands.points);
  if (sweep.got_subcommand("list")) return sweep_list_command();
  fmt::print(stderr, "{}", sweep.help("rivalry"));
  return Exit::bad_input;
}

}  // namespace rivalry
