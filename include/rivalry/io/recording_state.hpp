#pragma once

#include <cstdint>
#include <vector>

namespace rivalry {

// What a recording has in memory between two periods, next to what its file holds: a checkpoint keeps it.

/// Rows that wait until their block is full.
struct TableState {
  std::uint64_t blocks = 0;  ///< full ones, written
  std::uint64_t rows = 0;
  std::vector<std::vector<std::uint64_t>> cells;  ///< [data set] values row by row
};

/// The firms of the panel, and what stays with them.
struct RegisterState {
  std::vector<std::int64_t> ids;            ///< in order of entry
  std::vector<std::uint64_t> exit_periods;  ///< of each of them
  bool founded = false;
  TableState facts;
};

/// The panel of firms.
struct PanelState {
  RegisterState firms;
  std::int64_t last_recorded = 0;                 ///< period
  std::uint64_t blocks = 0;                       ///< full ones, written
  std::vector<std::int64_t> periods;              ///< of the block that is not full yet
  std::vector<std::uint32_t> row_period;          ///< [row] period within the block
  std::vector<std::int64_t> row_place;            ///< [row] place of the firm among the firms of the panel
  std::vector<std::vector<std::uint64_t>> cells;  ///< [variable] values row by row
};

struct RecordingState {
  std::int64_t period = 0;  ///< the last one recorded
  TableState market, segments, events;
  PanelState firms;
};

}  // namespace rivalry
