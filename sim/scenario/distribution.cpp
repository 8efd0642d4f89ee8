#include "rivalry/scenario/distribution.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double truncated_normal(const Distribution& distribution, double u) {
  const auto below = [&](double bound) {
    return functions::normal_cdf((bound - distribution.first) / distribution.second);
  };
  const double low = distribution.min ? below(*distribution.min) : 0;
  const double high = distribution.max ? below(*distribution.max) : 1;
  const double inside = low + u * (high - low);
  // Rounding may put the argument on the rim, where the inverse is infinite.
  double value = inside <= 0   ? -infinity
                 : inside >= 1 ? infinity
                               : distribution.first + distribution.second * functions::normal_quantile(inside);
  if (distribution.min) value = std::max(value, *distribution.min);
  if (distribution.max) value = std::min(value, *distribution.max);
  return value;
}

double chosen(const Distribution& distribution, double u) {
  const auto& values = distribution.values;
  if (distribution.weights.empty()) {
    const auto index = static_cast<std::size_t>(u * static_cast<double>(values.size()));
    return values[std::min(index, values.size() - 1)];
  }
  double total = 0;
  for (const double weight : distribution.weights) total += weight;
  double left = u * total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (distribution.weights[i] <= 0) continue;
    last = i;
    left -= distribution.weights[i];
    if (left < 0) break;
  }
  return values[last];
}

}  // namespace

Distribution Distribution::uniform(double lower, double upper) {
  Distribution result;
  result.kind = Kind::uniform;
  result.first = lower;
  result.second = upper;
  return result;
}

Distribution Distribution::normal(double mean, double deviation, std::optional<double> lower,
                                  std::optional<double> upper) {
  Distribution result;
  result.kind = Kind::normal;
  result.first = mean;
  result.second = deviation;
  result.min = lower;
  result.max = upper;
  return result;
}

double Distribution::quantile(double u) const {
  switch (kind) {
    case Kind::constant:
      return first;
    case Kind::uniform:
      return first + u * (second - first);
    case Kind::normal:
      return truncated_normal(*this, u);
    case Kind::choice:
      return chosen(*this, u);
    case Kind::beta:
    case Kind::treatment:
    case Kind::list:
      break;
  }
  throw std::logic_error("quantile of a distribution that is not drawn by inversion");
}

double Distribution::lowest() const {
  switch (kind) {
    case Kind::constant:
    case Kind::uniform:
      return first;
    case Kind::normal:
      return min.value_or(-infinity);
    case Kind::beta:
      return 0;
    case Kind::choice:
    case Kind::treatment:
    case Kind::list:
      return values.empty() ? infinity : *std::min_element(values.begin(), values.end());
  }
  return -infinity;
}

double Distribution::highest() const {
  switch (kind) {
    case Kind::constant:
      return first;
    case Kind::uniform:
      return second;
    case Kind::normal:
      return max.value_or(infinity);
    case Kind::beta:
      return 1;
    case Kind::choice:
    case Kind::treatment:
    case Kind::list:
      return values.empty() ? -infinity : *std::max_element(values.begin(), values.end());
  }
  return infinity;
}

}  // namespace rivalry
