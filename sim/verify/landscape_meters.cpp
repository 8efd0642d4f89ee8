// Measures of landscapes by enumeration of all business models.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "meters.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

/// Fitness of every model: the raw value landscape.
std::vector<double> heights(const Landscape& landscape) {
  std::vector<double> height(std::size_t{1} << landscape.size());
  for (std::size_t model = 0; model < height.size(); ++model) height[model] = landscape.raw(model).value;
  return height;
}

struct Peaks {
  double count = 0, total = 0, highest = 0;
};

Peaks peaks_of(const Landscape& landscape) {
  const std::vector<double> height = heights(landscape);
  Peaks found;
  for (std::size_t model = 0; model < height.size(); ++model) {
    bool is_peak = true;
    for (std::size_t bit = 1; bit < height.size() && is_peak; bit <<= 1) is_peak = height[model] > height[model ^ bit];
    if (!is_peak) continue;
    found.count += 1;
    found.total += height[model];
    found.highest = std::max(found.highest, height[model]);
  }
  return found;
}

Observation count_peaks(const Moment& moment, const Expectation&) { return {peaks_of(moment.market.landscape).count}; }

Observation peak_height(const Moment& moment, const Expectation&) {
  const Peaks found = peaks_of(moment.market.landscape);
  return {found.total / found.count, found.count};
}

Observation highest_peak(const Moment& moment, const Expectation&) {
  return {peaks_of(moment.market.landscape).highest};
}

Observation variance(const Moment& moment, const Expectation&) {
  const std::vector<double> height = heights(moment.market.landscape);
  const auto count = static_cast<double>(height.size());
  double sum = 0, squares = 0;
  for (const double h : height) sum += h;
  for (const double h : height) squares += (h - sum / count) * (h - sum / count);
  return {squares / count};
}

/// Next larger word with as many bits set.
std::uint64_t next_of_same_weight(std::uint64_t word) {
  const std::uint64_t low = word & -word, ripple = word + low;
  return ripple | (((word ^ ripple) >> 2U) / low);
}

Observation correlation(const Moment& moment, const Expectation& expectation) {
  const Landscape& landscape = moment.market.landscape;
  const std::vector<double> height = heights(landscape);
  double sum = 0, pairs = 0;
  for (std::uint64_t gap = (std::uint64_t{1} << *expectation.distance) - 1; gap < height.size();
       gap = next_of_same_weight(gap))
    for (std::uint64_t model = 0; model < height.size(); ++model) {
      sum += (height[model] - 0.5) * (height[model ^ gap] - 0.5);
      pairs += 1;
    }
  return {12 * landscape.size() * sum / pairs};
}

template <class Visit>
void each_contribution(const Landscape& landscape, Visit visit) {
  for (int choice = 0; choice < landscape.size(); ++choice) {
    std::uint64_t counts = std::uint64_t{1} << choice;  // choices that this contribution depends on
    for (const int other : landscape.influences(choice)) counts |= std::uint64_t{1} << other;
    std::uint64_t model = 0;
    do visit(landscape.contribution(choice, model));
    while ((model = (model - counts) & counts) != 0);
  }
}

Observation alignment(const Moment& moment, const Expectation&) {
  double sum = 0, count = 0;
  each_contribution(moment.market.landscape, [&](const Synergy& one) {
    sum += functions::normal_quantile(one.value) * functions::normal_quantile(one.efficiency);
    count += 1;
  });
  return {sum / count, count};
}

template <double Synergy::*part>
Observation departure(const Moment& moment, const Expectation&) {
  std::vector<double> sample;
  each_contribution(moment.market.landscape, [&](const Synergy& one) { sample.push_back(one.*part); });
  std::sort(sample.begin(), sample.end());
  const auto n = static_cast<double>(sample.size());
  double largest = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const auto rank = static_cast<double>(i);
    largest = std::max({largest, (rank + 1) / n - sample[i], sample[i] - rank / n});
  }
  return {std::sqrt(n) * largest};
}

}  // namespace

const std::vector<MeterRow>& landscape_meters() {
  constexpr MeasureForm plain{.name = "", .of_landscape = true};
  const auto named = [&](std::string_view name) {
    MeasureForm form = plain;
    form.name = name;
    return form;
  };
  MeasureForm at_distance = named("fitness_correlation");
  at_distance.at_distance = true;
  static const std::vector<MeterRow> table{
      {{named("peaks"), "1", "Business models that no change of one choice makes fitter: all are enumerated."},
       snapshot<count_peaks>},
      {{named("peak_height"), "1", "Mean fitness of those, each peak of all landscapes counting alike."},
       snapshot<peak_height>},
      {{named("highest_peak"), "1", "Fitness of the fittest business model."}, snapshot<highest_peak>},
      {{named("fitness_variance"), "1", "Variance of fitness over all business models of a landscape."},
       snapshot<variance>},
      {{at_distance, "1",
        "Mean product of the fitness, less 1/2, of all pairs of business models that differ in so many choices, over "
        "the variance 1/(12 N) of a mean of N uniform contributions."},
       snapshot<correlation>},
      {{named("contribution_alignment"), "1",
        "Correlation of contributions to value and to efficiency on the normal scale (their mean product)."},
       snapshot<alignment>},
      {{named("value_departure"), "1",
        "Kolmogorov's distance of the contributions to value from the uniform distribution, times the root of their "
        "number."},
       snapshot<departure<&Synergy::value>>},
      {{named("efficiency_departure"), "1", "The same of contributions to efficiency."},
       snapshot<departure<&Synergy::efficiency>>},
  };
  return table;
}

}  // namespace rivalry
