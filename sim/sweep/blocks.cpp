#include "rivalry/sweep/blocks.hpp"

#include <algorithm>

namespace rivalry {
namespace {

std::int64_t pieces(std::int64_t whole, std::int64_t size) { return (whole + size - 1) / size; }

}  // namespace

Blocks::Blocks(const Sweep& sweep, std::int64_t points, std::int64_t size)
    : points_(points),
      size_(size),
      replicates_(sweep.replicates),
      least_(sweep.sequential ? std::min(sweep.sequential->least, sweep.replicates) : sweep.replicates),
      batch_(sweep.sequential ? sweep.sequential->batch : sweep.replicates) {}

std::int64_t Blocks::phases() const { return 1 + pieces(replicates_ - least_, batch_); }

Range Blocks::replicates_of_phase(std::int64_t phase) const {
  if (phase == 0) return {0, least_};
  const std::int64_t first = least_ + (phase - 1) * batch_;
  return {first, std::min(first + batch_, replicates_)};
}

/// Phases between the first and the last are of one size.
std::int64_t Blocks::blocks_before(std::int64_t phase) const {
  if (phase == 0) return 0;
  return pieces(least_ * points_, size_) + (phase - 1) * pieces(batch_ * points_, size_);
}

Range Blocks::of_phase(std::int64_t phase) const {
  const std::int64_t first = blocks_before(phase);
  return {first, first + pieces(replicates_of_phase(phase).size() * points_, size_)};
}

Range Blocks::runs(std::int64_t block) const {
  const std::int64_t first_blocks = blocks_before(1);
  const std::int64_t phase = block < first_blocks ? 0 : 1 + (block - first_blocks) / pieces(batch_ * points_, size_);
  const Range replicates = replicates_of_phase(phase);
  const std::int64_t first = replicates.first * points_ + (block - blocks_before(phase)) * size_;
  return {first, std::min(first + size_, replicates.end * points_)};
}

std::int64_t Blocks::of_run(std::int64_t number) const {
  const std::int64_t replicate = number / points_;
  const std::int64_t phase = replicate < least_ ? 0 : 1 + (replicate - least_) / batch_;
  return blocks_before(phase) + (number - replicates_of_phase(phase).first * points_) / size_;
}

}  // namespace rivalry
