#include "check_design.hpp"

#include <bit>
#include <set>

#include <fmt/format.h>

#include "generators.hpp"
#include "rivalry/sweep/design.hpp"
#include "sobol_sequence.hpp"
#include "space.hpp"

namespace rivalry {
namespace {

using Mistakes = std::vector<DesignMistake>;

std::string_view name_of(DesignKind kind) { return design_names.at(static_cast<std::size_t>(kind)); }

std::int64_t most_base_points(const Sweep& sweep) {
  const auto factors = static_cast<std::int64_t>(sweep.factors.size());
  if (sweep.design == DesignKind::morris) return most_points / (factors + 1);
  if (sweep.design == DesignKind::saltelli) return most_points / ((sweep.second_order ? 2 : 1) * factors + 2);
  return most_points;
}

void check_points(const Sweep& sweep, Mistakes& mistakes) {
  if (sweep.points < 1)
    return mistakes.push_back(
        {"points",
         {},
         fmt::format("must be given: design = \"{}\" takes as many as you say", name_of(sweep.design)),
         "write points = 64"});
  if (sweep.points > most_base_points(sweep))
    return mistakes.push_back({"points",
                               {},
                               fmt::format("makes more than the {} points that a design may have", most_points),
                               fmt::format("take at most {}", most_base_points(sweep))});
  const bool by_sobol = sweep.design == DesignKind::sobol || sweep.design == DesignKind::saltelli;
  const auto points = static_cast<std::uint64_t>(sweep.points);
  if (by_sobol && !std::has_single_bit(points))
    mistakes.push_back({"points",
                        {},
                        fmt::format("must be a power of two: only so many points of a Sobol sequence are balanced"),
                        fmt::format("take {} or {}", std::bit_floor(points), std::bit_ceil(points))});
}

void check_dimensions(const Sweep& sweep, Mistakes& mistakes) {
  const std::size_t each = sweep.design == DesignKind::saltelli ? 2 : 1;
  if (sweep.factors.size() * each > SobolSequence::most_dimensions())
    mistakes.push_back({"design",
                        {},
                        fmt::format("takes at most {} factors", SobolSequence::most_dimensions() / each),
                        "leave some out"});
}

/// Levels of a spread that rounding makes one.
void check_levels(const Factor& factor, std::size_t index, Mistakes& mistakes) {
  constexpr std::int64_t few = 100'000;  // more are no plan of anybody's, and checked as points
  if (factor.steps > few) return;
  std::set<double> values;
  for (std::int64_t level = 0; level < factor.steps; ++level)
    values.insert(*value_of(factor, {.level = level, .levels = factor.steps}).number);
  if (static_cast<std::int64_t>(values.size()) < factor.steps)
    mistakes.push_back({"factor.steps", index, fmt::format("makes only {} different values", values.size()),
                        fmt::format("write steps = {}, or list values", values.size())});
}

void check_factorial(const Sweep& sweep, Mistakes& mistakes) {
  std::int64_t points = 1;
  for (std::size_t i = 0; i < sweep.factors.size(); ++i) {
    const Factor& factor = sweep.factors[i];
    if (factor.spread && factor.steps < 2) {
      mistakes.push_back({"factor.steps", i,
                          "must be given, and at least 2: a factorial design takes so many values of a range",
                          "write steps = 5"});
      continue;
    }
    if (factor.spread) check_levels(factor, i, mistakes);
    const auto levels = factor.spread ? factor.steps : static_cast<std::int64_t>(factor.levels.size());
    if (levels > most_points / points)
      return mistakes.push_back({"design",
                                 {},
                                 fmt::format("makes more than the {} points that a design may have", most_points),
                                 "take fewer factors or values, or a sobol design"});
    points *= levels;
  }
}

void check_fractional(const Sweep& sweep, Mistakes& mistakes) {
  for (std::size_t i = 0; i < sweep.factors.size(); ++i)
    if (!sweep.factors[i].spread && sweep.factors[i].levels.size() != 2)
      mistakes.push_back({"factor.values", i,
                          fmt::format("must be two in a fractional design, not {}", sweep.factors[i].levels.size()),
                          "keep the lowest and the highest"});
  const auto factors = static_cast<std::int64_t>(sweep.factors.size());
  if (factors < sweep.resolution)
    return mistakes.push_back(
        {"resolution",
         {},
         fmt::format("no fraction of {} factor{} has resolution {}; half of all combinations has {}", factors,
                     factors == 1 ? "" : "s", sweep.resolution, factors),
         "lower it, add factors or take design = \"factorial\""});
  if (factors > 1000 || !smallest_fraction(static_cast<int>(factors), static_cast<int>(sweep.resolution)))
    mistakes.push_back(
        {"resolution",
         {},
         fmt::format("{} factors need more than 2^20 points for resolution {}", factors, sweep.resolution),
         "lower it, or take fewer factors or a morris design"});
}

void check_morris(const Sweep& sweep, Mistakes& mistakes) {
  if (sweep.morris_levels < 2 || sweep.morris_levels % 2 != 0)
    return mistakes.push_back({"levels", {}, "must be an even number", "take 4, 6 or 8"});
  for (std::size_t i = 0; i < sweep.factors.size(); ++i) {
    const auto values = static_cast<std::int64_t>(sweep.factors[i].levels.size());
    if (!sweep.factors[i].spread && (values < 2 || sweep.morris_levels % values != 0))
      mistakes.push_back({"factor.values", i,
                          fmt::format("are {}; a morris design of {} levels takes 2 or another number that divides "
                                      "{} evenly",
                                      values, sweep.morris_levels, sweep.morris_levels),
                          "take other values, or set sweep.levels"});
  }
}

}  // namespace

std::vector<DesignMistake> design_mistakes(const Sweep& sweep) {
  Mistakes mistakes;
  const DesignKind kind = sweep.design;
  if (sweep.factors.empty() && kind != DesignKind::factorial && kind != DesignKind::table)
    mistakes.push_back({"design", {}, fmt::format("\"{}\" needs at least one [[factor]]", name_of(kind)), "add one"});
  else if (kind == DesignKind::factorial)
    check_factorial(sweep, mistakes);
  else if (kind == DesignKind::fractional)
    check_fractional(sweep, mistakes);
  else if (kind != DesignKind::table)
    check_points(sweep, mistakes);
  if (kind == DesignKind::sobol || kind == DesignKind::saltelli) check_dimensions(sweep, mistakes);
  if (kind == DesignKind::morris) check_morris(sweep, mistakes);
  return mistakes;
}

}  // namespace rivalry
