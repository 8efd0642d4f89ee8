#pragma once

#include <cstdint>
#include <vector>

#include "rivalry/archive/archive.hpp"

namespace rivalry {

// What a recording has in memory between two periods, next to what its file holds: a checkpoint keeps it.

/// Rows that wait until their block is full.
struct TableState {
  std::uint64_t blocks = 0;  ///< full ones, written
  std::uint64_t rows = 0;
  std::vector<std::vector<std::uint64_t>> cells;  ///< [data set] values row by row

  void carry(Archive& archive) { archive("blocks", blocks), archive("rows", rows), archive("cells", cells); }
};

/// The firms of the panel, and what stays with them.
struct RegisterState {
  std::vector<std::int64_t> ids;            ///< in order of entry
  std::vector<std::uint64_t> exit_periods;  ///< of each of them
  bool founded = false;
  TableState facts;

  void carry(Archive& archive) {
    archive("ids", ids), archive("exit_periods", exit_periods), archive("founded", founded), archive("facts", facts);
  }
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

  void carry(Archive& archive) {
    archive("firms", firms), archive("last_recorded", last_recorded), archive("blocks", blocks);
    archive("periods", periods), archive("row_period", row_period), archive("row_place", row_place);
    archive("cells", cells);
  }
};

struct RecordingState {
  std::int64_t period = 0;  ///< the last one recorded
  TableState market, segments, events;
  PanelState firms;

  void carry(Archive& archive) {
    archive("period", period), archive("market", market), archive("segments", segments), archive("events", events);
    archive("firms", firms);
  }
};

}  // namespace rivalry
