
#include "hdf5_edits.hpp"
#include "rivalry/io/digest.hpp"
#include "rivalry/io/repair.hpp"
#include "rivalry/io/result_reader.hpp"
#include "rivalry/io/result_writer.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/sweep/merge.hpp"
#include "small_sweep.hpp"

// Results and merged sweeps, changed by HDF5's own functions: what HDF5 finds whole, and Rivalry may not. Files whose
// bytes are damaged are left to tests/fuzz/files.py, for HDF5 itself may crash on those.
// The first byte of an input chooses the file, the others are the changes.
namespace rivalry::fuzz {
namespace {

namespace fs = std::filesystem;

std::string sound_result() {
  const std::array settings{Setting{"market.firms", "12"}, Setting{"market.segments", "2"},
                            Setting{"scenario.periods", "6"}, Setting{"recording.events", "all"}};
  const Scenario scenario = read_scenario(fs::path(RIVALRY_SOURCE_DIR) / "scenarios/platform-network.toml", settings);
  const fs::path path = scratch_folder() / "sound.h5";
  ResultWriter writer(path, {.threads = 1, .identity = "fuzzed"}, /*overwrite=*/true);
  Observer* const observers[] = {&writer};
  writer.finish(run(scenario, {.threads = 1}, observers).complete);
  return content_of(path);
}

std::string sound_sweep() {
  const SmallSweep& sweep = SmallSweep::anew();
  Ledger ledger(sweep.folder());
  const Decisions decisions(sweep.folder());
  const fs::path path = scratch_folder() / "merged.h5";
  merge_sweep(sweep.folder(), ledger, decisions, {.output = path, .overwrite = true});
  return content_of(path);
}

/// Reads, or refuses in words.
template <class Reading>
void attempt(Reading reading) {
  try {
    reading();
  } catch (const std::runtime_error& refusal) {
    expect_words(refusal);
  }
}

void read(Bytes input) {
  static const std::array sound{sound_result(), sound_sweep()};
  Cursor choices(input);
  const bool merged = choices.byte() % 4 == 0;
  const fs::path path = scratch_folder() / "edited.h5";
  write_file(path, sound[merged]);
  edit(path, choices);
  attempt([&] { holds_sweep(path); });
  attempt([&] { read_result_scenario(path); });
  attempt([&] { digest_result(path); });
  if (merged) return attempt([&] { read_sweep_info(path); });
  attempt([&] { read_result_info(path); });
  attempt([&] { read_result_head(path); });
  attempt([&] { read_result_progress(path); });
  attempt([&] { repair_result(path, scratch_folder() / "repaired.h5", /*overwrite=*/true); });
}

std::vector<std::string> seeds() {
  return {"1", "1" + std::string(40, 'a'), "0" + std::string(40, 'b'), "2" + std::string(30, '\3')};
}

}  // namespace

Target result_target() { return {"result", read, seeds}; }

}  // namespace rivalry::fuzz
