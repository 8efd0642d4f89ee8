#pragma once

#include "rivalry/model/step.hpp"

// Rule `capacity`: a firm sells what its capital makes, and capital grows out of profit.
// Source: Nelson & Winter 1982, chapter 12. Verified: tests/verification/capacity.cpp
namespace rivalry {

/// What a unit of output costs through its capital, on which the business model's cost effects act:
/// capacity.capital_cost over productivity.
double capital_cost_per_unit(const Firms& firms, const Scenario& scenario, Index firm);

/// Capital and productivity of a new firm, and with them its unit cost. An imitator has the productivity of the firm it
/// copied if that is higher than its own.
void open_capital(Market& market, const Step& step, Index firm);

/// Unit costs with capital's productivity.
void update_capital_costs(Market& market, const Step& step);

/// Output is capital times productivity.
void produce(Market& market, const Step& step);

/// Sells all output at one price; research spending is booked.
void sell_output(Market& market, const Step& step);

/// Research, then investment, for the next period; after the accounts. Worn-out capital is lost; growth is what the new
/// productivity makes desirable and this period's profit, with loans, can pay.
void invest(Market& market, const Step& step);

}  // namespace rivalry
