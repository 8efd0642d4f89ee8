#include "rivalry/scenario/intensity.hpp"

#include "rivalry/random/functions.hpp"

namespace rivalry {

IntensityComponents intensity_components(double intensity) {
  const auto geometric = [&](double at_0, double at_1) { return at_0 * functions::pow(at_1 / at_0, intensity); };
  return {geometric(2.4, 0.8), geometric(1.5, 4.2), 0.8 * intensity, 0.03 * intensity};
}

void apply_intensity(Scenario& scenario) {
  if (!scenario.competition.intensity) return;
  const IntensityComponents components = intensity_components(*scenario.competition.intensity);
  scenario.market.size_per_firm = components.size_per_firm;
  scenario.market.size.reset();
  scenario.demand.price_sensitivity = components.price_sensitivity;
  scenario.market.homogeneity = components.homogeneity;
  scenario.entry.rate = components.entry_rate;
}

}  // namespace rivalry
