#pragma once

#include "block_table.hpp"
#include "group_writer.hpp"
#include "rivalry/io/recording_plan.hpp"

namespace rivalry {

/// The group /events: one row an event, in the order in which they happened.
class EventRecorder {
 public:
  EventRecorder(const Place& file, const RecordingPlan& plan, Pipeline& pipeline);

  void record(const std::vector<EventRow>& events);
  /// Writes the rows that wait for their block to fill.
  void flush() { table_.flush(); }

  const TableState& state() const { return table_.state(); }
  bool reaches(const TableState& state) const { return table_.reaches(state); }
  bool fits(const TableState& state) const { return table_.fits(state); }
  void restore(TableState state) { table_.restore(std::move(state)); }

 private:
  bool wanted(const EventRow& event) const;

  const RecordingPlan& plan_;
  GroupWriter group_;
  BlockTable table_;
};

}  // namespace rivalry
