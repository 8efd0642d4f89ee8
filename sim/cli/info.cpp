#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apart.hpp"
#include "print.hpp"
#include "rivalry/io/result_reader.hpp"
#include "rivalry/text/shell.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

/// Series that show how a market lived, in the order of the report.
constexpr std::array<std::string_view, 10> telling{
    "firms",       "hhi",     "leader_share", "price_index",   "unit_cost_index",
    "profit_mean", "entries", "exits",        "model_entropy", "value_synergy_mean"};

/// How far the run is or got.
std::string state_of(const ResultInfo& info) {
  const std::string periods = info.planned_periods > 0
                                  ? fmt::format("period {} of {}", info.periods, info.planned_periods)
                                  : fmt::format("period {}", info.periods);
  if (info.complete) return "complete";
  if (info.being_written) return fmt::format("RUNNING: {} so far", periods);
  if (!info.ended.empty()) return fmt::format("INCOMPLETE: the run was stopped after {}", periods);
  return fmt::format("INCOMPLETE: the run was cut off; the file holds all up to {}", periods);
}

void print_head(const std::string& file, const ResultInfo& info) {
  const auto line = [](std::string_view label, const std::string& text) {
    if (!text.empty()) say("  {:<10} {}\n", label, text);
  };
  say("{}: {}, {}\n", file, bytes_text(static_cast<double>(info.file_bytes)), state_of(info));
  line("scenario", info.scenario_name);
  line("question", info.question);
  line("seed", fmt::format("{}, replicate {}", info.seed, info.replicate));
  line("made by", fmt::format("rivalry {} (commit {}, {}) on {} with {} thread{}", info.program_version, info.commit,
                              info.compiler, info.host, info.threads, info.threads == 1 ? "" : "s"));
  line("rules", info.rules);
  line("from", info.ended.empty() ? info.started : fmt::format("{} to {}", info.started, info.ended));
  line("repaired", info.repaired);
}

void print_summary(const ResultInfo& info) {
  if (info.summary.empty()) return;
  std::size_t width = 0;
  for (const auto& value : info.summary) width = std::max(width, value.long_name.size());
  say("\nHeadline figures\n");
  for (const auto& value : info.summary)
    say("  {:<{}}  {:>10}{}\n", value.long_name, width, number_text(value.value),
        value.unit == "1" ? "" : " " + value.unit);
}

void print_series(const ResultInfo& info, int width) {
  const bool unicode = shows_unicode();
  const int room = std::clamp(width - 50, 20, 60);
  bool head = false;
  for (const std::string_view name : telling) {
    const auto series =
        std::find_if(info.market.begin(), info.market.end(), [&](const auto& s) { return s.name == name; });
    if (series == info.market.end() || series->values.empty()) continue;
    if (!head) say("\nCourse of the market, period 1 to {}\n", series->values.size());
    head = true;
    say("  {:<20} {:>9} {} {}\n", name, number_text(series->values.front()), sparkline(series->values, room, unicode),
        number_text(series->values.back()));
  }
}

/// "period 200, firm 645"
std::string shape_of(const ResultInfo::Variable& variable) {
  std::string shape;
  for (std::size_t i = 0; i < variable.shape.size(); ++i)
    shape += fmt::format("{}{} {}", i == 0 ? "" : ", ", i < variable.dims.size() ? variable.dims[i] : "?",
                         variable.shape[i]);
  return shape;
}

void print_groups(const std::vector<ResultInfo::Group>& groups, const std::vector<std::string>& additions) {
  std::size_t name = 0, shape_width = 0;
  for (const auto& group : groups)
    for (const auto& variable : group.variables) {
      name = std::max(name, variable.name.size());
      shape_width = std::max(shape_width, shape_of(variable).size());
    }
  say("\nContents\n");
  for (const auto& group : groups) {
    say("  /{}  ({})\n", group.name, bytes_text(static_cast<double>(group.stored_bytes)));
    for (const auto& variable : group.variables) {
      say("    {:<{}} {:<8} {:<{}} {}\n", variable.name, name, variable.type, shape_of(variable), shape_width,
          variable.unit.empty() || variable.unit == "1" ? variable.long_name
                                                        : variable.long_name + " [" + variable.unit + "]");
    }
  }
  if (!additions.empty()) say("  not written by rivalry: {}\n", fmt::format("{}", fmt::join(additions, ", ")));
}

Exit tell_of_sweep(const std::string& file) {
  const SweepInfo info = read_sweep_info(file);
  const auto line = [](std::string_view label, const std::string& text) {
    if (!text.empty()) say("  {:<10} {}\n", label, text);
  };
  say("{}: {}, merged sweep, {}\n", file, bytes_text(static_cast<double>(info.file_bytes)),
      info.complete ? "complete" : fmt::format("INCOMPLETE: {} of {} runs", info.runs, info.planned_runs));
  line("sweep", info.name);
  line("question", info.question);
  line("runs", fmt::format("{} at {} points, {} failed", info.runs, info.points, info.failed_runs));
  line("made by", fmt::format("rivalry {} (commit {}), model version {}, plan {}", info.program_version, info.commit,
                              info.model_version, info.plan));
  if (!info.failures.empty()) say("\nFailures\n{}", Lines{info.failures});
  print_groups(info.groups, info.additions);
  return Exit::done;
}

/// @param width  of the terminal, which the process that prints does not see
Exit tell_of_run(const std::string& file, int width) {
  const ResultInfo info = read_result_info(file);
  print_head(file, info);
  print_summary(info);
  print_series(info, width);
  print_groups(info.groups, info.additions);
  if (!info.complete && !info.being_written && info.ended.empty())
    say("\nNext: rivalry repair {}, which lets other programs open it\n", shell_file(file));
  return Exit::done;
}

}  // namespace

Exit info_command(const InfoCommand& command) {
  const int width = terminal_width(stdout);
  const std::string printed = read_apart(command.file, [&] {
    if (command.scenario) return give(read_result_scenario(command.file)), Exit::done;
    if (holds_sweep(command.file)) return tell_of_sweep(command.file);
    return command.follow ? Exit::done : tell_of_run(command.file, width);
  });
  if (printed.empty() && command.follow && !command.scenario) return follow_command(command);
  give(printed);
  return Exit::done;
}

}  // namespace rivalry
