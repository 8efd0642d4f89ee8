#include "spread.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "rivalry/random/functions.hpp"
#include "rivalry/scenario/distribution.hpp"

namespace rivalry {
namespace {

double between(double first, double second, double u) { return (1 - u) * first + u * second; }  // exact at both ends

double normal(const Spread& spread, double u) {
  return Distribution::normal(spread.first, spread.second, spread.min, spread.max).quantile(u);
}

double lognormal(const Spread& spread, double u) {
  const auto log = [](const std::optional<double>& bound) {
    return bound ? std::optional(functions::log(*bound)) : std::nullopt;
  };
  double value =
      functions::exp(Distribution::normal(spread.first, spread.second, log(spread.min), log(spread.max)).quantile(u));
  if (spread.min) value = std::max(value, *spread.min);
  if (spread.max) value = std::min(value, *spread.max);
  return value;
}

double logarithmic(const Spread& spread, double u) {
  if (u == 0) return spread.first;
  if (u == 1) return spread.second;
  const double value = functions::exp(between(functions::log(spread.first), functions::log(spread.second), u));
  return std::clamp(value, spread.first, spread.second);
}

double triangular(const Spread& spread, double u) {
  const double low = spread.first, high = spread.second, mode = spread.third, width = high - low;
  if (u * width < mode - low) return low + std::sqrt(u * width * (mode - low));
  return high - std::sqrt((1 - u) * width * (high - mode));
}

double number(const Spread& spread, double u) {
  switch (spread.kind) {
    case Spread::Kind::linear:
      return between(spread.first, spread.second, u);
    case Spread::Kind::log:
      return logarithmic(spread, u);
    case Spread::Kind::normal:
      return normal(spread, u);
    case Spread::Kind::lognormal:
      return lognormal(spread, u);
    case Spread::Kind::triangular:
      return triangular(spread, u);
  }
  return 0;
}

bool by_bounds(Spread::Kind kind) { return kind != Spread::Kind::normal && kind != Spread::Kind::lognormal; }

double whole(double value) { return std::floor(value + 0.5); }

double twelve_digits(double value) {
  const std::string text = fmt::format("{:.12g}", value);
  double rounded = value;
  std::from_chars(text.data(), text.data() + text.size(), rounded);
  return rounded;
}

/// A whole number is at least where the spread begins, however it was rounded.
double within_ends(const Spread& spread, double value) {
  return by_bounds(spread.kind) ? std::clamp(value, spread.first, spread.second) : value;
}

}  // namespace

bool has_ends(const Spread& spread) { return by_bounds(spread.kind) || (spread.min && spread.max); }

double quantile(const Spread& spread, double coordinate) {
  if (!spread.integer) return number(spread, coordinate);
  Spread stretched = spread;
  if (by_bounds(spread.kind)) stretched.first -= 0.5, stretched.second += 0.5;
  return within_ends(spread, whole(number(stretched, coordinate)));
}

double level_value(const Spread& spread, double coordinate) {
  const double value = number(spread, coordinate);
  return within_ends(spread, spread.integer ? whole(value) : twelve_digits(value));
}

}  // namespace rivalry
