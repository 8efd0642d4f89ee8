#include "rivalry/io/repair.hpp"

#include <fmt/format.h>

#include "apart.hpp"
#include "print.hpp"

namespace rivalry {
namespace {

void report_damage(const RepairReport& report) {
  for (const RepairReport::Damage& damage : report.damage)
    say("  {}: {} of {} chunks are damaged, and missing in the repaired file\n", damage.data_set, damage.chunks,
        damage.of);
}

Exit repair(const RepairCommand& command, const std::optional<std::filesystem::path>& copy) {
  const RepairReport report = repair_result(command.file, copy, command.force);
  if (!report.written) {
    say("{}: sound, {}, {} periods; all {} checksums are right. Nothing was written\n", command.file,
        report.complete ? "complete" : "of a run that was stopped", report.periods, report.chunks);
    return Exit::done;
  }
  say("{}: repaired; holds the periods 1 to {}, {}\n", report.written->string(), report.periods,
      report.complete ? "complete" : "marked incomplete");
  say("  {} checksums were looked at; {}\n", report.chunks,
      report.damage.empty() ? "all are right" : "some are wrong:");
  report_damage(report);
  say("  headline figures: {}\n",
      report.has_summary ? "over these periods" : "none, because the series that they come from are not there");
  return Exit::done;
}

}  // namespace

Exit repair_command(const RepairCommand& command) {
  std::optional<std::filesystem::path> copy;
  if (command.output) copy = *command.output;
  std::error_code error;
  if (copy && std::filesystem::equivalent(*copy, command.file, error))
    throw UsageError(fmt::format("{} is the file itself; leave -o out, or name another one", *command.output));
  return print_apart(
      command.file, [&] { return repair(command, copy); },
      [&](pid_t reader) { discard_unfinished(copy.value_or(command.file), reader); });
}

}  // namespace rivalry
