#include <algorithm>
#include <cmath>
#include <thread>

#include <fmt/format.h>

#include "cost.hpp"
#include "print.hpp"
#include "rivalry/sweep/check_points.hpp"
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

/// The labels of a factor's levels, the first of many.
std::string labels_text(const Factor& factor) {
  constexpr std::size_t most_told = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(most_told, factor.labels.size()); ++i)
    text += (i == 0 ? ": " : "; ") + factor.labels[i];
  if (factor.labels.size() > most_told) text += fmt::format("; and {} more", factor.labels.size() - most_told);
  return text;
}

double row_bytes(const Sweep& sweep, const Sample& sample) {
  return 48 + 8.0 * static_cast<double>(summary_observables().size() +
                                        sweep.series.size() * static_cast<std::size_t>(sample.periods));
}

/// Points whose runs are kept whole, or some of them, spread evenly, where they are many.
std::vector<std::int64_t> panel_points(const Plan& plan) {
  constexpr std::int64_t enough = 200;
  const Selection& chosen = plan.sweep().panel_points;
  std::vector<std::int64_t> all(chosen.numbers.begin(), chosen.numbers.end());
  const std::int64_t count = chosen.all ? plan.points() : std::ssize(all);
  std::vector<std::int64_t> points;
  for (std::int64_t i = 0; i < std::min(count, enough); ++i) {
    const std::int64_t place = i * count / std::min(count, enough);
    points.push_back(chosen.all ? place : all[static_cast<std::size_t>(place)]);
  }
  return points;
}

/// Whole results that are kept, at most, and the bytes that they take.
struct Panels {
  std::int64_t count = 0;
  double bytes = 0;
};

Panels panels_of(const Plan& plan) {
  const Sweep& sweep = plan.sweep();
  const std::vector<std::int64_t> points = panel_points(plan);
  Panels panels{sweep.panel_points.count(plan.points()) * sweep.panel_replicates.count(sweep.replicates)};
  for (const std::int64_t point : points) panels.bytes += disk_needed(plan.scenario(point));
  if (!points.empty()) panels.bytes *= static_cast<double>(panels.count) / static_cast<double>(points.size());
  return panels;
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
    say("  factor {:<20} sets {}{}\n", factor.name, keys, labels_text(factor));
  }
  const std::string most = sweep.sequential ? "at most " : "";
  say("{} points, {}: {}{} runs in {} blocks of {}\n", plan.points(), replicates_text(sweep), most, plan.runs(),
      folder.blocks().count(), folder.blocks().size());
  say("  time    {}{} on the {} processors here; {} a run\n", most, duration_text(runs * sample.seconds / processors),
      processors, duration_text(sample.seconds));
  say("  memory  {} a run, times the number of threads\n", bytes_text(sample.memory));
  if (plan.points() > most_checked_points)
    say("  points  {} were checked, spread over all; a fault of another is told when its runs are due\n",
        most_checked_points);
  say("  disk    {}{}, and as much again to merge\n", most, bytes_text(runs * row_bytes(sweep, sample)));
  if (const Panels panels = panels_of(plan); panels.count > 0)
    say("          {}{} of {} whole results in panels/, within a factor of two\n", most, bytes_text(panels.bytes),
        panels.count);
  say("Next: rivalry sweep run {}\n", shell_file(folder.path().string()));
  return Exit::done;
}

}  // namespace rivalry
