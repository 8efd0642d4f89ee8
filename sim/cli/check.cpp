#include <fmt/format.h>

#include "commands.hpp"
#include "cost.hpp"
#include "places.hpp"
#include "print.hpp"
#include "rivalry/scenario/footprint.hpp"
#include "rivalry/text/shell.hpp"
#include "rivalry/verify/verify.hpp"
#include "scenario_source.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

void report(const std::string& name, const Scenario& scenario, const ExpectationFile& claims) {
  const Cost cost = estimate_cost(scenario);
  say("{}: valid\n", name);
  if (!scenario.scenario.question.empty()) say("  {}\n", scenario.scenario.question);
  say("  {} firms, {} segments, {} choices, {} periods\n", scenario.market.firms, scenario.market.segments,
      scenario.catalogue.size(), scenario.scenario.periods);
  say("  a run takes about {} of memory (this machine has {}), {} on disk, {}\n", bytes_text(cost.memory),
      bytes_text(machine_memory()), bytes_text(cost.disk), duration_text(cost.seconds));
  if (!claims.expectations.empty())
    say("  {} expected number{}: rivalry verify {}\n", claims.expectations.size(),
        claims.expectations.size() == 1 ? "" : "s", shell_file(name));
}

}  // namespace

Exit check_command(const CheckCommand& command) {
  const auto settings = parse_settings(command.settings);
  std::size_t bad = 0;
  for (const std::string& name : command.scenarios) {
    try {
      const auto file = find_scenario(name);
      report(name, load_scenario(file, settings), read_expectation_file(file));
    } catch (const ScenarioError& error) {
      ++bad;
      flush_output();
      tell("{}\n", Lines{error.what()});
    } catch (const UsageError& error) {
      ++bad;
      flush_output();
      tell("{}\n", Lines{error.what()});
    }
  }
  if (command.scenarios.size() > 1)
    say("{} of {} scenarios are valid\n", command.scenarios.size() - bad, command.scenarios.size());
  return bad > 0 ? Exit::bad_input : Exit::done;
}

}  // namespace rivalry
