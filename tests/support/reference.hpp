#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "laboratory.hpp"

// Demand written down a second time, plainly, buyer group by buyer group and in long double, from the scenario and the
// state of the market: what the engine's kernels are checked against.
namespace rivalry::test {

using Real = long double;
using Table = std::vector<std::vector<Real>>;  ///< [segment][firm]

inline bool active(std::uint64_t model, int choice) { return (model >> choice & 1U) != 0; }

inline Real effect(const std::vector<double>& values, Index segment) {
  if (values.empty()) return 0;
  return values[values.size() == 1 ? 0 : static_cast<std::size_t>(segment)];
}

/// Access of a business model in a segment.
inline Real reach(const Laboratory& lab, std::uint64_t model, Index s, Real digital) {
  bool channel = false;
  Real missed = lab.scenario.resources.enabled ? 1 - lab.scenario.resources.digital_reach * digital / (1 + digital) : 1;
  for (int i = 0; i < lab.scenario.catalogue.size(); ++i) {
    const Choice& choice = lab.scenario.catalogue.choices[static_cast<std::size_t>(i)];
    if (!active(model, i) || choice.reach.empty()) continue;
    channel = true;
    missed *= 1 - effect(choice.reach, s) * static_cast<Real>(lab.market.segments.access(s, i));
  }
  return channel ? 1 - missed : 0;
}

/// Utility of buying from a firm at a paid price, the firm's weight of size and access included.
inline Real utility(const Laboratory& lab, Index s, Index j, Real paid_price) {
  const auto& demand = lab.scenario.demand;
  const Firms& firms = lab.market.firms;
  const Segments& segments = lab.market.segments;
  Real willingness =
      lab.scenario.resources.enabled ? lab.scenario.resources.brand_value * firms.trait[Trait::brand][j] : 0;
  Real perception = 0, damage = 0;
  std::vector<Real> position;
  for (const Column& home : firms.home) position.push_back(home[j]);
  for (int i = 0; i < lab.scenario.catalogue.size(); ++i) {
    const Choice& choice = lab.scenario.catalogue.choices[static_cast<std::size_t>(i)];
    if (!active(firms.model[j], i)) continue;
    const Real one = effect(choice.willingness_to_pay, s);
    willingness += one * (choice.willingness_to_pay.size() > 1 ? 1 : 1 + choice.technology * firms.technology[j]);
    perception += choice.price_perception;
    damage += choice.externality;
    for (std::size_t d = 0; d < std::min(position.size(), choice.position.size()); ++d)
      position[d] += choice.position[d];
  }
  Real square = 0;
  for (std::size_t d = 0; d < position.size(); ++d)
    square += (position[d] - segments.ideal[d][s]) * (position[d] - segments.ideal[d][s]);
  const Real synergy = lab.market.landscape.standardised(firms.model[j]).value;
  return std::log(static_cast<Real>(firms.trait[Trait::start_size][j])) +
         std::log(reach(lab, firms.model[j], s, firms.trait[Trait::digital][j])) + demand.base_utility +
         demand.synergy_weight * synergy + willingness - demand.position_weight / 2 * square -
         segments.price_sensitivity[s] * (std::exp(perception) * paid_price - 1) +
         segments.novelty_taste[s] * static_cast<Real>(firms.novelty[j]) +
         (lab.scenario.legitimacy.enabled
              ? segments.legitimacy_taste[s] * std::log(static_cast<Real>(firms.legitimacy[j]))
              : 0) -
         segments.sustainability_taste[s] * std::log(1 + std::max<Real>(0, damage));
}

/// Weights e of all firms at the prices they have.
inline Table weights(const Laboratory& lab) {
  Table e(static_cast<std::size_t>(lab.market.segments.count));
  for (std::size_t s = 0; s < e.size(); ++s)
    for (Index j = 0; j < lab.market.firms.count; ++j)
      e[s].push_back(std::exp(utility(lab, static_cast<Index>(s), j, lab.market.firms.paid_price[j])));
  return e;
}

/// Buyers who face a switching cost when the market clears, from last period's sales.
inline Table retained_buyers(const Laboratory& lab) {
  const Segments& segments = lab.market.segments;
  Table b(static_cast<std::size_t>(segments.count));
  for (std::size_t s = 0; s < b.size(); ++s) {
    const auto i = static_cast<Index>(s);
    const Real left = std::min<Real>(1, static_cast<Real>(segments.mass[i]) / segments.previous_mass[i]);
    for (Index j = 0; j < lab.market.firms.count; ++j)
      b[s].push_back(static_cast<Real>(lab.market.firms.retention[j]) * lab.market.buyers(i, j) * left);
  }
  return b;
}

/// Sales in one segment, summed over groups of buyers by the firm that they bought from (O(firms²)).
inline std::vector<Real> sales(const Laboratory& lab, std::size_t s, const std::vector<Real>& e,
                               const std::vector<Real>& retained) {
  const auto segment = static_cast<Index>(s);
  const Real loyalty = std::exp(static_cast<Real>(lab.market.segments.switching_cost[segment]));
  Real z = lab.market.segments.outside[segment], free = lab.market.segments.mass[segment];
  for (const Real weight : e) z += weight;
  for (const Real buyers : retained) free -= buyers;
  std::vector<Real> q;
  for (const Real weight : e) q.push_back(free * weight / z);
  for (std::size_t i = 0; i < e.size(); ++i) {
    if (retained[i] == 0) continue;
    const Real all = z - e[i] + loyalty * e[i];
    for (std::size_t j = 0; j < e.size(); ++j) q[j] += retained[i] * (j == i ? loyalty : 1) * e[j] / all;
  }
  return q;
}

/// Gross profit of a firm as a function of its price, rivals' prices and retained buyers given.
class OwnProfit {
 public:
  OwnProfit(const Laboratory& lab, Index firm)
      : lab_(lab), firm_(firm), e_(weights(lab)), retained_(retained_buyers(lab)) {
    for (std::size_t s = 0; s < e_.size(); ++s) base_.push_back(utility(lab, static_cast<Index>(s), firm, 0));
  }
  Real operator()(Real price) const {
    const Firms& firms = lab_.market.firms;
    Real quantity = 0;
    for (std::size_t s = 0; s < e_.size(); ++s) {
      std::vector<Real> e = e_[s];
      e[static_cast<std::size_t>(firm_)] = std::exp(
          base_[s] - lab_.market.segments.price_sensitivity[static_cast<Index>(s)] * firms.felt[firm_] * price);
      quantity += sales(lab_, s, e, retained_[s])[static_cast<std::size_t>(firm_)];
    }
    return (price + firms.third_party[firm_] - firms.unit_cost[firm_]) * quantity;
  }
  /// By central differences, extrapolated: error of order h^6.
  Real derivative(Real price) const {
    const auto central = [&](Real h) { return ((*this)(price + h) - (*this)(price - h)) / (2 * h); };
    const Real h = 4e-3L;
    const Real coarse = (4 * central(h / 2) - central(h)) / 3, fine = (4 * central(h / 4) - central(h / 2)) / 3;
    return (16 * fine - coarse) / 15;
  }
  /// Peak of own profit nearest to a price: where the derivative falls through 0, by bracketing and bisection.
  Real peak_near(Real price) const {
    Real low = price, high = price, width = 1e-4L;
    while (derivative(low) <= 0) low = price - width, width *= 2;
    for (width = 1e-4L; derivative(high) >= 0; width *= 2) high = price + width;
    for (int i = 0; i < 70; ++i) (derivative((low + high) / 2) > 0 ? low : high) = (low + high) / 2;
    return (low + high) / 2;
  }

 private:
  const Laboratory& lab_;
  Index firm_;
  Table e_, retained_;
  std::vector<Real> base_;
};

}  // namespace rivalry::test
