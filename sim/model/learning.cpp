#include "rivalry/model/learning.hpp"

#include <algorithm>
#include <cmath>

#include "rivalry/model/accounts.hpp"
#include "rivalry/model/bits.hpp"
#include "rivalry/model/buffers.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {

namespace {

void appraise(Market& market, const Step& step, Index j, PeriodFlows& flows) {
  Firms& firms = market.firms;
  const double payoff = firms.performance[j] - firms.appraisal_base[j];
  reinforce(market, step, j, firms.appraisal_path[j], payoff);
  EventRow row = firm_event(step, firms, j, EventKind::appraisal);
  row.path = firms.appraisal_path[j];
  row.realised_gain = payoff * firms.trait[Trait::start_size][j];
  flows.research_gain += row.realised_gain;
  flows.events.push_back(row);
  firms.appraisal_path[j] = -1;
}

}  // namespace

void await_appraisal(Market& market, const Step& step, Index j, int path, PeriodFlows& flows) {
  Firms& firms = market.firms;
  if (firms.appraisal_path[j] >= 0) appraise(market, step, j, flows);
  firms.appraisal_due[j] = static_cast<std::int32_t>(step.period + step.scenario.learning.appraisal);
  firms.appraisal_path[j] = path;
  firms.appraisal_base[j] = firms.project.base[j];
}

namespace {

/// A pay-off in units of the market's scale of profit. The scale takes part of the mean of absolute profits, so that no
/// pay-off that is in the books exceeds it more than this; the cost of a project that fails at once is not yet.
double relative_payoff(const Market& market, double payoff) {
  if (payoff == 0) return 0;
  const double least = std::fabs(payoff) * profit_scale_update / static_cast<double>(market.firms.count);
  return payoff / std::max(market.profit_scale, least);
}

}  // namespace

void reinforce(Market& market, const Step& step, Index j, int path, double payoff) {
  Firms& firms = market.firms;
  const auto& learning = step.scenario.learning;
  const double relative = relative_payoff(market, payoff);
  const double before = firms.experience_weight[j];
  const double after = learning.experience_decay * before + 1;
  for (int k = 0; k < path_count; ++k) {
    double& attraction = firms.attraction[static_cast<std::size_t>(k)][j];
    attraction = (learning.memory * before * attraction + (k == path ? relative : 0)) / after;
  }
  firms.experience_weight[j] = after;
}

void learn(Market& market, const Step& step) {
  Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    PeriodFlows& flows = step.scratch.block_flows[static_cast<std::size_t>(block.number)];
    for_each_due(step, block, firms.appraisal_path, firms.appraisal_due,
                 [&](Index j) { appraise(market, step, j, flows); });
  });
  join_block_flows(market, step.scratch);
}

void earn_legitimacy(Market& market, const Step& step) {
  const auto& rule = step.scenario.legitimacy;
  if (!rule.enabled) return;
  Firms& firms = market.firms;
  constexpr double lowest = 0.02, highest = 0.99;
  constexpr double mature_age = 20;  // periods after which half of what age can add is there
  const double promoted = static_cast<double>(count_bits(market.promoted));
  const bool network = step.scenario.network.enabled;
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    const auto from = [&](auto& column) { return column.data() + block.begin; };
    BlockBuffer reference = buffer_for(n), partners;
    step.scratch.commonness.likeness(n, from(firms.model), reference.data());
    for (Index i = 0; i < n && rule.policy > 0; ++i) {
      const double common = reference[i];
      const double favoured =
          promoted > 0 ? static_cast<double>(count_bits(firms.model[block.begin + i] & market.promoted)) / promoted
                       : common;
      reference[i] = (1 - rule.policy) * common + rule.policy * favoured;
    }
    if (network) {
      partners = buffer_for(n);
      for (Index i = 0; i < n; ++i) partners[i] = effective_partners(firms, block.begin + i);
    }
    kernels::columns().earn_legitimacy(n, {.adjustment = rule.adjustment,
                                           .growth = rule.growth,
                                           .mature_age = mature_age,
                                           .mean_size = market.mean_size,
                                           .log_mean_cost = firms.log_mean_cost,
                                           .lowest = lowest,
                                           .highest = highest,
                                           .period = step.period,
                                           .id = from(firms.id),
                                           .quantity = from(firms.quantity),
                                           .log_unit_cost = from(firms.log_unit_cost),
                                           .reference = reference.data(),
                                           .partners = network ? partners.data() : nullptr,
                                           .legitimacy = from(firms.legitimacy)});
  });
}

void adopt_technology(Market& market, const Step& step) {
  if (!step.scenario.technology.enabled) return;
  Firms& firms = market.firms;
  const Acting technology(firms, step.scenario, Trait::technology);
  const Acting absorptive(firms, step.scenario, Trait::absorptive_capacity);
  step.workers.for_blocks(firms.count, [&](Block block) {
    BlockBuffer stock_of_others, absorptive_of_others;
    kernels::columns().adopt(block.end - block.begin, {.frontier = market.frontier,
                                                       .absorptive = absorptive.in(block, absorptive_of_others),
                                                       .stock = technology.in(block, stock_of_others),
                                                       .technology = firms.technology.data() + block.begin});
  });
}

double credit_limit(const Firms& firms, const Scenario& scenario, Index j) {
  const bool owner = acting(firms, scenario, Trait::owner_manager, j) > 0.5;
  if (owner && scenario.managers.owner_finance) return 0;
  const double trust = scenario.legitimacy.enabled ? firms.legitimacy[j] : 0;
  return (scenario.finance.credit + scenario.finance.legitimacy_credit * trust) * firms.trait[Trait::start_size][j];
}

}  // namespace rivalry
