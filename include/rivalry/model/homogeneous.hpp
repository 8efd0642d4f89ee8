#pragma once

#include "rivalry/model/inverse_demand.hpp"
#include "rivalry/model/step.hpp"

// What the rules for a homogeneous good have in common. There is one segment; a firm's weight in it is what its rivals
// reckon with: its output, or under `replicator` its part of mean fitness; so that their sum, the segment's
// denominator, is total output or mean fitness.
namespace rivalry {

/// A business model without any channel or source of revenue offers nothing.
inline bool offers(const Firms& firms, Index j) { return firms.mean_reach[j] > 0 && firms.collected[j] > 0; }

/// All outputs are sold at the price at which they are bought; each firm's weight is its output. Of what nobody takes
/// at price 0 each firm keeps its part unsold and bears the cost.
void sell_at_one_price(Market& market, const Step& step);

/// Shares, buyers and surplus from quantities and prices that are set.
void book_sales(Market& market, const Step& step);

/// Value that would be lost without a firm, rivals' quantities fixed (contribution.hpp). Money a period.
double homogeneous_contribution(const Market& market, const Scenario& scenario, Index firm);

/// A design as its firm would offer it in a market of a homogeneous good.
struct HomogeneousProspect {
  std::uint64_t model = 0;
  double unit_cost = 0;  ///< by business model, experience and technology; without capital's productivity
  double carbon = 0;     ///< that the state charges for a unit sold, on top
};

/// Profit a period, before fixed cost, that a firm expects of a design against today's rivals: its best reply to their
/// outputs (cournot), its capital's output at today's price (capacity), its share after a period of selection
/// (replicator).
double expected_homogeneous_margin(const Market& market, const Step& step, Index firm,
                                   const HomogeneousProspect& prospect);

}  // namespace rivalry
