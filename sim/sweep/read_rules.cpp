#include <algorithm>

#include <fmt/format.h>

#include "rivalry/run/observables.hpp"
#include "scenario/read_item.hpp"
#include "sweep_reading.hpp"

namespace rivalry {
namespace {

template <class Observables>
std::vector<std::string_view> names_of(const Observables& observables) {
  std::vector<std::string_view> names;
  for (const auto& observable : observables) names.push_back(observable.name);
  return names;
}

constexpr std::string_view example =
    "write panels = {points = [0], replicates = [0]}, or \"all\" for either or for both";

/// Whether the value is "all"; complains if it is another word.
bool is_all(const Value& value, const std::string& key, std::string_view otherwise, Complaints& complaints) {
  static constexpr std::array<std::string_view, 1> words{"all"};
  if (value.text == words[0]) return true;
  complaints.add(value, key, fmt::format("must be \"all\" or {}", otherwise),
                 nearest_name(value.text, words).empty() ? std::string(example) : "did you mean \"all\"?");
  return false;
}

void read_selection(const Value& value, const std::string& key, Selection& target, Complaints& complaints) {
  const Limits limits{0, 0x1p40, false, false};
  const std::string list = interval_text("a list of integers", limits);
  if (value.is(Value::Kind::text)) {
    target.all = is_all(value, key, list, complaints);
    return;
  }
  std::vector<std::int64_t> numbers;
  assign(&numbers, value, {key, limits, list + " or \"all\"", "", Level::run, complaints});
  target.numbers.insert(numbers.begin(), numbers.end());
}

void read_panels(const Value& value, SweepReading& reading) {
  static constexpr std::array<std::string_view, 2> known{"points", "replicates"};
  Complaints& complaints = reading.complaints;
  const Value *points = value.find("points"), *replicates = value.find("replicates");
  for (const auto& [key, entry] : value.entries)
    if (key != "points" && key != "replicates") {
      const auto meant = nearest_name(key, known);
      complaints.add(entry, fmt::format("keep.panels.{}", key), "unknown key",
                     meant.empty() ? "the keys are points and replicates" : fmt::format("did you mean {}?", meant));
    }
  if (points == nullptr || replicates == nullptr)
    return complaints.add(value, "keep.panels", "must have points and replicates", std::string(example));
  read_selection(*points, "keep.panels.points", reading.sweep.panel_points, complaints);
  read_selection(*replicates, "keep.panels.replicates", reading.sweep.panel_replicates, complaints);
}

void read_all_panels(const Value& value, SweepReading& reading) {
  constexpr std::string_view otherwise = "a table of two lists";
  if (!value.is(Value::Kind::text))
    return reading.complaints.add(value, "keep.panels", fmt::format("must be \"all\" or {}", otherwise),
                                  std::string(example));
  const bool all = is_all(value, "keep.panels", otherwise, reading.complaints);
  reading.sweep.panel_points.all = reading.sweep.panel_replicates.all = all;
}

/// A word that stands in a list twice.
void check_once(const Value& list, const std::string& key, const std::vector<std::string>& words,
                Complaints& complaints) {
  for (auto word = words.begin(); word != words.end(); ++word)
    if (std::find(words.begin(), word, *word) != word)
      return complaints.add(list, key, fmt::format("names {} twice", *word), "name it once");
}

void read_stop(const Value& table, SweepReading& reading) {
  Complaints& complaints = reading.complaints;
  StopText text;
  read_item("stop", table, text, stop_keys(), complaints, [](const auto&, const auto&) { return false; });
  if (const Value* variable = table.find("variable"); variable == nullptr)
    complaints.add(table.place, "stop.variable", "must be given", "write variable = \"firms\"");
  else if (variable->is(Value::Kind::text))
    check_word(*variable, "stop.variable", text.variable, names_of(market_observables()), "series of the market",
               complaints);
  const Value *above = table.find("above"), *below = table.find("below");
  if ((above == nullptr) == (below == nullptr))
    return complaints.add(table.place, "stop", above ? "has both above and below" : "has neither above nor below",
                          "give one of them");
  reading.sweep.stop.push_back({.variable = text.variable,
                                .above = above != nullptr,
                                .bound = (above ? text.above : text.below).value_or(0),
                                .periods = text.periods,
                                .after = text.after});
}

void check_criterion(const Value& part, Complaints& complaints) {
  const Value* power = part.find("power");
  int criteria = 0;
  for (const std::string_view key : {"half_width", "relative_half_width", "effect"})
    criteria += part.find(key) != nullptr;
  if (criteria != 1)
    complaints.add(part.place, "sequential", criteria == 0 ? "has no aim" : "has more than one aim",
                   "give one of half_width, relative_half_width and effect");
  if (power != nullptr && part.find("effect") == nullptr)
    complaints.add(*power, "sequential.power", "counts only with effect", "leave it out");
}

}  // namespace

void read_keep(SweepReading& reading) {
  const Value* part = reading.part("keep");
  if (part == nullptr) return;
  read_item("keep", *part, reading.sweep, keep_keys(), reading.complaints,
            [&](const std::string& name, const Value& value) {
              if (name != "panels") return false;
              if (value.is(Value::Kind::table))
                read_panels(value, reading);
              else
                read_all_panels(value, reading);
              return true;
            });
  if (const Value* series = part->find("series")) {
    check_once(*series, "keep.series", reading.sweep.series, reading.complaints);
    for (const std::string& name : reading.sweep.series)
      check_word(*series, "keep.series", name, names_of(market_observables()), "series of the market",
                 reading.complaints);
  }
}

void read_stops(SweepReading& reading) {
  const Value* list = reading.part("stop");
  if (list == nullptr) return;
  for (const Value& table : list->items) read_stop(table, reading);
}

void read_sequential(SweepReading& reading) {
  const Value* part = reading.part("sequential");
  if (part == nullptr) return;
  Sequential sequential;
  Complaints& complaints = reading.complaints;
  read_item("sequential", *part, sequential, sequential_keys(), complaints,
            [](const auto&, const auto&) { return false; });
  if (const Value* outcome = part->find("outcome"); outcome == nullptr)
    complaints.add(part->place, "sequential.outcome", "must be given", "write outcome = \"profit_mean\"");
  else if (outcome->is(Value::Kind::text))
    check_word(*outcome, "sequential.outcome", sequential.outcome, names_of(summary_observables()), "headline figure",
               complaints);
  check_criterion(*part, complaints);
  if (!complaints.about("sequential.least") && !complaints.about("sweep.replicates") &&
      reading.part("sweep") != nullptr && reading.sweep.replicates < sequential.least)
    reading.refuse(
        "replicates",
        fmt::format("is the most that a sequential sweep takes, and below sequential.least = {}", sequential.least),
        "raise it, as in replicates = 200");
  reading.sweep.sequential = std::move(sequential);
}

}  // namespace rivalry
