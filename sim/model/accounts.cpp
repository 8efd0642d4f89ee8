#include "rivalry/model/accounts.hpp"

#include <algorithm>
#include <cmath>

#include "rivalry/random/functions.hpp"

namespace rivalry {

double fixed_cost(const Firms& firms, const Scenario& scenario, Index j) {
  return std::max(0.0, scenario.cost.fixed + firms.fixed_cost_effect[j]) * firms.trait[Trait::start_size][j];
}

double capability_cost(const Firms& firms, const Scenario& scenario, Index j) {
  double cost = 0;
  if (scenario.capabilities.enabled)
    for (const Trait capability : {Trait::sensing, Trait::seizing, Trait::reconfiguring})
      cost += scenario.capabilities.running_cost * firms.trait[capability][j];
  if (scenario.paths.enabled)
    for (const Trait capability :
         {Trait::offer_capability, Trait::creation_capability, Trait::delivery_capability, Trait::capture_capability})
      cost += scenario.paths.running_cost * firms.trait[capability][j];
  return cost * firms.trait[Trait::start_size][j];
}

void settle_accounts(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const double w = scenario.aspiration.smoothing;
  const auto blocks = static_cast<std::size_t>(Workers::blocks(firms.count));
  std::vector<double>& partial = step.scratch.partial;
  constexpr std::size_t width = 5;
  partial.assign(blocks * width, 0.0);
  step.workers.for_blocks(firms.count, [&](Block block) {
    double before = 0, paid_out = 0, damage = 0, size_of_profit = 0, profit = 0;
    for (Index j = block.begin; j < block.end; ++j) {
      const double size = firms.trait[Trait::start_size][j];
      const double quantity = firms.quantity[j];
      before += firms.cash[j];
      firms.revenue[j] = (firms.paid_price[j] + firms.third_party[j]) * quantity;
      firms.fixed_cost[j] = fixed_cost(firms, scenario, j);
      firms.profit[j] = firms.revenue[j] - firms.unit_cost[j] * quantity - firms.fixed_cost[j] -
                        capability_cost(firms, scenario, j) - firms.spending[j];
      firms.spending[j] = 0;
      profit += firms.profit[j];
      firms.cash[j] += firms.profit[j];
      const double reserve = scenario.finance.reserve * firms.fixed_cost[j];
      const double payout = scenario.finance.payout * std::max(0.0, firms.cash[j] - reserve);
      firms.cash[j] -= payout;
      paid_out += payout;
      damage += std::max(0.0, firms.externality[j]) * quantity;
      firms.experience[j] += quantity;
      firms.performance[j] += w * (firms.profit[j] / size - firms.performance[j]);
      size_of_profit += std::fabs(firms.profit[j]) / size;
    }
    double* const sums = partial.data() + static_cast<std::size_t>(block.number) * width;
    sums[0] = before, sums[1] = paid_out, sums[2] = damage, sums[3] = size_of_profit, sums[4] = profit;
  });
  double total[width] = {};
  for (std::size_t b = 0; b < blocks; ++b)
    for (std::size_t i = 0; i < width; ++i) total[i] += partial[b * width + i];
  market.flows.cash_before = total[0];
  market.flows.paid_out = total[1];
  market.flows.damage = total[2];
  market.flows.profit = total[4];
  const double mean = firms.count > 0 ? total[3] / static_cast<double>(firms.count) : 0;
  constexpr double memory = 0.9;  // of the scale by which performance is judged
  market.profit_scale = step.period <= 1 ? mean : memory * market.profit_scale + (1 - memory) * mean;
}

void compare_firms(Market& market, const Step& step) {
  Firms& firms = market.firms;
  step.scratch.commonness.count(firms, step.workers);
  const double sales = sum_over_firms(step, firms.count, [&](Index j) { return firms.quantity[j]; });
  const double weighted = sum_over_firms(
      step, firms.count, [&](Index j) { return firms.quantity[j] * functions::log(firms.unit_cost[j]); });
  const double log_mean = sales > 0 ? weighted / sales : 0;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      firms.novelty[j] = step.scratch.commonness.novelty(firms.model[j]);
      firms.efficiency[j] = log_mean - functions::log(firms.unit_cost[j]);
    }
  });
}

}  // namespace rivalry
