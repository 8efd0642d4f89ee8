#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "rivalry/io/errors.hpp"
#include "rivalry/io/recording_state.hpp"
#include "rivalry/run/run.hpp"

namespace rivalry {

/// How a run was called, next to its scenario: kept as root attributes of the result.
struct Provenance {
  std::uint64_t replicate = 0;  ///< index into the random streams
  int threads = 0;              ///< threads that the run uses, and that encode what it records
  std::string identity = {};    ///< that no other result has; its checkpoints bear it
  std::string rules = {};       ///< name of decision rules in place of the library's; empty: none
};

/// When the file of a run that goes on is brought up to date. Each time, blocks that are not full are written once more
/// and leave their old copy behind in the file, so the intervals double, and a large block gets time to fill.
struct Pace {
  using Duration = std::chrono::duration<double>;
  Duration first{0.1};            ///< from the beginning
  Duration longest{30};           ///< between two times
  Duration at_block_end{1};       ///< since the last time, when the panel's block is full and nothing large waits
  Duration with_much_waiting{2};  ///< since the last time, when more than a megabyte of the panel waits
};

/// Records a run into one HDF5 file, laid out as docs/formats.md says; what is recorded follows the scenario's section
/// `recording`.
///
///     ResultWriter writer("baseline.h5", {.replicate = 0, .threads = 4}, /*overwrite=*/false);
///     Observer* const observers[] = {&writer};
///     const RunOutcome outcome = run(scenario, options, observers);
///     writer.finish(outcome.complete);
///
/// The file gets its name when it holds its first period, and can be read from then on: while it grows, and after the
/// end of the process, whatever that was. It says that it is incomplete until `finish` says otherwise. A writer that is
/// destroyed without `finish` (an exception) leaves the periods until then, or nothing if there are none. Filters and
/// writing happen in threads of the writer's own, which never touch the market, so that results do not depend on them.
class ResultWriter final : public Observer {
 public:
  /// Checks, before anything is computed, that the target can be written.
  /// @param path       final name of the file
  /// @param overwrite  replace an existing file, if no living run writes it, when there is a period to replace it with
  /// @throws OutputError  if the folder is absent or not writable, or the target exists and may not be overwritten
  ResultWriter(std::filesystem::path path, const Provenance& provenance, bool overwrite, const Pace& pace = {});
  /// Goes on with the file of a run that was interrupted: what it holds beyond the state is cut off when the run
  /// begins.
  /// @param state  of the writer then
  /// @throws OutputError  if the file is absent, damaged, not writable, or still being written
  ResultWriter(std::filesystem::path path, const Provenance& provenance, RecordingState state, const Pace& pace = {});
  ~ResultWriter() override;
  ResultWriter(const ResultWriter&) = delete;
  ResultWriter& operator=(const ResultWriter&) = delete;

  /// @throws UnknownVariable  if `recording.variables` names no observable of firms
  /// @throws OutputError      here and below: disk full, file too large, input/output error, target taken meanwhile
  void begin(const Market& founded, const Scenario& scenario) override;
  /// @throws OutputError  also if the state that it goes on from is of another period, or of no recording of this run
  void begin_again(const Market& market, const Scenario& scenario) override;
  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override;
  void end(const Market& market, const Scenario& scenario, const History& history) override;

  /// Writes what is left, marks the result complete or not, and gets it onto the disk.
  /// @param complete  false for a run that was stopped before its last period
  void finish(bool complete);

  /// What a writer needs to go on from here, for a checkpoint; to be called between two periods. On return the file
  /// has its name and holds, on the disk, all full blocks that the state counts.
  RecordingState state();

 private:
  class Recording;
  std::unique_ptr<Recording> recording_;
};

}  // namespace rivalry
