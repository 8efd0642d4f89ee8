#include "execution.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

#include <fmt/format.h>

#include "interrupt.hpp"
#include "print.hpp"
#include "profile.hpp"
#include "progress.hpp"
#include "rivalry/run/finite.hpp"
#include "rivalry/run/hold.hpp"
#include "rivalry/text/shell.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

/// The figures of the summary that a run ends with; `rivalry info` shows all.
constexpr std::array<std::string_view, 10> headline{
    "firms_final", "entries",     "exits",         "effective_firms",    "coverage",
    "price_index", "profit_mean", "adoption_rate", "value_synergy_mean", "novelty_mean"};

bool wants_progress(const RunCommand& command) {
  if (command.progress == "auto") return !command.quiet && is_terminal(stderr);
  return command.progress == "always";
}

/// None if the user wants none.
std::optional<CheckpointTimer> timer_of(const RunCommand& command) {
  if (!command.checkpoint) return CheckpointTimer{};
  if (*command.checkpoint == 0) return std::nullopt;
  return CheckpointTimer{*command.checkpoint, std::numeric_limits<double>::infinity()};
}

void announce(const Execution& execution) {
  const Scenario& scenario = execution.scenario;
  const int threads = execution.provenance.threads;
  say("{}{}{}\n", scenario.scenario.name, scenario.scenario.question.empty() ? "" : ": ", scenario.scenario.question);
  say("{} firms, {} segments, {} choices, {} periods{}; seed {}; {} thread{}; to {}\n", scenario.market.firms,
      scenario.market.segments, scenario.catalogue.size(), scenario.scenario.periods,
      execution.saved ? fmt::format(" from {} on", execution.saved->period + 1) : "", scenario.scenario.seed, threads,
      threads == 1 ? "" : "s", execution.output.string());
  flush_output();
}

void report(const RunOutcome& outcome, const fs::path& output, double seconds) {
  std::error_code error;
  const std::int64_t done = outcome.periods - outcome.resumed_after;
  say("{}: {}, {} periods{} in {} ({:.3g} periods/s)\n", output.string(),
      bytes_text(static_cast<double>(fs::file_size(output, error))), outcome.periods,
      outcome.resumed_after > 0 ? fmt::format(", the last {}", done) : "", duration_text(seconds),
      static_cast<double>(done) / seconds);
#ifdef RIVALRY_AUDIT
  say("  audit: invariants held; another price would have gained a firm at most {:.2g} %\n",
      100 * outcome.better_reply_gain);
#endif
  if (outcome.periods == 0) return;
  for (const SummaryObservable& figure : summary_observables()) {
    if (std::find(headline.begin(), headline.end(), figure.name) == headline.end()) continue;
    say("  {:<32} {:>10}{}\n", figure.long_name, number_text(figure.value(outcome.history)),
        figure.unit == "1" ? "" : fmt::format(" {}", figure.unit));
  }
}

/// Firms, summed over the periods that were computed.
double firm_periods(const RunOutcome& outcome) {
  double sum = 0;
  for (std::int64_t period = outcome.resumed_after; period < outcome.periods; ++period)
    sum += outcome.history.at(period, "firms");
  return sum;
}

/// How a run can go on that has come to that period.
void tell_how_to_go_on(std::int64_t period, const Execution& execution, const CheckpointKeeper* keeper) {
  const std::string output = shell_file(execution.output.string());
  const auto last = keeper != nullptr ? keeper->last_period() : std::nullopt;
  if (!last)
    tell("It cannot be gone on with, for it has no checkpoint\n");
  else if (*last < period)
    tell("Go on from its last checkpoint, after period {}: rivalry run --resume {}\n", *last, output);
  else
    tell("Go on: rivalry run --resume {}\n", output);
}

/// What an interrupted run left, and how it goes on.
void report_interruption(const RunOutcome& outcome, const Execution& execution, const CheckpointKeeper* keeper) {
  flush_output();
  tell("rivalry: interrupted after period {} of {}; {} holds the periods until then and is marked incomplete\n",
       outcome.periods, execution.scenario.scenario.periods, execution.output.string());
  tell_how_to_go_on(outcome.periods, execution, keeper);
}

std::unique_ptr<CheckpointKeeper> keeper_of(const Execution& execution, ResultWriter& writer,
                                            const RunCommand& command) {
  const auto timer = timer_of(command);
  if (!timer) return nullptr;
  auto keeper = std::make_unique<CheckpointKeeper>(
      execution.output, checkpoint_origin(execution.scenario, execution.provenance), *timer,
      [&writer](Archive& archive) {
        RecordingState state = writer.state();
        archive("recording", state);
      },
      [](const std::string& text) {
        tell("rivalry: {}; the run goes on with the checkpoint before, if there is one\n", text);
      });
  if (execution.saved) keeper->went_on_from(execution.saved->number, execution.saved->period);
  return keeper;
}

}  // namespace

Exit execute(Execution execution, ResultWriter& writer, const RunCommand& command) {
  if (!command.quiet) announce(execution);
  const auto keeper = keeper_of(execution, writer, command);
  Progress progress(is_terminal(stderr));
  std::vector<Observer*> observers{&writer};
  if (wants_progress(command)) observers.push_back(&progress);
  const auto hold = hold_of_environment();  // a signal does not end it: the next one must
  if (hold) observers.push_back(hold.get());

  Stopwatch stopwatch;
  const auto started = std::chrono::steady_clock::now();
  const InterruptGuard interrupt;
  RunOutcome outcome;
  try {
    outcome = run(execution.scenario,
                  {.replicate = execution.provenance.replicate,
                   .threads = execution.provenance.threads,
                   .stop = &interrupt.flag(),
                   .checkpoints = keeper.get(),
                   .saved = execution.saved ? execution.saved->archive.get() : nullptr,
                   .rules = command.rules,
                   .stopwatch = command.profile ? &stopwatch : nullptr},
                  observers);
    writer.finish(outcome.complete);
  } catch (const NotFinite& fault) {
    writer.finish(false);
    remove_checkpoints(execution.output);  // from them it would come to the same
    throw NotFinite(fmt::format("{}: {}; {} holds the periods before and is marked incomplete",
                                execution.scenario.scenario.name, fault.what(), execution.output.string()));
  } catch (const OutputError&) {
    if (keeper != nullptr && keeper->has_written())
      tell("When this is mended, rivalry run --resume {} goes on after period {}:\n",
           shell_file(execution.output.string()), *keeper->last_period());
    throw;
  }
  if (outcome.complete) remove_checkpoints(execution.output);
  stopwatch.lap("recording");
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();

  if (!command.quiet) report(outcome, execution.output, seconds);
  if (command.profile) say("{}", Lines{profile_text(stopwatch, firm_periods(outcome))});
  if (!outcome.complete) {
    report_interruption(outcome, execution, keeper.get());
    return Exit::interrupted;
  }
  if (!command.quiet) say("Next: rivalry info {0}, rivalry plot {0}\n", shell_file(execution.output.string()));
  return Exit::done;
}

}  // namespace rivalry
