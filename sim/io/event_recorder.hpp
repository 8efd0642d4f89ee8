#pragma once

#include "block_table.hpp"
#include "group_writer.hpp"
#include "rivalry/io/recording_plan.hpp"

namespace rivalry {

/// The group /events: one row an event, in the order in which they happened.
class EventRecorder {
 public:
  EventRecorder(hid_t file, const RecordingPlan& plan, int level, Background& background);

  void record(const std::vector<EventRow>& events);
  void finish();

 private:
  bool wanted(const EventRow& event) const;

  const RecordingPlan& plan_;
  GroupWriter group_;
  BlockTable table_;
};

}  // namespace rivalry
