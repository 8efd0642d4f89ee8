#include "rivalry/scenario/segment_slots.hpp"

namespace rivalry {

std::int64_t segment_slots(const Scenario& scenario) {
  std::int64_t slots = scenario.market.segments + (scenario.needs.enabled ? scenario.needs.openings : 0);
  for (const Event& event : scenario.events)
    if (event.open_segment) ++slots;
  return slots;
}

}  // namespace rivalry
