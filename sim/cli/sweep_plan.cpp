#include <algorithm>
#include <cmath>
#include <thread>

#include <fmt/format.h>

#include "print.hpp"
#include "rivalry/sweep/ledger.hpp"
#include "rivalry/text/shell.hpp"
#include "sweep_commands.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

std::string replicates_text(const Sweep& sweep) {
  if (!sweep.sequential) return fmt::format("{} replicates", sweep.replicates);
  return fmt::format("{} to {} replicates, until {} is known well enough", sweep.sequential->least, sweep.replicates,
                     sweep.sequential->outcome);
}

double row_bytes(const Sweep& sweep, const Sample& sample) {
  return 48 + 8.0 * static_cast<double>(summary_observables().size() +
                                        sweep.series.size() * static_cast<std::size_t>(sample.periods));
}

}  // namespace

Exit sweep_plan_command(const SweepPlanCommand& command) {
  const SweepFolder folder = open_sweep(command.target);
  const Plan& plan = folder.plan();
  const Sweep& sweep = plan.sweep();
  const Sample& sample = folder.sample();
  const auto runs = static_cast<double>(plan.runs());
  const double processors = std::max(1U, std::thread::hardware_concurrency());
  say("{}{}{}\n", sweep.name, sweep.question.empty() ? "" : ": ", sweep.question);
  for (const Factor& factor : sweep.factors) {
    std::string keys;
    for (const std::string& key : factor.keys) keys += (keys.empty() ? "" : ", ") + key;
    say("  factor {:<20} sets {}\n", factor.name, keys);
  }
  const std::string most = sweep.sequential ? "at most " : "";
  say("{} points, {}: {}{} runs in {} blocks of {}\n", plan.points(), replicates_text(sweep), most, plan.runs(),
      folder.blocks().count(), folder.blocks().size());
  say("  time    {}{} on the {} processors here; {} a run\n", most, duration_text(runs * sample.seconds / processors),
      processors, duration_text(sample.seconds));
  say("  memory  {} a run, times the number of threads\n", bytes_text(sample.memory));
  say("  disk    {}{}, and as much again to merge\n", most, bytes_text(runs * row_bytes(sweep, sample)));
  say("Next: rivalry sweep run {}\n", shell_file(folder.path().string()));
  return Exit::done;
}

}  // namespace rivalry
