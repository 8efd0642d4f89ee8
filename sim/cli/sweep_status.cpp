#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "print.hpp"
#include "rivalry/sweep/claims.hpp"
#include "rivalry/sweep/decisions.hpp"
#include "rivalry/sweep/ledger_check.hpp"
#include "rivalry/text/shell.hpp"
#include "share_line.hpp"
#include "sweep_commands.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

/// What is wrong with the rows; a file that was cut when its worker died is not.
void tell_damage(const Ledger& ledger) {
  for (const ShardDamage& damage : ledger.damage())
    if (!damage.cut) say("  damaged: {} at byte {}: {}\n", damage.file.string(), damage.offset, damage.what);
}

}  // namespace

void tell_foreign(const std::vector<Foreign>& foreign, std::FILE* stream) {
  constexpr std::size_t most_told = 5;
  for (std::size_t i = 0; i < std::min(most_told, foreign.size()); ++i)
    say_to(stream, "  does not count: {}: {}\n", foreign[i].file.string(), foreign[i].what);
  if (foreign.size() > most_told) say_to(stream, "  and {} more files\n", foreign.size() - most_told);
  if (!foreign.empty())
    say_to(stream, "  put shards into the directory of the sweep that they belong to, and take other files away\n");
}

namespace {

void tell_failures(const SweepFolder& folder, const Ledger& ledger) {
  for (const Failure& failure : ledger.failures()) {
    const PlannedRun run = folder.plan().run(failure.number);
    const std::string factors = folder.plan().factors_text(run.point);
    say("run {} ({}{}replicate {}): {}\n  rivalry sweep replay {} {}\n", failure.number, factors,
        factors.empty() ? "" : ", ", run.replicate, failure.message, shell_file(folder.path().string()),
        failure.number);
  }
}

}  // namespace

Exit sweep_status_command(const SweepStatusCommand& command) {
  const SweepFolder folder = open_sweep(command.target);
  const Decisions decisions(folder);
  const Ledger ledger(folder);
  if (command.failures) {
    tell_failures(folder, ledger);
    return Exit::done;
  }
  Watch watch(folder.workers(), std::chrono::seconds(120));
  const auto workers = watch.alive();
  Claims claims(folder.claims(), "", {}, watch);
  const Claims::Counts blocks = claims.count({0, folder.blocks().of_phase(decisions.phase()).end});
  const std::int64_t runs = decisions.runs(), done = count_done(folder, ledger, decisions);
  const double share = static_cast<double>(done) / static_cast<double>(runs);
  say("{}  {} {:.1f} %\n", folder.plan().sweep().name, bar_text(share, 30, shows_unicode()), 100 * share);
  say("  runs     {} of {} done, {} failed\n", done, runs, ledger.failures().size());
  say("  blocks   {} done, {} held, {} free, of {} runs\n", blocks.done, blocks.held, blocks.free,
      folder.blocks().size());
  if (folder.blocks().phases() > 1)
    say("  batches  {} of at most {}; {}\n", decisions.phase() + 1, folder.blocks().phases(),
        decisions.is_last() ? "the last" : "whether points go on is decided when it is done");
  say("  workers  {}{}\n", workers.empty() ? "none" : fmt::format("{}: ", workers.size()),
      fmt::format("{}", fmt::join(workers, ", ")));
  say("  rows     {} in {}; {} of computing\n", done + ledger.duplicates(),
      bytes_text(static_cast<double>(ledger.bytes())), duration_text(ledger.seconds()));
  tell_damage(ledger);
  tell_foreign(ledger.foreign(), stdout);
  const std::string place = shell_file(folder.path().string());
  if (!ledger.failures().empty()) say("  rivalry sweep status {} --failures tells which runs failed, and why\n", place);
  say("Next: rivalry sweep {} {}\n", done == runs && decisions.is_last() ? "merge" : "run", place);
  return Exit::done;
}

Exit sweep_verify_command(const SweepVerifyCommand& command) {
  const SweepFolder folder = open_sweep(command.target);
  const Decisions decisions(folder);
  ShareLine line("reading rows", command.target.quiet ? "never" : "auto");
  Ledger ledger(folder, [&](double share) { line.show(share); });
  const std::int64_t blocks = folder.blocks().of_phase(decisions.phase()).end;
  std::int64_t rows = 0, wrong = 0;
  for (std::int64_t block = 0; block < blocks; ++block) {
    line.show(static_cast<double>(block) / static_cast<double>(blocks));
    ledger.for_each_row(block, [&](const Row& row) {
      ++rows;
      const PlannedRun run = folder.plan().run(row.number);
      const Fingerprint scenario = fingerprint_of(folder.plan().scenario(run.point));
      if (row.key != folder.plan().key(scenario, folder.plan().stream(scenario, run.replicate)) && !row.failed) ++wrong;
    });
  }
  const std::int64_t missing = decisions.runs() - count_done(folder, ledger, decisions);
  const auto damaged = std::ranges::count(ledger.damage(), false, &ShardDamage::cut);
  line.show(1);
  say("{} rows are whole; {} twice, with the same bits; {} damaged places; {} rows of other runs; {} runs missing\n",
      rows, ledger.duplicates(), damaged, wrong, missing);
  tell_damage(ledger);
  tell_foreign(ledger.foreign(), stdout);
  if (damaged == 0 && wrong == 0) return Exit::done;
  say("Next: rivalry sweep run {} does again what was lost\n", shell_file(folder.path().string()));
  return Exit::io_failure;
}

}  // namespace rivalry
