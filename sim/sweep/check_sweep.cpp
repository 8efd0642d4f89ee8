#include <algorithm>

#include <fmt/format.h>

#include "check_design.hpp"
#include "rivalry/sweep/design.hpp"
#include "sweep_reading.hpp"

namespace rivalry {
namespace {

/// A key of [sweep] that only some designs have a use for.
struct Suited {
  std::string_view key;
  std::vector<DesignKind> designs;
};

const std::vector<Suited>& suited_keys() {
  using enum DesignKind;
  static const std::vector<Suited> keys{{"points", {lhs, sobol, morris, saltelli, random}},
                                        {"seed", {lhs, sobol, morris, saltelli, random}},
                                        {"levels", {morris}},
                                        {"resolution", {fractional}},
                                        {"scrambled", {sobol, saltelli}},
                                        {"second_order", {saltelli}},
                                        {"table", {table}}};
  return keys;
}

/// Frozen draws are said in one place.
void check_frozen(SweepReading& reading) {
  if (reading.given("sweep", "frozen") == nullptr) return;
  bool elsewhere = false;
  for (const Setting& setting : reading.sweep.set) elsewhere |= setting.key == "random.frozen";
  for (const Factor& factor : reading.sweep.factors)
    for (const std::string& key : factor.keys) elsewhere |= key == "random.frozen";
  if (elsewhere) reading.refuse("frozen", "stands beside random.frozen in [set] or a factor", "keep one of the two");
}

std::string names_of(const std::vector<DesignKind>& designs) {
  std::vector<std::string_view> names;
  for (const DesignKind kind : designs) names.push_back(design_names.at(static_cast<std::size_t>(kind)));
  return fmt::format("{}", fmt::join(names, ", "));
}

void check_panels(SweepReading& reading, std::int64_t points) {
  const auto check = [&](std::string_view key, const Selection& given, std::int64_t count, std::string_view what) {
    for (const std::int64_t index : given.numbers)
      if (index >= count)
        return reading.complaints.add(*reading.given("keep", "panels")->find(key), fmt::format("keep.panels.{}", key),
                                      fmt::format("there is no {} {}: they go from 0 to {}", what, index, count - 1));
  };
  check("points", reading.sweep.panel_points, points, "point");
  check("replicates", reading.sweep.panel_replicates, reading.sweep.replicates, "replicate");
}

}  // namespace

void check_suited(SweepReading& reading) {
  const DesignKind design = reading.sweep.design;
  if (reading.part("sweep") == nullptr || reading.complaints.about("sweep.design")) return;
  check_frozen(reading);
  const std::string_view name = design_names.at(static_cast<std::size_t>(design));
  for (const Suited& one : suited_keys())
    if (reading.given("sweep", one.key) != nullptr &&
        std::find(one.designs.begin(), one.designs.end(), design) == one.designs.end())
      reading.refuse(one.key, fmt::format("counts only with design = {}; this one is {}", names_of(one.designs), name),
                     "leave it out");
  if (design == DesignKind::table && reading.sweep.table.empty() && !reading.complaints.about("sweep.table"))
    reading.refuse("table", "must be given: the CSV file with the points", "write table = \"points.csv\"");
  if (design == DesignKind::factorial || reading.part("factor") == nullptr) return;
  for (const Value& factor : reading.part("factor")->items)
    if (const Value* steps = factor.find("steps"))
      reading.complaints.add(*steps, "factor.steps",
                             fmt::format("counts only with design = factorial; this one is {}", name), "leave it out");
}

void check_points(SweepReading& reading) {
  for (const DesignMistake& mistake : design_mistakes(reading.sweep)) {
    if (!mistake.factor) {
      reading.refuse(mistake.key, mistake.rule, mistake.remedy);
      continue;
    }
    const Value& factor = *reading.factor_places[*mistake.factor];
    const Value* value = factor.find(mistake.key.substr(mistake.key.find('.') + 1));
    if (value != nullptr)
      reading.complaints.add(*value, mistake.key, mistake.rule, mistake.remedy);
    else
      reading.complaints.add(factor.place, mistake.key, mistake.rule, mistake.remedy);
  }
  if (!reading.complaints.empty()) return;
  const std::int64_t points = SweepDesign(reading.sweep, reading.folder).points();
  if (reading.sweep.replicates > most_runs / points)
    reading.refuse("replicates",
                   fmt::format("makes more than the {} runs that a sweep may have of {} points", most_runs, points),
                   points > most_runs ? "take fewer points" : fmt::format("take at most {}", most_runs / points));
  if (reading.sweep.sequential && reading.sweep.sequential->effect && points < 2)
    reading.complaints.add(*reading.given("sequential", "effect"), "sequential.effect",
                           "is a difference of two points; there is one", "vary a factor, or give half_width");
  check_panels(reading, points);
}

}  // namespace rivalry
