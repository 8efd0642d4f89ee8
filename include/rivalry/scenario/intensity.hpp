#pragma once

#include <array>
#include <string_view>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// What `competition.intensity` stands for. With intensity I in [0, 1]:
///
/// | parameter | value | I = 0 | I = 0.5 | I = 1 |
/// | --- | --- | --- | --- | --- |
/// | market.size_per_firm | 2.4 (0.8/2.4)^I | 2.4 | 1.39 | 0.8 |
/// | demand.price_sensitivity | 1.5 (4.2/1.5)^I | 1.5 | 2.51 | 4.2 |
/// | market.homogeneity | 0.8 I | 0 | 0.4 | 0.8 |
/// | entry.rate | 0.03 I | 0 | 0.015 | 0.03 |
struct IntensityComponents {
  double size_per_firm, price_sensitivity, homogeneity, entry_rate;
};
IntensityComponents intensity_components(double intensity);

/// Keys that a scenario with an intensity must not set; market.size because it stands for market.size_per_firm.
inline constexpr std::array<std::string_view, 5> intensity_keys{
    "market.size_per_firm", "market.size", "demand.price_sensitivity", "market.homogeneity", "entry.rate"};

/// Sets the components of the scenario's intensity; without one, does nothing.
void apply_intensity(Scenario& scenario);

}  // namespace rivalry
