#include <fmt/format.h>

#include "print.hpp"
#include "rivalry/sweep/ledger_check.hpp"
#include "rivalry/sweep/merge.hpp"
#include "rivalry/text/shell.hpp"
#include "share_line.hpp"
#include "sweep_commands.hpp"
#include "terminal.hpp"

namespace rivalry {

Exit sweep_merge_command(const SweepMergeCommand& command) {
  const SweepFolder folder = open_sweep(command.target);
  const Decisions decisions(folder);
  std::filesystem::path output = command.output.value_or("");
  if (output.empty()) {
    output = folder.path();
    if (!output.has_filename()) output = output.parent_path();  // "x.sweep/"
    output.replace_extension(".h5");
  }
  MergeReport report;
  std::vector<Foreign> foreign;
  {
    ShareLine line("merging", command.target.quiet ? "never" : "auto");
    Ledger ledger(folder, [&](double share) { line.show(share / 2); });
    foreign = ledger.foreign();
    const std::int64_t missing = decisions.runs() - count_done(folder, ledger, decisions);
    if ((missing > 0 || !decisions.is_last()) && !command.partial) {
      tell(
          "rivalry: {} of {} runs are missing; do them (rivalry sweep run {}), or merge what is there with "
          "--partial\n",
          missing, decisions.runs(), shell_file(folder.path().string()));
      return Exit::interrupted;
    }
    MergeOptions options{.output = output, .csv = {}, .overwrite = command.force};
    if (command.csv) options.csv = *command.csv;
    options.progress = [&](double share) { line.show(0.5 + share / 2); };
    report = merge_sweep(folder, ledger, decisions, options);
  }
  tell_foreign(foreign, stderr);
  if (!command.target.quiet) {
    say("{}: {}, {} runs{}{}\n", output.string(), bytes_text(static_cast<double>(report.bytes)), report.runs,
        report.failed > 0 ? fmt::format(", {} of them failed", report.failed) : "",
        report.missing > 0 ? fmt::format("; {} are missing", report.missing) : "");
    say("Next: rivalry plot {}; in Python rivalry.read_sweep({})\n", shell_file(output.string()),
        python_text(output.string()));
  }
  return report.failed > 0 ? Exit::runs_failed : Exit::done;
}

}  // namespace rivalry
