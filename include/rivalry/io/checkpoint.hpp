#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rivalry/archive/archive.hpp"
#include "rivalry/io/result_writer.hpp"
#include "rivalry/run/run.hpp"

namespace rivalry {

/// What a checkpoint belongs to. It is used for nothing else: the bits could differ.
struct CheckpointOrigin {
  std::string program;   ///< version and commit, and decision rules that are not the library's
  std::string result;    ///< identity of the result file
  std::string scenario;  ///< SHA-256 of the resolved scenario
  std::uint64_t replicate = 0;

  void carry(Archive& archive);
};
/// That of a run of this program.
CheckpointOrigin checkpoint_origin(const Scenario& scenario, const Provenance& provenance);

/// How often checkpoints are written.
struct CheckpointTimer {
  double seconds = 60;          ///< wall time between two
  double largest_share = 0.03;  ///< of the run's time that writing may take: slow ones are written less often
};

/// The two side files of a result, written in turn, so that one is whole at any moment.
std::array<std::filesystem::path, 2> checkpoint_paths(const std::filesystem::path& result);

/// Removes both, if they are there.
void remove_checkpoints(const std::filesystem::path& result);

/// A name for a result that no other one has.
std::string random_identity();

/// Writes checkpoints of a run while it goes on. One that cannot be written is reported once and does no other harm:
/// the one before stays.
class CheckpointKeeper final : public Checkpoints {
 public:
  using Carry = std::function<void(Archive&)>;  ///< saves what recorders hold, their data on the disk
  using Warn = std::function<void(const std::string& text)>;

  CheckpointKeeper(const std::filesystem::path& result, CheckpointOrigin origin, CheckpointTimer timer, Carry recorders,
                   Warn warn);

  bool due() override;
  void keep(RunState& state) override;
  /// Takes the checkpoint that the run went on from as the last one.
  void went_on_from(int number, std::int64_t period);
  bool has_written() const { return written_; }
  /// Period of the last one that was written, also before the run was interrupted.
  std::optional<std::int64_t> last_period() const { return last_period_; }

 private:
  using Clock = std::chrono::steady_clock;
  void write(RunState& state);

  std::array<std::filesystem::path, 2> paths_;
  CheckpointOrigin origin_;
  CheckpointTimer timer_;
  Carry recorders_;
  Warn warn_;
  std::size_t next_ = 0;  ///< of the two
  std::optional<std::int64_t> last_period_;
  bool warned_ = false, written_ = false;
  Clock::time_point next_time_;
};

/// A checkpoint that is whole and belongs to the run; recorders' state comes first, then the run's.
struct SoundCheckpoint {
  int number = 0;  ///< of the two, 0 or 1
  std::int64_t period = 0;
  std::unique_ptr<Archive> archive;
};
struct FoundCheckpoints {
  std::vector<SoundCheckpoint> sound;  ///< newest first
  std::vector<std::string> refused;    ///< why not the others, as in "r.h5.checkpoint-1 is cut: ..."
};
FoundCheckpoints find_checkpoints(const std::filesystem::path& result, const CheckpointOrigin& origin);

}  // namespace rivalry
