#pragma once

#include "rivalry/model/kernels.hpp"
#include "rivalry/model/workers.hpp"

namespace rivalry {

/// A buffer for n firms, whose numbers are still to be set. What lies behind them is 0 up to the next multiple of
/// eight, as kernels take eight firms at a time, and left alone from there: small markets have small blocks.
inline BlockBuffer buffer_for(Index n) {
  BlockBuffer buffer;
  if (n % Pairs::together != 0) buffer.segment<Pairs::together>(n / Pairs::together * Pairs::together).setZero();
  return buffer;
}

/// The values of a block's firms.
inline BlockBuffer values_of(const OneOrEach<Column>& column, Block block) {
  const Index n = block.end - block.begin;
  BlockBuffer values = buffer_for(n);
  if (column.shared())
    values.head(n).setConstant(column.common());
  else
    values.head(n) = column.each().segment(block.begin, n);
  return values;
}

/// The same as kernels look them up.
inline kernels::Level level_of(const OneOrEach<Column>& column, Block block) {
  if (column.shared()) return {&column.common(), false};
  return {column.each().data() + block.begin, true};
}

}  // namespace rivalry
