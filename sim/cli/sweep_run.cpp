#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "interrupt.hpp"
#include "print.hpp"
#include "rivalry/random/instruction_set.hpp"
#include "rivalry/sweep/worker.hpp"
#include "rivalry/text/shell.hpp"
#include "share_line.hpp"
#include "sweep_commands.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

/// "i/N" with i from 1.
Share share_of(const std::string& text) {
  if (text.empty()) return {};
  Share share;
  const std::size_t slash = text.find('/');
  const char* const end = text.data() + text.size();
  const auto read = [&](const char* from, const char* to, std::int64_t& number) {
    const auto [stop, error] = std::from_chars(from, to, number);
    return error == std::errc() && stop == to;
  };
  std::int64_t number = 0;
  if (slash == std::string::npos || !read(text.data(), text.data() + slash, number) ||
      !read(text.data() + slash + 1, end, share.of) || number < 1 || number > share.of)
    throw UsageError(fmt::format("--shard {}: must be i/N, as in 3/8 for the third of eight", text));
  share.number = number - 1;
  return share;
}

std::string progress_text(const WorkProgress& now) {
  const double rate = now.seconds > 0 ? static_cast<double>(now.all_done - now.before) / now.seconds : 0;
  std::string text = fmt::format("  {}/{} runs  {:.3g}/s", now.all_done, now.runs, rate);
  if (rate > 0) text += fmt::format("  {} left", duration_text(static_cast<double>(now.runs - now.all_done) / rate));
  if (now.failed > 0) text += fmt::format("  {} failed", now.failed);
  if (now.phases > 1) text += fmt::format("  batch {}", now.phase + 1);
  if (now.others > 0) text += fmt::format("  others hold {} block{}", now.others, now.others == 1 ? "" : "s");
  return text;
}

Exit exit_of(const WorkReport& report) {
  if (report.interrupted) return Exit::interrupted;
  return report.failed > 0 ? Exit::runs_failed : Exit::done;
}

void tell_missing_mpi(const SweepRunCommand& command) {
  const auto launched = launch();
  if (!launched || launched->number != 0 || launched->count == 1 || !mpi_library().empty() || command.target.quiet)
    return;
  tell(
      "rivalry: this program was built without MPI (RIVALRY_MPI): each process is a worker by itself, which "
      "works too; give each --threads\n");
}

}  // namespace

Exit run_sweep_folder(const SweepFolder& folder, const SweepRunCommand& command, Ranks* ranks) {
  const InterruptGuard interrupt;
  const bool together = ranks != nullptr && ranks->count() > 1, speaks = !together || ranks->is_first();
  WorkReport report;
  {
    ShareLine line(folder.plan().sweep().name, command.target.quiet || !speaks ? "never" : command.progress);
    WorkOptions options{.threads = command.threads,
                        .share = share_of(command.share),
                        .time_limit = command.time_limit,
                        .lease = command.lease,
                        .wait = !command.leave && command.share.empty(),
                        .retry_failed = command.retry_failed,
                        .stop = &interrupt.flag(),
                        .rules = command.target.rules};
    options.progress = [&](const WorkProgress& now) {
      line.show(static_cast<double>(now.all_done) / static_cast<double>(std::max<std::int64_t>(now.runs, 1)),
                progress_text(now));
    };
    if (together) {
      if (options.threads == 0) options.threads = 1;  // mpirun is told how many ranks a machine is to have
      options.wishes = [&](Range blocks) { return ranks->next_block(blocks); };
    }
    report = work(folder, options);
    if (together) report = ranks->together(report);
  }
  if (!speaks) return exit_of(report);
  const std::string place = folder.path().string();
  if (!command.target.quiet)
    say("{}: {} runs done {} in {}{}\n", place, report.done,
        together ? fmt::format("by {} ranks", ranks->count()) : "here", duration_text(report.seconds),
        report.done > 0 ? fmt::format(" ({:.3g} runs/s)", static_cast<double>(report.done) / report.seconds) : "");
  flush_output();
  tell_foreign(report.foreign, stderr);
  if (report.failed > 0)
    tell("rivalry: {} of these runs failed; `rivalry sweep status {} --failures` tells which and why\n", report.failed,
         shell_file(place));
  if (report.interrupted)
    tell("rivalry: interrupted; what was done is kept. Go on: rivalry sweep run {}\n", shell_file(place));
  return exit_of(report);
}

Exit sweep_run_command(const SweepRunCommand& command) {
  instruction_set();  // a wrong choice of the instruction set is told before anything is done
  share_of(command.share);
  tell_missing_mpi(command);
  Ranks ranks;
  if (!ranks.is_first()) ranks.after_first();  // it plans, if that is to be done
  const SweepFolder folder = open_sweep(command.target);
  if (ranks.is_first()) ranks.after_first();
  const Exit exit = run_sweep_folder(folder, command, &ranks);
  if (exit != Exit::interrupted && ranks.is_first() && !command.target.quiet)
    say("Next: rivalry sweep merge {}\n", shell_file(folder.path().string()));
  return exit;
}

}  // namespace rivalry
