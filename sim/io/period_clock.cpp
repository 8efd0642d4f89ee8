#include "period_clock.hpp"

#include <algorithm>
#include <numeric>

#include "checked.hpp"

namespace rivalry {

PeriodClock::PeriodClock(const Dimension& period, hsize_t chunk, int level)
    : periods_(period, period_coordinate().element, chunk, level), length_(hdf5::shape(period.scale())[0]) {}

void PeriodClock::set(hsize_t period) {
  const hsize_t chunk = periods_.chunk()[0];
  if (period < length_) {
    length_ = period / chunk * chunk;  // whole chunks: HDF5 would fill the end of one that is cut
    periods_.cut(std::span(&length_, 1));
  }
  while (length_ < period) {
    const hsize_t block = length_ / chunk;
    write(block, std::min(period, (block + 1) * chunk));
  }
}

void PeriodClock::write(hsize_t block, hsize_t end) {
  const hsize_t first = block * periods_.chunk()[0];
  std::vector<std::uint64_t> cells(periods_.chunk_cells(), periods_.fill());
  std::iota(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(end - first), first + 1);
  length_ = end;
  periods_.grow(std::span(&length_, 1));
  periods_.put(std::span(&block, 1), periods_.codec().encode_open(cells));
}

}  // namespace rivalry
