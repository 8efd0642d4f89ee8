#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rivalry {

/// What a sweep asks of Slurm; what is not given is left to the cluster.
struct SlurmRequest {
  int tasks = 1;                                                     ///< workers: elements of the array
  int cpus_per_task = 1;                                             ///< threads of a worker
  std::optional<std::string> time, partition, account, qos, memory;  ///< as sbatch takes them
  std::vector<std::string> other;                                    ///< further options of sbatch, dashes and all
};

/// Where things are, on all machines of the cluster: absolute paths.
struct SlurmPlaces {
  std::filesystem::path program;
  std::filesystem::path sweep;  ///< the directory of the sweep
};

/// What is submitted for a sweep.
///
/// The jobs are workers, not runs: an array holds some thousand elements, a sweep a million runs. A worker ends before
/// its time limit and puts itself back into the queue until nothing is left; the merge job starts when all workers are
/// gone. Why so: docs/decisions/0032-slurm-arrays-of-workers.md.
struct SlurmScripts {
  std::string workers;  ///< an array job
  std::string merge;    ///< merges; if runs are missing, submits again, or says why not
};

/// @throws std::invalid_argument  if Slurm could not write logs in the sweep's folder, because of characters in its
/// name
SlurmScripts slurm_scripts(const SlurmRequest& request, const SlurmPlaces& places);

/// What a sweep's directory keeps of its submissions, in slurm/ and logs/.
class SlurmFiles {
 public:
  explicit SlurmFiles(std::filesystem::path sweep) : sweep_(std::move(sweep)) {}

  std::filesystem::path workers() const { return sweep_ / "slurm/workers.sh"; }
  std::filesystem::path merge() const { return sweep_ / "slurm/merge.sh"; }
  std::filesystem::path logs() const { return sweep_ / "logs"; }
  /// Puts the scripts there, and makes the folder of logs.
  /// @throws OutputError
  void write(const SlurmScripts& scripts) const;

  /// Numbers of jobs of workers that were submitted.
  std::vector<std::string> jobs() const;
  /// @throws OutputError
  void set_jobs(const std::vector<std::string>& jobs) const;

 private:
  std::filesystem::path sweep_;
};

}  // namespace rivalry
