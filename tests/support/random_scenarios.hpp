#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include "laboratory.hpp"
#include "rivalry/scenario/parameter.hpp"

// Random valid scenarios of a small market, for properties that hold in all of them (RapidCheck).
namespace rivalry::test {

/// Small numbers that stand for a setting: which parameter, and how far in its range.
using Draws = std::vector<std::pair<std::uint16_t, std::uint8_t>>;

inline constexpr const char* small_market = R"(
[scenario]
periods = 12
[market]
firms = 60
segments = 3
[innovation]
base_hazard = 0.3
[entry]
rate = 0.05
)";

inline bool is_drawn(const Parameter& parameter) {
  static const std::set<std::string_view> sections{"scenario", "recording", "random", "market", "business_model"};
  return !sections.contains(parameter.section()) && parameter.key != "landscape.matrix";
}

inline std::vector<const Parameter*> drawn_parameters() {
  std::vector<const Parameter*> all;
  for (const Parameter& parameter : parameters())
    if (is_drawn(parameter)) all.push_back(&parameter);
  return all;
}

/// A number up to five times its default, or where that is 0 up to a half, within its range.
inline double number_of(const Parameter& parameter, double standard, std::uint8_t place) {
  const double low = std::isfinite(parameter.min) ? parameter.min : -1, share = (1 + place) / 257.0;
  const double high = std::min(parameter.max, standard > 0 ? 5 * standard : low + 0.5);
  return low + share * (high - low);
}

/// The value as TOML; empty for kinds that are not drawn.
inline std::string value_of(const Parameter& parameter, std::uint8_t place) {
  Scenario defaults;
  const Slot slot = parameter.slot(defaults);
  if (std::holds_alternative<bool*>(slot)) return place % 2 == 0 ? "true" : "false";
  if (auto* const* number = std::get_if<double*>(&slot)) return std::to_string(number_of(parameter, **number, place));
  if (auto* const* distribution = std::get_if<Distribution*>(&slot))
    return std::to_string(number_of(parameter, (*distribution)->first, place));
  if (auto* const* integer = std::get_if<std::int64_t*>(&slot))
    return std::to_string(std::llround(number_of(parameter, static_cast<double>(**integer), place)));
  if (const auto* names = std::get_if<Enumeration>(&slot))
    return "\"" + std::string(names->names[place % names->names.size()]) + "\"";
  return "";
}

/// The scenario that draws stand for. Settings that do not suit the others are left out.
/// @param fixed  settings that hold whatever is drawn
inline Scenario drawn_scenario(const Draws& draws, std::vector<Setting> fixed = {}) {
  static const std::vector<const Parameter*> all = drawn_parameters();
  std::vector<Setting> settings = std::move(fixed);
  for (const auto& [number, place] : draws) {
    const Parameter& parameter = *all[static_cast<std::size_t>(number) * 7919 % all.size()];
    const std::string value = value_of(parameter, place);
    const std::string key(parameter.key);
    if (value.empty() || std::ranges::any_of(settings, [&](const Setting& one) { return one.key == key; })) continue;
    settings.push_back({key, value});
    try {
      parse_scenario(small_market, "small.toml", settings);
    } catch (const ScenarioError&) {
      settings.pop_back();
    }
  }
  for (const Setting& setting : settings) RC_LOG() << setting.key << " = " << setting.value << "\n";
  return parse_scenario(small_market, "small.toml", settings);
}

/// Same draws every time, unless others are asked for.
inline bool holds(const char* what, auto property) {
  setenv("RC_PARAMS", "seed=11 max_success=150 max_size=100", 0);
  return rc::check(what, property);
}

}  // namespace rivalry::test
