// What firms perceive, by the equations of docs/odd.md (7.8), in long double.
#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::scenario_of;
using Real = long double;

constexpr Index firms = 21;
using Numbers = std::array<double, firms + 8>;  // kernels read and write registers of eight

Numbers drawn(std::mt19937_64& dice, double least, double most) {
  Numbers numbers{};
  std::uniform_real_distribution<double> of(least, most);
  for (double& number : numbers) number = of(dice);
  return numbers;
}

Real felt(kernels::Feeling::Form form, Real gap) {
  if (form == kernels::Feeling::linear) return gap;
  if (form == kernels::Feeling::hinge) return std::max(gap, Real{0});
  return std::log1p(std::exp(4 * gap)) / 4;
}

}  // namespace

TEST_CASE("aspiration, slack and pressure are those of the equations, in each form") {
  std::mt19937_64 dice(20);
  for (const auto form : {kernels::Feeling::hinge, kernels::Feeling::smooth, kernels::Feeling::linear}) {
    CAPTURE(static_cast<int>(form));
    const Numbers performance = drawn(dice, -1, 1), cash = drawn(dice, -1, 30), fixed_cost = drawn(dice, 0.5, 2);
    const Numbers share = drawn(dice, 0.01, 0.2), quantity = drawn(dice, 1, 10);
    const Numbers rivals = drawn(dice, -1, 1), entrants = drawn(dice, 0, 0.2), before = drawn(dice, -1, 1);
    Numbers aspiration = before, slack{}, pressure{};
    kernels::columns().feel(firms, {.own_weight = 0.7,
                                    .update = 0.3,
                                    .form = form,
                                    .gain = 0.6,
                                    .aspiration_weight = 0.5,
                                    .share_weight = 0.9,
                                    .runway_weight = 0.4,
                                    .entrants_weight = 1.3,
                                    .runway_target = 8,
                                    .scale = 1.6,
                                    .smallest_share = 0.02,
                                    .sales_inverse = 0.01,
                                    .performance = performance.data(),
                                    .cash = cash.data(),
                                    .fixed_cost = fixed_cost.data(),
                                    .previous_share = share.data(),
                                    .quantity = quantity.data(),
                                    .rivals_performance = rivals.data(),
                                    .entrants = entrants.data(),
                                    .aspiration = aspiration.data(),
                                    .slack = slack.data(),
                                    .pressure = pressure.data()});
    for (std::size_t j = 0; j < static_cast<std::size_t>(firms); ++j) {
      CAPTURE(j);
      const Real reference = Real{0.7} * performance[j] + Real{0.3} * rivals[j];
      const Real wanted = before[j] + Real{0.3} * (reference - before[j]);
      CHECK(std::fabs(static_cast<double>(aspiration[j] - wanted)) < 1e-15);
      const Real reserve = cash[j] / (4 * Real{fixed_cost[j]}) - 1;
      CHECK(std::fabs(static_cast<double>(slack[j] - std::clamp(reserve, Real{0}, Real{2}) / 2)) < 1e-14);
      const Real low = felt(form, (wanted - performance[j]) * Real{1.6});
      const Real falling = felt(form, (share[j] - Real{0.01} * quantity[j]) / (share[j] + Real{0.02}));
      const Real short_of_cash = felt(form, std::max(1 - cash[j] / Real{fixed_cost[j]} / 8, Real{-1}));
      const Real sum = Real{0.5} * low + Real{0.9} * falling + Real{0.4} * short_of_cash + Real{1.3} * entrants[j];
      CHECK(std::fabs(static_cast<double>(pressure[j] - std::tanh(std::max(Real{0.6} * sum, Real{0})))) < 1e-14);
    }
  }
}

TEST_CASE("how far a firm is from needs is a mean over its buyers, and where it has none over those unserved") {
  Laboratory lab(scenario_of(R"(
[market]
firms = 30
segments = 5
[needs]
enabled = false
[innovation]
enabled = false
max_delay = 0
[entry]
enabled = false
[exit]
enabled = false
)"));
  advance(lab.market, lab.step(1));
  for (std::int64_t period = 2; period <= 4; ++period) {
    const auto buyers = [&market = lab.market, before = lab.market.buyers](Index s, Index j) { return before(s, j); };
    advance(lab.market, lab.step(period));
    const Firms& found = lab.market.firms;
    REQUIRE(found.count == 30);
    for (Index j = 0; j < found.count; ++j) {
      CAPTURE(j);
      Real square_of_all = 0, all = 0;
      for (Index s = 0; s < lab.market.segments.count; ++s) {
        Real square = 0;
        for (std::size_t d = 0; d < found.position.size(); ++d) {
          const Real gap = Real{found.position[d][j]} - lab.market.segments.ideal[d][s];
          square += gap * gap;
        }
        square_of_all += buyers(s, j) * square;
        all += buyers(s, j);
      }
      REQUIRE(all > 0);
      CHECK(std::fabs(static_cast<double>(found.distance_seen[j] - square_of_all / all)) < 1e-12);
    }
  }
}

}  // namespace rivalry
