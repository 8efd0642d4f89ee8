#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "places.hpp"
#include "print.hpp"
#include "rivalry/scenario/footprint.hpp"
#include "rivalry/sweep/check_points.hpp"
#include "rivalry/sweep/claims.hpp"
#include "rivalry/sweep/ledger_check.hpp"
#include "rivalry/sweep/worker.hpp"
#include "scenario/file_text.hpp"
#include "share_line.hpp"
#include "sweep_commands.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

SweepTexts texts_of(const fs::path& file, const DecisionRules& rules) {
  SweepTexts texts{.sweep = read_text(file, sweep_file),
                   .sweep_name = file.string(),
                   .base = {},
                   .base_name = {},
                   .folder = file.parent_path(),
                   .rules = rules.name};
  const Sweep sweep = parse_sweep(texts.sweep, texts.sweep_name, texts.folder);
  std::error_code error;
  fs::path base = texts.folder / sweep.scenario;
  if (!fs::exists(base, error)) base = find_scenario(sweep.scenario);
  texts.base = read_text(base);
  texts.base_name = base.string();
  return texts;
}

/// Workers of a plan that is to be replaced would go on with it.
void refuse_while_others_work(const fs::path& directory, const Fingerprint& plan) {
  std::ifstream file(directory / "plan");
  std::string in_force;
  if (!(file >> in_force) || in_force == plan.hex()) return;
  const auto workers = Watch(directory / "workers", std::chrono::seconds(120)).alive();
  if (!workers.empty())
    throw UsageError(
        fmt::format("the sweep file was changed, but {} worker{} still on the sweep as it was ({}); end "
                    "them first, or give another directory with -d",
                    workers.size(), workers.size() == 1 ? " is" : "s are", workers.front()));
}

/// What is done once for a plan that is new.
Sample prepare(const Plan& plan, const SweepTarget& target) {
  {
    const std::int64_t count = std::min(plan.points(), most_checked_points);
    ShareLine line(fmt::format("checking {} points", count), target.quiet ? "never" : "late");
    check_points(plan, [&](double share) { line.show(share); });
  }
  const Sample sample = take_sample(plan, target.rules);
  if (sample.memory > machine_memory())
    tell("rivalry: a run needs about {}, and this machine has {}\n", bytes_text(sample.memory),
         bytes_text(machine_memory()));
  return sample;
}

}  // namespace

SweepFolder open_sweep(const SweepTarget& target) {
  if (fs::is_directory(target.sweep) && !target.directory) {
    SweepFolder folder{fs::path(target.sweep)};
    return folder;
  }
  const fs::path file = find_sweep(target.sweep);
  const fs::path directory = target.directory ? fs::path(*target.directory) : fs::path(file.stem().string() + ".sweep");
  const SweepTexts texts = texts_of(file, target.rules);
  refuse_while_others_work(directory, Plan(texts).fingerprint());
  SweepFolder folder(
      directory, texts, [&](const Plan& plan) { return prepare(plan, target); }, target.block);
  if (const std::int64_t adopted = adopt_rows(folder); adopted > 0 && !target.quiet)
    say("The sweep file was changed: of {} runs {} are known from before\n", folder.plan().runs(), adopted);
  return folder;
}

}  // namespace rivalry
