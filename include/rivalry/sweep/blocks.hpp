#pragma once

#include <cstdint>

#include "rivalry/sweep/sweep.hpp"

namespace rivalry {

/// Numbers from `first` to before `end`.
struct Range {
  std::int64_t first = 0, end = 0;
  std::int64_t size() const { return end - first; }
};

/// The runs of a sweep in blocks, which are what workers claim, and in phases: all blocks of a phase are done before
/// it is decided which points go on to the next. Without sequential replication there is one phase.
class Blocks {
 public:
  /// @param size  runs of a block, but for the last of a phase
  Blocks(const Sweep& sweep, std::int64_t points, std::int64_t size);

  std::int64_t size() const { return size_; }
  std::int64_t count() const { return of_phase(phases() - 1).end; }
  Range runs(std::int64_t block) const;
  std::int64_t of_run(std::int64_t number) const;

  std::int64_t phases() const;
  Range of_phase(std::int64_t phase) const;  ///< its blocks
  Range replicates_of_phase(std::int64_t phase) const;

 private:
  std::int64_t blocks_before(std::int64_t phase) const;
  std::int64_t points_, size_, replicates_, least_, batch_;
};

}  // namespace rivalry
