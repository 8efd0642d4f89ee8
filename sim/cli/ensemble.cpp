#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "places.hpp"
#include "print.hpp"
#include "rivalry/sweep/check_points.hpp"
#include "rivalry/sweep/merge.hpp"
#include "rivalry/sweep/worker.hpp"
#include "scenario/file_text.hpp"
#include "scenario/toml_text.hpp"
#include "scenario_source.hpp"
#include "sweep_commands.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 10> headline{"firms_final",        "exit_rate",   "hhi",         "coverage",
                                                    "price_index",        "markup",      "profit_mean", "adoption_rate",
                                                    "value_synergy_mean", "novelty_mean"};

/// A sweep without factors.
std::string sweep_text(const EnsembleCommand& command, const std::string& name) {
  std::string text = fmt::format("[sweep]\nname = {}\nscenario = {}\nreplicates = {}\n", toml_string(name),
                                 toml_string(command.scenario), command.replicates);
  text += "\n[set]\n";
  for (const Setting& setting : parse_settings(command.settings))
    text += fmt::format("{} = {}\n", toml_string(setting.key), toml_of(setting));
  if (!command.series.empty()) {
    text += "\n[keep]\nseries = [";
    for (const std::string& variable : command.series) text += toml_string(variable) + ", ";
    text += "]\n";
  }
  return text;
}

/// Mean, standard deviation and confidence interval of the headline figures.
void tell_outcomes(const SweepFolder& folder, Ledger& ledger) {
  const auto& table = summary_observables();
  std::vector<RunningMoments> moments(table.size());
  for (std::int64_t block = 0; block < folder.blocks().count(); ++block)
    ledger.for_each_row(block, [&](const Row& row) {
      for (std::size_t i = 0; i < row.outcomes.size(); ++i)
        if (!std::isnan(row.outcomes[i])) moments[i].add(row.outcomes[i]);
    });
  say("  {:<32} {:>10}  {:>21}  {:>10}\n", "", "mean", "95 % interval", "s.d.");
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (std::ranges::find(headline, table[i].name) == headline.end()) continue;
    const double half = half_width(moments[i], 0.95);
    say("  {:<32} {:>10}  {:>10} {:>10}  {:>10}{}\n", table[i].long_name, number_text(moments[i].mean),
        number_text(moments[i].mean - half), number_text(moments[i].mean + half),
        number_text(std::sqrt(moments[i].variance())), table[i].unit == "1" ? "" : fmt::format(" {}", table[i].unit));
  }
}

}  // namespace

Exit ensemble_command(const EnsembleCommand& command) {
  const fs::path base = find_scenario(command.scenario);
  const std::string name = base.stem().string() + "-ensemble";
  const fs::path output = command.output ? fs::path(*command.output) : fs::path(name + ".h5");
  if (fs::exists(output) && !command.force)
    throw UsageError(fmt::format("{} exists; give --force to overwrite it, or another file with -o", output.string()));
  const SweepTexts texts{.sweep = sweep_text(command, name),
                         .sweep_name = "the ensemble",
                         .base = read_text(base),
                         .base_name = base.string(),
                         .folder = {},
                         .rules = command.rules.name};
  fs::path directory = output;
  directory.replace_extension(".sweep");
  const SweepFolder folder(directory, texts, [&](const Plan& plan) {
    check_points(plan);
    return take_sample(plan, command.rules);
  });
  SweepTarget target{.rules = command.rules};
  target.quiet = command.quiet;
  SweepRunCommand run{.target = target};
  run.threads = command.threads;
  run.progress = command.progress;
  const Exit exit = run_sweep_folder(folder, run);
  if (exit == Exit::interrupted) return exit;
  Ledger ledger(folder);
  const Decisions decisions(folder);
  MergeOptions options{.output = output, .csv = {}, .overwrite = command.force};
  if (command.csv) options.csv = *command.csv;
  const MergeReport report = merge_sweep(folder, ledger, decisions, options);
  if (!command.quiet) {
    tell_outcomes(folder, ledger);
    say("{}: {}, {} runs\n", output.string(), bytes_text(static_cast<double>(report.bytes)), report.runs);
  }
  if (exit == Exit::done && !command.keep) fs::remove_all(directory);
  return exit;
}

}  // namespace rivalry
