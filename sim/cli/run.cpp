#include "rivalry/run/run.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "commands.hpp"
#include "interrupt.hpp"
#include "places.hpp"
#include "profile.hpp"
#include "progress.hpp"
#include "rivalry/io/result_writer.hpp"
#include "rivalry/model/workers.hpp"
#include "rivalry/random/instruction_set.hpp"
#include "scenario_source.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

/// The figures of the summary that a run ends with; `rivalry info` shows all.
constexpr std::array<std::string_view, 10> headline{
    "firms_final", "entries",     "exits",         "effective_firms",    "coverage",
    "price_index", "profit_mean", "adoption_rate", "value_synergy_mean", "novelty_mean"};

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

bool wants_progress(const RunCommand& command) {
  if (command.progress == "auto") return !command.quiet && is_terminal(stderr);
  return command.progress == "always";
}

void announce(const Scenario& scenario, const fs::path& output, int threads) {
  fmt::print("{}{}{}\n", scenario.scenario.name, scenario.scenario.question.empty() ? "" : ": ",
             scenario.scenario.question);
  fmt::print("{} firms, {} segments, {} choices, {} periods; seed {}; {} thread{}; to {}\n", scenario.market.firms,
             scenario.market.segments, scenario.catalogue.size(), scenario.scenario.periods, scenario.scenario.seed,
             threads, threads == 1 ? "" : "s", output.string());
  std::fflush(stdout);
}

void report(const RunOutcome& outcome, const fs::path& output, double seconds) {
  std::error_code error;
  fmt::print("{}: {}, {} periods in {} ({:.3g} periods/s)\n", output.string(),
             bytes_text(static_cast<double>(fs::file_size(output, error))), outcome.periods, duration_text(seconds),
             static_cast<double>(outcome.periods) / seconds);
#ifdef RIVALRY_AUDIT
  fmt::print("  audit: invariants held; another price would have gained a firm at most {:.2g} %\n",
             100 * outcome.better_reply_gain);
#endif
  if (outcome.periods == 0) return;
  for (const SummaryObservable& figure : summary_observables()) {
    if (std::find(headline.begin(), headline.end(), figure.name) == headline.end()) continue;
    fmt::print("  {:<32} {:>10}{}\n", figure.long_name, number_text(figure.value(outcome.history)),
               figure.unit == "1" ? "" : fmt::format(" {}", figure.unit));
  }
}

}  // namespace

Exit run_command(const RunCommand& command) {
  instruction_set();  // a wrong choice of the instruction set is told before anything is done
  const fs::path path = find_scenario(command.scenario);
  const auto settings = settings_of(command);
  const Scenario scenario = load_scenario(path, settings);
  const fs::path output = output_path(command, path);
  const int threads = Workers(command.threads).threads();
  const auto replicate = static_cast<std::uint64_t>(command.replicate);
  if (!command.quiet) announce(scenario, output, threads);

  Stopwatch stopwatch;
  ResultWriter writer(output, {.replicate = replicate, .threads = threads}, command.force);
  stopwatch.lap("recording");
  Progress progress(is_terminal(stderr));
  std::vector<Observer*> observers{&writer};
  if (wants_progress(command)) observers.push_back(&progress);

  const auto started = std::chrono::steady_clock::now();
  const InterruptGuard interrupt;
  const RunOutcome outcome = run(scenario,
                                 {.replicate = replicate,
                                  .threads = threads,
                                  .stop = &interrupt.flag(),
                                  .stopwatch = command.profile ? &stopwatch : nullptr},
                                 observers);
  writer.finish(outcome.complete);
  stopwatch.lap("recording");
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();

  if (!command.quiet) report(outcome, output, seconds);
  if (command.profile)
    fmt::print("{}", profile_text(stopwatch, outcome.periods > 0 ? outcome.history.sum("firms") : 0));
  if (!outcome.complete) {
    std::fflush(stdout);
    fmt::print(stderr,
               "rivalry: interrupted after period {} of {}; {} holds the periods until then and is marked incomplete\n",
               outcome.periods, scenario.scenario.periods, output.string());
    return Exit::interrupted;
  }
  if (!command.quiet) fmt::print("Next: rivalry info {0}, rivalry plot {0}\n", output.string());
  return Exit::done;
}

}  // namespace rivalry
