#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "rivalry/io/errors.hpp"
#include "rivalry/run/run.hpp"

namespace rivalry {

/// How a run was called, next to its scenario: kept as root attributes of the result.
struct Provenance {
  std::uint64_t replicate = 0;  ///< index into the random streams
  int threads = 0;              ///< threads that the run uses
};

/// Records a run into one HDF5 file, laid out as docs/formats.md says; what is recorded follows the scenario's section
/// `recording`.
///
///     ResultWriter writer("baseline.h5", {.replicate = 0, .threads = 4}, /*overwrite=*/false);
///     Observer* const observers[] = {&writer};
///     const RunOutcome outcome = run(scenario, options, observers);
///     writer.finish(outcome.complete);
///
/// The file grows next to the target under a hidden name; `finish` moves it to its final name at once. A writer that is
/// destroyed without `finish` (an exception, a usage error) removes what it wrote. Filters and writing happen in a
/// thread of the writer's own, which never touches the market, so that results do not depend on it.
class ResultWriter final : public Observer {
 public:
  /// Checks, before anything is computed, that the target can be written.
  /// @param path       final name of the file
  /// @param overwrite  replace an existing file when finished
  /// @throws OutputError  if the folder is absent or not writable, or the target exists and may not be overwritten
  ResultWriter(std::filesystem::path path, const Provenance& provenance, bool overwrite);
  ~ResultWriter() override;
  ResultWriter(const ResultWriter&) = delete;
  ResultWriter& operator=(const ResultWriter&) = delete;

  /// @throws UnknownVariable  if `recording.variables` names no observable of firms
  /// @throws OutputError      here and below: disk full, file too large, input/output error
  void begin(const Market& founded, const Scenario& scenario) override;
  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override;
  void end(const Market& market, const Scenario& scenario, const History& history) override;

  /// Writes what is left, marks the result complete or not, and gives the file its final name.
  /// @param complete  false for a run that was stopped before its last period
  void finish(bool complete);

 private:
  class Recording;
  std::unique_ptr<Recording> recording_;
};

}  // namespace rivalry
