#pragma once

#include "rivalry/model/columns.hpp"

namespace rivalry {

/// A buffer for n firms, whose numbers are still to be set. What lies behind them is 0 up to the next multiple of
/// eight, as kernels take eight firms at a time, and left alone from there: small markets have small blocks.
inline BlockBuffer buffer_for(Index n) {
  BlockBuffer buffer;
  if (n % Pairs::together != 0) buffer.segment<Pairs::together>(n / Pairs::together * Pairs::together).setZero();
  return buffer;
}

}  // namespace rivalry
