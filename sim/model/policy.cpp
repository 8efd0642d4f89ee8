#include "rivalry/model/policy.hpp"

namespace rivalry {

double subsidy_of(const Firms& firms, const Scenario& scenario, Index j, double cost) {
  if (!scenario.policy.enabled) return 0;
  return scenario.policy.innovation_subsidy * firms.trait[Trait::subsidised][j] * cost;
}

void price_carbon(Market& market, const Step& step) {
  Firms& firms = market.firms;
  firms.carbon_price = carbon_price(step.scenario);
  if (firms.carbon_price == 0) return;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) firms.unit_cost[j] += carbon_cost(firms, j);
  });
}

void settle_state(Market& market, const Step&) {
  PeriodCounts& flows = market.flows;
  flows.carbon_revenue = market.firms.carbon_price * flows.damage;
  market.treasury += flows.carbon_revenue - flows.subsidies;
}

}  // namespace rivalry
