#include "space.hpp"

#include <algorithm>

#include "scenario/document.hpp"
#include "scenario/toml_text.hpp"
#include "spread.hpp"

namespace rivalry {
namespace {

bool is_open(const Factor& factor) { return factor.spread && !has_ends(*factor.spread); }

/// Number of the factor's level.
std::int64_t level_at(const Factor& factor, const Position& position) {
  const auto count = static_cast<std::int64_t>(factor.levels.size());
  const std::int64_t index = position.levels > 0
                                 ? position.level * count / position.levels
                                 : static_cast<std::int64_t>(position.coordinate * static_cast<double>(count));
  return std::clamp(index, std::int64_t{0}, count - 1);
}

double number_at(const Factor& factor, const Position& position) {
  const double coordinate = coordinate_of(factor, position);
  return position.levels > 0 ? level_value(*factor.spread, coordinate) : quantile(*factor.spread, coordinate);
}

}  // namespace

double coordinate_of(const Factor& factor, const Position& position) {
  if (position.levels == 0) return position.coordinate + (is_open(factor) ? position.cell / 2 : 0);
  const auto level = static_cast<double>(position.level), levels = static_cast<double>(position.levels);
  return is_open(factor) || position.levels == 1 ? (level + 0.5) / levels : level / (levels - 1);
}

FactorValue value_of(const Factor& factor, const Position& position) {
  if (factor.spread) {
    const double number = number_at(factor, position);
    return {toml_number(number), number};
  }
  const std::int64_t level = level_at(factor, position);
  const std::string& text = factor.levels[static_cast<std::size_t>(level)].front();
  return {text, parse_setting_value(text).number(), level};
}

void append_settings(const Factor& factor, const Position& position, std::vector<Setting>& settings) {
  if (factor.spread) {
    const std::string text = toml_number(number_at(factor, position));
    for (const std::string& key : factor.keys) settings.push_back({key, text});
    return;
  }
  const std::vector<std::string>& level = factor.levels[static_cast<std::size_t>(level_at(factor, position))];
  for (std::size_t i = 0; i < factor.keys.size(); ++i) settings.push_back({factor.keys[i], level[i]});
}

}  // namespace rivalry
