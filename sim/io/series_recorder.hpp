#pragma once

#include "block_table.hpp"
#include "group_writer.hpp"

namespace rivalry {

/// The groups /market and /segments: one row a period.
class SeriesRecorder {
 public:
  SeriesRecorder(hid_t file, const Scenario& scenario, Background& background);

  void record(const Market& market, const PeriodStatistics& statistics);
  void finish();

 private:
  GroupWriter market_group_, segment_group_;
  std::size_t segments_, attributes_;
  BlockTable market_, segments_table_;
};

/// The group /summary: one value each for the run.
/// @param values  in the order of summary_observables()
void write_summary(hid_t file, std::uint64_t replicate, std::span<const double> values);

}  // namespace rivalry
