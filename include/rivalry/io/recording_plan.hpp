#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "rivalry/run/observables.hpp"

namespace rivalry {

/// A name in `recording.variables` that no observable of firms has; the message lists those that there are.
class UnknownVariable : public std::runtime_error {
 public:
  explicit UnknownVariable(const std::string& name);
};

/// What the section `recording` of a scenario comes to: which firms, which periods, which variables.
struct RecordingPlan {
  double share = 1;        ///< share of the firms that are in the panel, in [0, 1]; 1: all
  std::int64_t every = 1;  ///< periods between two records of the panel; the last period is always recorded
  EventRecording events = EventRecording::panel;
  std::vector<const FirmObservable*> numbers;
  std::vector<const FirmVectorObservable*> vectors;
  std::vector<const FirmWordObservable*> words;

  double rows = 0;         ///< expected number of firms × recorded periods in the panel, if the market keeps its size
  double bytes = 0;        ///< expected size of the file, without events …
  double panel_bytes = 0;  ///< … and what of it the panel takes

  bool holds(std::int64_t firm) const;  ///< whether the firm is in the panel
};

/// The automatic interval (`recording.every = 0`) is the smallest that expects at most this many rows, and this many
/// cells of recorded periods × firms that ever lived (with entry at its basic rate).
inline constexpr double automatic_panel_rows = 75'000, automatic_panel_cells = 1'500'000;

/// @throws UnknownVariable  if `recording.variables` names no observable of firms
RecordingPlan plan_recording(const Scenario& scenario);

/// Names that `recording.variables` may use, next to default, all and none.
std::vector<std::string_view> firm_variables();

/// Whether a sample of that share of all firms, present and future, includes this one: a pure function of the id, so
/// that entrants are sampled as founders are, and a larger sample contains a smaller one.
bool in_sample(std::int64_t firm, double share);

}  // namespace rivalry
