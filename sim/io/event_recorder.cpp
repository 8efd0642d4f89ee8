#include "event_recorder.hpp"

#include <bit>

namespace rivalry {

namespace {
constexpr std::size_t events_of_block = 16384;
constexpr std::string_view recordings[] = {"panel", "all", "none"};
}  // namespace

EventRecorder::EventRecorder(const Place& file, const RecordingPlan& plan, Pipeline& pipeline)
    : plan_(plan),
      group_(file, "events", "What happened, one row an event"),
      table_(group_.place(), group_.add_plain("event"), events_of_block, pipeline) {
  group_.describe("recorded", std::string(recordings[static_cast<int>(plan.events)]));
  for (const auto& observable : event_observables()) table_.add(schema_of(observable));
}

void EventRecorder::record(const std::vector<EventRow>& events) {
  if (plan_.events == EventRecording::none) return;
  for (const EventRow& event : events) {
    if (!wanted(event)) continue;
    std::size_t column = 0;
    for (const auto& observable : event_observables()) {
      if (observable.real_value)
        table_.put(column++, observable.real_value(event));
      else
        table_.put(column++, static_cast<std::uint64_t>(observable.integer_value(event)));
    }
    table_.end_row();
  }
}

bool EventRecorder::wanted(const EventRow& event) const {
  return plan_.events == EventRecording::all || event.firm < 0 || plan_.holds(event.firm);
}

}  // namespace rivalry
