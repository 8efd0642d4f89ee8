#include <algorithm>
#include <bit>
#include <charconv>

#include <fmt/format.h>

#include "interrupt.hpp"
#include "print.hpp"
#include "rivalry/io/result_writer.hpp"
#include "rivalry/run/run.hpp"
#include "rivalry/sweep/ledger.hpp"
#include "rivalry/sweep/worker.hpp"
#include "scenario_source.hpp"
#include "sweep_commands.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

std::int64_t run_number(const SweepFolder& folder, const std::string& text) {
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0 || number >= folder.plan().runs())
    throw UsageError(fmt::format("\"{}\" is no run of this sweep; its runs have numbers from 0 to {} (the column run)",
                                 text, folder.plan().runs() - 1));
  return number;
}

std::optional<Row> stored_row(const SweepFolder& folder, std::int64_t number) {
  Ledger ledger(folder);
  std::optional<Row> stored;
  if (ledger.has(number))
    ledger.for_each_row(folder.blocks().of_run(number), [&](const Row& row) {
      if (row.number == number) stored = row;
    });
  return stored;
}

/// Names of the outcomes whose bits are not those on record.
std::vector<std::string> differences(const Row& now, const Row& stored) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < summary_observables().size(); ++i) {
    const auto bits = [&](const Row& row) {
      return i < row.outcomes.size() ? std::bit_cast<std::uint64_t>(row.outcomes[i]) : 0;
    };
    if (bits(now) != bits(stored)) names.emplace_back(summary_observables()[i].name);
  }
  return names;
}

std::string point_text(const Plan& plan, const PlannedRun& run) {
  const std::string factors = plan.factors_text(run.point);
  return fmt::format("run {}: point {}{}{}; replicate {}", run.number, run.point, factors.empty() ? "" : ", ", factors,
                     run.replicate);
}

}  // namespace

Exit sweep_replay_command(const SweepReplayCommand& command) {
  const SweepFolder folder = open_sweep(command.target);
  const Plan& plan = folder.plan();
  const PlannedRun run = plan.run(run_number(folder, command.run));
  const fs::path output =
      command.output ? fs::path(*command.output) : fs::path(fmt::format("{}-run-{}.h5", plan.sweep().name, run.number));
  std::vector<Setting> recording;
  if (command.every) recording.push_back({"recording.every", *command.every});
  if (command.record) recording.push_back({"recording.variables", *command.record});
  if (!command.target.quiet) say("{}\n", point_text(plan, run));

  const InterruptGuard interrupt;
  const Scenario scenario = plan.scenario(run.point);
  plan.scenario(run.point, recording);  // a mistake of the options is no failure of the run
  const std::uint64_t stream = plan.stream(fingerprint_of(scenario), run.replicate);
  ResultWriter writer(output, {.replicate = stream, .threads = 1, .identity = {}, .rules = command.target.rules.name},
                      command.force);
  Observer* const observers[] = {&writer};
  const auto now = do_run(plan, run, command.target.rules, interrupt.flag(), observers, recording);
  if (!now) {
    writer.finish(false);
    return Exit::interrupted;
  }
  if (now->failed) {
    tell("rivalry: run {} fails: {}\n", run.number, now->message);
    return Exit::runs_failed;
  }
  writer.finish(now->stopped < 0);
  if (!command.target.quiet) say("{}\n", output.string());
  const auto stored = stored_row(folder, run.number);
  if (!stored) {
    if (!command.target.quiet) say("The sweep has no row of it yet\n");
    return Exit::done;
  }
  const auto differing = differences(*now, *stored);
  if (!differing.empty()) {
    tell("rivalry: run {} is not what the sweep has on record: {} differ\n", run.number,
         fmt::format("{}", fmt::join(differing, ", ")));
    return Exit::io_failure;
  }
  if (!command.target.quiet)
    say("The same bits as the sweep has on record, in all {} outcomes\n", now->outcomes.size());
  return Exit::done;
}

}  // namespace rivalry
