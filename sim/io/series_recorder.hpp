#pragma once

#include "block_table.hpp"
#include "group_writer.hpp"
#include "period_clock.hpp"

namespace rivalry {

/// The groups /market and /segments: one row a period.
class SeriesRecorder {
 public:
  SeriesRecorder(const Place& file, const Scenario& scenario, Pipeline& pipeline);

  void record(const Market& market, const PeriodStatistics& statistics);
  /// Writes the rows that wait for their block to fill.
  void flush();

  /// Called by the thread that writes.
  PeriodClock& clock() { return clock_; }

  const TableState& market_state() const { return market_.state(); }
  const TableState& segments_state() const { return segments_table_.state(); }
  bool reaches(const TableState& market, const TableState& segments) const {
    return market_.reaches(market) && segments_table_.reaches(segments);
  }
  /// Whether the states have the series of so many periods.
  bool fits(const TableState& market, const TableState& segments, std::int64_t periods) const;
  void restore(TableState market, TableState segments);

 private:
  void add_chain(const Scenario& scenario);
  void record_chain(const Market& market, const PeriodStatistics& statistics, std::size_t column);

  GroupWriter market_group_, segment_group_;
  std::size_t market_rows_, segment_rows_;  ///< of a block
  const Dimension *market_period_, *segment_period_;
  PeriodClock clock_;
  BlockTable market_, segments_table_;
  std::size_t segments_, attributes_;
  std::vector<const MarketObservable*> of_market_;  ///< those that the scenario has, here and below
  std::vector<const PathObservable*> of_paths_;
  std::size_t stages_ = 0;  ///< of the value chain; 0: it is switched off
};

/// The group /summary: one value each for the run, and none before it has ended.
class SummaryRecorder {
 public:
  SummaryRecorder(const Place& file, Pipeline& pipeline);

  /// @param values  in the order of summary_observables()
  void record(std::uint64_t replicate, std::span<const double> values);
  /// Takes away what an interrupted run ended with.
  void clear();

 private:
  GroupWriter group_;
  BlockTable table_;
  std::size_t run_;  ///< column
};

}  // namespace rivalry
