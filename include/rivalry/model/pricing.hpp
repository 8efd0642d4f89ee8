#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Sets every firm's price for the period by `competition.pricing`; one price for all segments, paid prices not below
/// 0.
///
/// bertrand: `iterations` times, all firms at once, a share `adjustment` of the way to the first-order condition in the
/// zeta form, which converges where iterating the markup cycles:
///     p o <- c~ + [ sum_s Q_s + (p o - c~) felt sum_s alpha_s Gamma_s ] / ( felt sum_s alpha_s q_s )
/// Source: Morrow & Skerlos 2011; the terms for retained buyers are derived in docs/odd.md.
/// Verified: tests/verification/pricing.cpp
void set_prices(Market& market, const Step& step);

/// 1 + X / X0: cumulated output relative to what experience is measured by; for one firm or an array of firms.
template <class Value>
Value relative_experience(const Scenario& scenario, const Value& experience, const Value& start_size) {
  return 1 + experience / (scenario.cost.experience_scale * start_size);
}

/// Logarithm of the unit cost of producing: efficiency synergy, choices, experience and adopted technology.
///     c = c0 exp(-wE Ehat + effects) (1 + X/X0)^(-learning) exp(-wT a)
/// @param log_experience  ln(1 + X/X0)
template <class Value>
Value log_unit_cost(const Scenario& scenario, const Value& efficiency_synergy, const Value& effect,
                    const Value& technology_cost, const Value& technology, const Value& log_experience) {
  return -scenario.cost.synergy_weight * efficiency_synergy + effect + technology_cost * technology -
         scenario.technology.cost_effect * technology - scenario.cost.learning * log_experience;
}
double log_unit_cost(const Scenario& scenario, double efficiency_synergy, double effect, double technology_cost,
                     double technology, double experience, double start_size);

/// Refreshes every firm's unit cost.
void update_unit_costs(Market& market, const Step& step);

/// What one more unit sold costs the firm, net of what third parties pay for it, in money that buyers pay: of this it
/// keeps what it does not share with partners.
inline double marginal_cost(const Firms& firms, Index j) {
  return (firms.unit_cost[j] - firms.third_party[j]) / (1 - firms.shared_revenue[j]);
}

#ifdef RIVALRY_AUDIT
/// Largest relative gain in profit that a firm could make by another price, rivals' prices given, over a sample of
/// firms and a grid of prices; near 0 after converged pricing, unless own profit has two peaks.
double better_reply_gain(const Market& market, const Step& step);
#endif

}  // namespace rivalry
