#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Revenue, costs and profit of the period; cash, experience and smoothed performance.
///
/// Every payment has a giver and a receiver: buyers and third parties pay revenue; unit, fixed, capability and project
/// costs are spent on inputs; makers of capital receive investment and investors pay-outs (market.flows). Cash changes
/// by profit minus investment and pay-out.
void settle_accounts(Market& market, const Step& step);

/// Pays out a share of the cash beyond the reserve, after profit and investment.
void pay_out(Market& market, const Step& step);

/// Fixed cost a period: base and active choices, for each unit of starting size, not below 0.
double fixed_cost(const Firms& firms, const Scenario& scenario, Index firm);

/// Novelty and log cost advantage of every firm, from this period's sales.
void compare_firms(Market& market, const Step& step);

}  // namespace rivalry
