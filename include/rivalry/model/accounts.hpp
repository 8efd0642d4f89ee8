#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Revenue, costs and profit of the period; cash, experience and smoothed performance.
///
/// Every payment has a giver and a receiver: buyers and third parties pay revenue; unit, fixed, capability and project
/// costs are spent on inputs; makers of capital receive investment and investors pay-outs (market.flows). Cash changes
/// by profit minus investment and pay-out.
void settle_accounts(Market& market, const Step& step);

/// Mean absolute profit, per unit of starting size, that founders' first sales would have brought: the scale of profit
/// until the first accounts.
double founding_profit_scale(const Market& market, const Step& step);

/// How much news moves the scale of profit a period.
inline constexpr double profit_scale_update = 1 - 0.9;

/// Money per unit of starting size in units of the market's scale of profit; 0 where nobody earns or loses anything.
double in_profit_scales(const Market& market, double money);

/// Pays out a share of the cash beyond the reserve, after profit and investment.
void pay_out(Market& market, const Step& step);

/// Fixed cost a period: base and active choices, for each unit of starting size, not below 0.
double fixed_cost(const Firms& firms, const Scenario& scenario, Index firm);

/// Novelty and log cost advantage of every firm, from this period's sales.
void compare_firms(Market& market, const Step& step);

}  // namespace rivalry
