#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Revenue, costs and profit of the period; cash, pay-out, experience and smoothed performance.
///
/// Every payment has a giver and a receiver: buyers and third parties pay revenue; unit, fixed, capability and project
/// costs are spent on inputs; investors receive pay-outs (market.flows). Cash changes by profit minus pay-out.
void settle_accounts(Market& market, const Step& step);

/// Fixed cost a period: base and active choices, for each unit of starting size, not below 0.
double fixed_cost(const Firms& firms, const Scenario& scenario, Index firm);

/// Novelty and log cost advantage of every firm, from this period's sales.
void compare_firms(Market& market, const Step& step);

}  // namespace rivalry
