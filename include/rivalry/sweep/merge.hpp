#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "rivalry/sweep/decisions.hpp"
#include "rivalry/sweep/ledger.hpp"

namespace rivalry {

/// What came of merging.
struct MergeReport {
  std::int64_t runs = 0, failed = 0, missing = 0;
  std::int64_t bytes = 0;
};

struct MergeOptions {
  std::filesystem::path output;              ///< HDF5, laid out as docs/formats.md says
  std::optional<std::filesystem::path> csv;  ///< the table of runs once more
  bool overwrite = false;
  std::function<void(double share)> progress = {};
};

/// Writes the rows of a sweep into one file, in the order of runs: the same bits, whoever did the runs, when and how
/// often. What is held in memory does not grow with the number of runs but for a bit each and a place a batch.
/// @throws OutputError    if it cannot be written
/// @throws DamagedResult  if a row changed, or two rows of a run differ
MergeReport merge_sweep(const SweepFolder& folder, Ledger& ledger, const Decisions& decisions,
                        const MergeOptions& options);

}  // namespace rivalry
