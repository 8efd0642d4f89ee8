#include "rivalry/model/homogeneous.hpp"

#include <algorithm>

#include "rivalry/model/capacity.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/model/replicator.hpp"

namespace rivalry {

void sell_at_one_price(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const InverseDemand demand = inverse_demand(step.scenario, market.segments);
  const double output = sum_of(step, firms.count, firms.quantity);
  const double price = demand.price(output), unsold = output > demand.most() ? 1 - demand.most() / output : 0;
  const double borne = step.period > 0 ? unsold : 0;  // founders' first sales cost nobody anything
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      firms.paid_price[j] = firms.collected[j] > 0 ? price : 0;
      // The state charges for what is sold alone.
      step.scratch.spending[j] += borne * (firms.unit_cost[j] - carbon_cost(firms, j)) * firms.quantity[j];
      firms.quantity[j] -= unsold * firms.quantity[j];
      market.weight(0, j) = firms.quantity[j];
    }
  });
  book_sales(market, step);
}

void book_sales(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Segments& segments = market.segments;
  const double total = sum_of(step, firms.count, firms.quantity);
  const double paid = dot_of(step, firms.count, firms.paid_price, firms.quantity);
  segments.earned[0] = sum_over_blocks(step, firms.count, [&](Block block) {
    BlockBuffer margin = buffer_for(block.end - block.begin);
    for (Index j = block.begin; j < block.end; ++j) {
      margin[j - block.begin] = social_margin(firms, j);
      firms.previous_share[j] = market.buyers(0, j) * firms.sales_inverse;
      market.buyers(0, j) = firms.quantity[j];
    }
    return kernels::chosen().dot(block.end - block.begin, firms.quantity.data() + block.begin, margin.data());
  });
  firms.sales_inverse = total >= least_sales ? 1 / total : 0;
  segments.served[0] = total;
  segments.surplus[0] = inverse_demand(step.scenario, segments).benefit(total) - paid;
  market.flows.consumer_surplus = segments.surplus[0];
}

double homogeneous_contribution(const Market& market, const Scenario& scenario, Index j) {
  const Firms& firms = market.firms;
  const InverseDemand demand = inverse_demand(scenario, market.segments);
  const double total = market.segments.served[0], own = firms.quantity[j];
  const double benefit = demand.benefit(total) - demand.benefit(std::max(0.0, total - own));
  const double state = carbon_cost(firms, j) * own - firms.subsidy[j];  // what it receives through the firm
  return firms.profit[j] + state + benefit - (firms.paid_price[j] + damage_a_unit(firms, j)) * own;
}

double expected_homogeneous_margin(const Market& market, const Step& step, Index j,
                                   const HomogeneousProspect& prospect) {
  double reach[max_segments], worth[max_segments];
  step.scratch.effects.access(prospect.model, 1, reach, worth);
  if (!(reach[0] > 0) || !(step.scratch.effects.design(prospect.model).collected > 0)) return 0;
  const InverseDemand demand = inverse_demand(step.scenario, market.segments);
  const double others = std::max(0.0, market.segments.denominator[0] - market.weight(0, j));
  switch (step.scenario.competition.rule) {
    case Rule::logit:
      break;
    case Rule::cournot: {
      const double unit_cost = prospect.unit_cost + prospect.carbon;
      const double output = demand.best_reply(unit_cost, others);
      return (demand.price(others + output) - unit_cost) * output;
    }
    case Rule::capacity: {
      const double output = market.firms.capital[j] * market.firms.productivity[j];
      const double unit_cost =
          prospect.unit_cost * capital_cost_per_unit(market.firms, step.scenario, j) + prospect.carbon;
      return (demand.price(others + output) - unit_cost) * output;
    }
    case Rule::replicator:
      return expected_replicator_margin(market, step.scenario, j, prospect.unit_cost + prospect.carbon, others);
  }
  return 0;
}

}  // namespace rivalry
