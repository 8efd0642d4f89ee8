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

/// Logarithm of the unit cost of producing: efficiency synergy, choices, experience and adopted technology.
///     c = c0 exp(-wE Ehat + effects) (1 + X/X0)^(-learning) exp(-wT a)
double log_unit_cost(const Scenario& scenario, double efficiency_synergy, double effect, double technology_cost,
                     double technology, double experience, double start_size);

/// Refreshes every firm's unit cost.
void update_unit_costs(Market& market, const Step& step);

/// What one more unit sold costs the firm, net of what third parties pay for it.
inline double marginal_cost(const Firms& firms, Index j) { return firms.unit_cost[j] - firms.third_party[j]; }

#ifdef RIVALRY_AUDIT
/// Largest relative gain in profit that a firm could make by another price, rivals' prices given, over a sample of
/// firms and a grid of prices; near 0 after converged pricing, unless own profit has two peaks.
double better_reply_gain(const Market& market, const Step& step);
#endif

}  // namespace rivalry
