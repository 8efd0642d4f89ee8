#include "small_sweep.hpp"

namespace rivalry::fuzz {
namespace {

std::filesystem::path empty_folder() {
  const std::filesystem::path path = scratch_folder() / "small.sweep";
  std::filesystem::remove_all(path);
  return path;
}

SweepTexts texts() {
  return {.sweep =
              "[sweep]\nscenario = \"tiny\"\nreplicates = 5\n"
              "[[factor]]\nkey = \"competition.intensity\"\nvalues = [0.25, 0.75]\n"
              "[[factor]]\nkey = \"competition.pricing\"\nvalues = [\"bertrand\", \"fixed\"]\n"
              "[sequential]\noutcome = \"hhi\"\nhalf_width = 0.1\nleast = 3\nbatch = 1\n"
              "[keep]\nseries = [\"hhi\", \"firms\"]\n",
          .sweep_name = "small.toml",
          .base = "[scenario]\nperiods = 3\n[market]\nfirms = 8\nsegments = 2\n",
          .base_name = "tiny.toml",
          .folder = {}};
}

}  // namespace

SmallSweep::SmallSweep()
    : folder_(
          empty_folder(), texts(), [](const Plan&) { return Sample{.seconds = 0.001, .memory = 1e6, .periods = 3}; },
          4),
      plan_file_(content_of(folder_.plan_folder() / "plan.json")) {}

const SmallSweep& SmallSweep::anew() {
  static const SmallSweep sweep;
  const SweepFolder& folder = sweep.folder_;
  for (const auto& part : {folder.claims(), folder.decisions(), folder.shards(), folder.workers(), folder.crashes()})
    for (const auto& entry : std::filesystem::directory_iterator(part)) std::filesystem::remove_all(entry.path());
  write_file(folder.plan_folder() / "plan.json", sweep.plan_file_);
  write_file(folder.path() / "plan", folder.plan().fingerprint().hex() + "\n");
  return sweep;
}

}  // namespace rivalry::fuzz
