#include <doctest/doctest.h>

#include "rivalry/scenario/intensity.hpp"
#include "rivalry/scenario/read.hpp"

using namespace rivalry;

TEST_CASE("intensity stands for its documented components") {
  const IntensityComponents low = intensity_components(0), middle = intensity_components(0.5),
                            high = intensity_components(1);
  CHECK(low.size_per_firm == doctest::Approx(2.4));
  CHECK(middle.size_per_firm == doctest::Approx(1.3856).epsilon(1e-4));
  CHECK(high.size_per_firm == doctest::Approx(0.8));
  CHECK(low.price_sensitivity == doctest::Approx(1.5));
  CHECK(middle.price_sensitivity == doctest::Approx(2.50998).epsilon(1e-5));
  CHECK(high.price_sensitivity == doctest::Approx(4.2));
  CHECK(middle.homogeneity == doctest::Approx(0.4));
  CHECK(high.entry_rate == doctest::Approx(0.03));
}

TEST_CASE("a scenario with an intensity has its components, without one its own values") {
  const Scenario scenario = parse_scenario("[competition]\nintensity = 1\n", "x");
  CHECK(scenario.market.size_per_firm == doctest::Approx(0.8));
  CHECK(scenario.demand.price_sensitivity == Distribution(intensity_components(1).price_sensitivity));
  CHECK(scenario.market.homogeneity == 0.8);
  CHECK(scenario.entry.rate == 0.03);
  Scenario plain;
  const double before = plain.market.size_per_firm;
  apply_intensity(plain);
  CHECK(plain.market.size_per_firm == before);
}

TEST_CASE("an intensity may be set beside a file of other values, but not beside its components") {
  const Setting intensity{"competition.intensity", "0.5"};
  CHECK(parse_scenario("[market]\nfirms = 9\n", "x", {&intensity, 1}).market.homogeneity == 0.4);
  CHECK_THROWS_AS(parse_scenario("[market]\nhomogeneity = 0.1\n", "x", {&intensity, 1}), ScenarioError);
}
