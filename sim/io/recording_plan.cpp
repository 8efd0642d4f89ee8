#include "rivalry/io/recording_plan.hpp"

#include <algorithm>
#include <cmath>

#include "rivalry/scenario/segment_slots.hpp"

namespace rivalry {

namespace {

struct Selection {
  bool all = false, standard = false;
  std::vector<std::string> names;

  const Scenario& scenario;

  explicit Selection(const Scenario& given) : scenario(given) {
    for (const std::string& name : given.recording.variables) {
      if (name == "all")
        all = true;
      else if (name == "default")
        standard = true;
      else if (name != "none")
        names.push_back(name);
    }
  }

  bool holds(const Observable& observable, bool is_standard) const {
    const bool chosen = all || (standard && is_standard);
    return (chosen && observable.is_in(scenario)) || std::ranges::find(names, observable.name) != names.end();
  }
};

void refuse_unknown(const Selection& selection) {
  const std::vector<std::string_view> known = firm_variables();
  for (const std::string& name : selection.names)
    if (std::ranges::find(known, name) == known.end()) throw UnknownVariable(name);
}

double panel_share(const Scenario& scenario) {
  const auto wanted = static_cast<double>(scenario.recording.firms), all = static_cast<double>(scenario.market.firms);
  return wanted >= all ? 1 : wanted / all;
}

/// Firms of the panel that ever lived, with entry at its basic rate.
double firms_ever(const Scenario& scenario, double firms) {
  const auto periods = static_cast<double>(scenario.scenario.periods);
  return firms * (1 + (scenario.entry.enabled ? scenario.entry.rate * periods : 0));
}

std::int64_t interval(const Scenario& scenario, double firms) {
  if (scenario.recording.every > 0) return scenario.recording.every;
  const auto periods = static_cast<double>(scenario.scenario.periods);
  const double interval =
      std::max(firms * periods / automatic_panel_rows, firms_ever(scenario, firms) * periods / automatic_panel_cells);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(interval)));
}

double bytes_per_row(const RecordingPlan& plan, const Scenario& scenario) {
  double cells = static_cast<double>(plan.numbers.size() + plan.words.size());
  for (const FirmVectorObservable* vector : plan.vectors)
    cells +=
        vector->over == FirmVectorObservable::Over::path ? path_count : static_cast<double>(scenario.market.attributes);
  return 8 * cells;
}

double bytes_per_period(const Scenario& scenario) {
  const auto segments = static_cast<double>(segment_slots(scenario));
  return 8 * (static_cast<double>(market_observables().size() + path_count * path_observables().size()) +
              segments * static_cast<double>(segment_observables().size()) +
              segments * static_cast<double>(scenario.market.attributes) *
                  static_cast<double>(segment_position_observables().size()));
}

std::string list(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

}  // namespace

UnknownVariable::UnknownVariable(const std::string& name)
    : std::runtime_error("recording.variables: no variable of firms is called \"" + name +
                         "\"; there are default, all, none, " + list(firm_variables())) {}

bool RecordingPlan::holds(std::int64_t firm) const { return in_sample(firm, share); }

RecordingPlan plan_recording(const Scenario& scenario) {
  const Selection selection(scenario);
  refuse_unknown(selection);

  RecordingPlan plan;
  plan.share = panel_share(scenario);
  const double firms = plan.share * static_cast<double>(scenario.market.firms);
  plan.every = interval(scenario, firms);
  plan.events = scenario.recording.events;
  for (const auto& observable : firm_observables())
    if (selection.holds(observable, observable.standard)) plan.numbers.push_back(&observable);
  for (const auto& observable : firm_vector_observables())
    if (selection.holds(observable, false)) plan.vectors.push_back(&observable);
  for (const auto& observable : firm_word_observables())
    if (selection.holds(observable, true)) plan.words.push_back(&observable);

  const auto periods = static_cast<double>(scenario.scenario.periods);
  const double recorded = std::ceil(periods / static_cast<double>(plan.every));
  plan.rows = firms * recorded;
  // Uncompressed tiles hold a cell for every firm that ever lived, alive or not.
  const double stored = scenario.recording.compression > 0 ? plan.rows : recorded * firms_ever(scenario, firms);
  plan.panel_bytes = stored * bytes_per_row(plan, scenario);
  plan.bytes = plan.panel_bytes + periods * bytes_per_period(scenario);
  return plan;
}

std::vector<std::string_view> firm_variables() {
  std::vector<std::string_view> names;
  for (const auto& observable : firm_observables()) names.push_back(observable.name);
  for (const auto& observable : firm_vector_observables()) names.push_back(observable.name);
  for (const auto& observable : firm_word_observables()) names.push_back(observable.name);
  return names;
}

bool in_sample(std::int64_t firm, double share) {
  if (share >= 1) return true;
  // The finaliser of SplitMix64 (Steele, Lea and Flood 2014) spreads consecutive ids evenly.
  std::uint64_t bits = static_cast<std::uint64_t>(firm) + 0x9e3779b97f4a7c15;
  bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
  bits ^= bits >> 31;
  return static_cast<double>(bits >> 11) * 0x1p-53 < share;
}

}  // namespace rivalry
