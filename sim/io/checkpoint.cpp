#include "rivalry/io/checkpoint.hpp"

#include <algorithm>
#include <functional>
#include <random>

#include <fmt/format.h>
#include <unistd.h>

#include "checkpoint_file.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/scenario/write.hpp"
#include "rivalry/version.hpp"
#include "sha256.hpp"

namespace rivalry {

namespace {

namespace fs = std::filesystem;

void check(const CheckpointOrigin& found, const CheckpointOrigin& ours) {
  if (found.program != ours.program)
    throw CheckpointFailure("was written by rivalry " + found.program + ", not " + ours.program +
                            ", whose numbers may differ");
  if (found.scenario != ours.scenario) throw CheckpointFailure("belongs to another scenario");
  if (found.replicate != ours.replicate)
    throw CheckpointFailure("belongs to replicate " + std::to_string(found.replicate) + ", not " +
                            std::to_string(ours.replicate));
  if (found.result != ours.result) throw CheckpointFailure("belongs to another result file, which had the same name");
}

SoundCheckpoint open_checkpoint(const fs::path& path, int number, const CheckpointOrigin& ours) {
  SoundCheckpoint checkpoint{number, 0, std::make_unique<CheckpointLoader>(path)};
  CheckpointOrigin found;
  (*checkpoint.archive)("origin", found);
  check(found, ours);
  (*checkpoint.archive)("period", checkpoint.period);
  return checkpoint;
}

}  // namespace

void CheckpointOrigin::carry(Archive& archive) {
  archive("program", program), archive("result", result), archive("scenario", scenario);
  archive("replicate", replicate);
}

CheckpointOrigin checkpoint_origin(const Scenario& scenario, const Provenance& provenance) {
  const BuildInformation& build = build_information();
  Sha256 hash;
  hash.add(to_toml(scenario));
  std::string program = std::string(build.version) + " (" + std::string(build.commit) + ")";
  if (!provenance.rules.empty()) program += " with rules '" + provenance.rules + "'";
  return {std::move(program), provenance.identity, hash.hex(), provenance.replicate};
}

std::array<fs::path, 2> checkpoint_paths(const fs::path& result) {
  std::error_code ignored;
  const fs::path file = fs::is_symlink(result, ignored) ? fs::weakly_canonical(result, ignored) : result;
  return {fs::path(file.string() + ".checkpoint-1"), fs::path(file.string() + ".checkpoint-2")};
}

void remove_checkpoints(const fs::path& result) {
  for (const fs::path& path : checkpoint_paths(result)) ::unlink(path.c_str());
}

std::string random_identity() {
  std::random_device device;
  std::string text;
  for (int word = 0; word < 4; ++word) text += fmt::format("{:08x}", device());
  return text;
}

CheckpointKeeper::CheckpointKeeper(const fs::path& result, CheckpointOrigin origin, CheckpointTimer timer,
                                   Carry recorders, Warn warn)
    : paths_(checkpoint_paths(result)),
      origin_(std::move(origin)),
      timer_(timer),
      recorders_(std::move(recorders)),
      warn_(std::move(warn)),
      next_time_(Clock::now() +
                 std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(timer.seconds))) {}

bool CheckpointKeeper::due() { return Clock::now() >= next_time_; }

void CheckpointKeeper::keep(RunState& state) {
  const auto started = Clock::now();
  try {
    write(state);
    last_period_ = state.market.period;
    written_ = true;
    next_ = 1 - next_;
  } catch (const CheckpointFailure& failure) {
    if (!warned_) warn_(paths_[next_].string() + " " + failure.what());
    warned_ = true;
  }
  const auto ended = Clock::now();
  const double taken = std::chrono::duration<double>(ended - started).count();
  const double pause = std::max(timer_.seconds, taken / timer_.largest_share);
  next_time_ = ended + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(pause));
}

void CheckpointKeeper::write(RunState& state) {
  CheckpointSaver saver(paths_[next_]);
  saver("origin", origin_);
  saver("period", state.market.period);
  saver.enter("recorders");
  recorders_(saver);
  saver.leave();
  saver("run", state);
  saver.finish();
}

void CheckpointKeeper::went_on_from(int number, std::int64_t period) {
  next_ = static_cast<std::size_t>(1 - number);
  last_period_ = period;
}

FoundCheckpoints find_checkpoints(const fs::path& result, const CheckpointOrigin& origin) {
  FoundCheckpoints found;
  const auto paths = checkpoint_paths(result);
  for (const int number : {0, 1}) {
    const fs::path& path = paths[static_cast<std::size_t>(number)];
    std::error_code ignored;
    if (!fs::exists(path, ignored)) continue;
    try {
      found.sound.push_back(open_checkpoint(path, number, origin));
    } catch (const std::runtime_error& failure) {  // of the file or of what is in it
      found.refused.push_back(path.string() + " " + failure.what());
    }
  }
  std::ranges::sort(found.sound, std::greater{}, &SoundCheckpoint::period);
  return found;
}

}  // namespace rivalry
