#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Segments at the start: masses, ideal points, tastes and access, drawn from the environment's streams.
Segments found_segments(const Scenario& scenario, const Streams& streams);

/// Re-reads segments' tastes from the scenario, as after an event.
void apply_tastes(Segments& segments, const Scenario& scenario, const Streams& streams, double total_start_size);

/// Needs evolve and jump, masses grow, consumer groups open, the technology frontier jumps; shocks become events.
void shift_environment(Market& market, const Step& step);

/// What an event of the scenario does beside setting parameters.
void apply_event(Market& market, const Event& event, const Step& step);

/// Raises the frontier; a jump redraws a share of the landscape (technology threat) and may unlock choices.
void raise_frontier(Market& market, double height, const Step& step);

}  // namespace rivalry
