#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "terminal.hpp"

namespace rivalry {
namespace {

constexpr std::array<const char*, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<const char*, 8> letters{"_", ".", ",", "-", "~", "+", "*", "#"};

/// Means of equal stretches of the series; NaN where a stretch has no number.
std::vector<double> stretches(const std::vector<double>& values, std::size_t count) {
  std::vector<double> means;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t begin = i * values.size() / count, end = (i + 1) * values.size() / count;
    double sum = 0;
    int numbers = 0;
    for (std::size_t j = begin; j < end; ++j)
      if (std::isfinite(values[j])) sum += values[j], ++numbers;
    means.push_back(numbers > 0 ? sum / numbers : std::numeric_limits<double>::quiet_NaN());
  }
  return means;
}

}  // namespace

std::string sparkline(const std::vector<double>& values, int width, bool unicode) {
  const auto& levels = unicode ? blocks : letters;
  const auto means = stretches(values, std::min(values.size(), static_cast<std::size_t>(std::max(width, 1))));
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double mean : means)
    if (std::isfinite(mean)) low = std::min(low, mean), high = std::max(high, mean);
  std::string line;
  for (const double mean : means) {
    if (!std::isfinite(mean)) {
      line += ' ';
      continue;
    }
    const double position = high > low ? (mean - low) / (high - low) : 0.5;
    line += levels[std::min<std::size_t>(7, static_cast<std::size_t>(position * 8))];
  }
  return line;
}

}  // namespace rivalry
