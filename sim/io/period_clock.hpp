#pragma once

#include "data_set.hpp"

namespace rivalry {

/// The coordinate /market/period. It is written after everything else of the same periods, so that its length says up
/// to which period the file holds all that it should.
class PeriodClock {
 public:
  PeriodClock(const Dimension& period, hsize_t chunk, int level);

  /// Adds the periods up to this one, or takes those behind it away.
  void set(hsize_t period);

 private:
  void write(hsize_t block, hsize_t end);

  DataSet periods_;
  hsize_t length_;
};

}  // namespace rivalry
