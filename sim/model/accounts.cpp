#include "rivalry/model/accounts.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {

double fixed_cost(const Firms& firms, const Scenario& scenario, Index j) {
  return std::max(0.0, scenario.cost.fixed + firms.fixed_cost_effect[j]) * firms.trait[Trait::start_size][j];
}

namespace {

/// Running cost of dynamic and path capabilities a period, of a block's firms.
BlockBuffer capability_costs(const Firms& firms, const Scenario& scenario, Block block) {
  struct Cost {
    double running;
    const OneOrEach<Column>* level;
  };
  std::array<Cost, 3 + path_count> costs;
  Index count = 0;
  const auto add = [&](double running_cost, std::initializer_list<Trait> capabilities) {
    for (const Trait capability : capabilities)
      costs[static_cast<std::size_t>(count++)] = {running_cost, &firms.trait[capability]};
  };
  if (scenario.capabilities.enabled)
    add(scenario.capabilities.running_cost, {Trait::sensing, Trait::seizing, Trait::reconfiguring});
  if (scenario.paths.enabled)
    add(scenario.paths.running_cost,
        {Trait::offer_capability, Trait::creation_capability, Trait::delivery_capability, Trait::capture_capability});
  BlockBuffer all;
  for (Index j = block.begin; j < block.end; j += Pairs::together) {
    using Eight = Eigen::Array<double, Pairs::together, 1>;
    Eight cost = Eight::Zero();
    for (const auto& [running, level] : std::span(costs.data(), static_cast<std::size_t>(count)))
      if (level->shared())
        cost += running * level->common();
      else
        cost += running * Eigen::Map<const Eight>(level->each().data() + j);
    all.segment<Pairs::together>(j - block.begin) =
        cost * Eigen::Map<const Eight>(firms.trait[Trait::start_size].each().data() + j);
  }
  return all;
}

/// @return  sum over the block's firms of absolute profit per unit of starting size
double settle_block(Market& market, const Step& step, Block block, PeriodCounts& sums) {
  Firms& firms = market.firms;
  Column& spending = step.scratch.spending;
  const Scenario& scenario = step.scenario;
  const Index n = block.end - block.begin;
  const kernels::Set& kernel = kernels::chosen();
  const auto of = [&](Column& column) { return column.segment(block.begin, n); };
  const auto start = [&](const Column& column) { return column.data() + block.begin; };
  auto size = of(firms.trait[Trait::start_size].each()), quantity = of(firms.quantity), profit = of(firms.profit);
  auto cash = of(firms.cash), performance = of(firms.performance);
  BlockBuffer buffer = buffer_for(n);
  sums.cash_before = kernel.sum(n, start(firms.cash));
  of(firms.revenue) = (of(firms.paid_price) + of(firms.third_party)) * quantity;
  of(firms.fixed_cost) = (scenario.cost.fixed + of(firms.fixed_cost_effect)).max(0.0) * size;
  profit = of(firms.revenue) - of(firms.unit_cost) * quantity - of(firms.fixed_cost) -
           capability_costs(firms, scenario, block).head(n) - of(spending);
  if (!firms.resource_outlay.shared()) profit -= of(firms.resource_outlay.each());
  if (scenario.network.enabled) {
    settle_ties(market, step, block, sums.network, buffer);
    profit += buffer.head(n);
  }
  if (!firms.community.received.shared()) profit -= of(firms.community.received.each());
  sums.profit = kernel.sum(n, start(firms.profit));
  cash += profit;
  buffer.head(n) = of(firms.externality).max(0.0);
  sums.damage = kernel.dot(n, buffer.data(), start(firms.quantity));
  if (scenario.value_chain.enabled)
    sums.suppliers_income = kernel.dot(n, start(firms.suppliers_margin.each()), start(firms.quantity));
  of(firms.experience) += quantity;
  buffer.head(n) = profit / size;
  performance += scenario.aspiration.smoothing * (buffer.head(n) - performance);
  buffer.head(n) = buffer.head(n).abs();
  return kernel.sum(n, buffer.data());
}

}  // namespace

void settle_accounts(Market& market, const Step& step) {
  Firms& firms = market.firms;
  if (step.scenario.network.enabled) add_up_takings(market, step);
  const double size_of_profit = sum_over_blocks(step, firms.count, [&](Block block) {
    PeriodFlows& flows = step.scratch.block_flows[static_cast<std::size_t>(block.number)];
    if (step.scenario.co_creation.enabled) share_margins(market, step, block, flows);
    return settle_block(market, step, block, flows);
  });
  join_block_flows(market, step.scratch);
  const double mean = firms.count > 0 ? size_of_profit / static_cast<double>(firms.count) : 0;
  constexpr double memory = 0.9;  // of the scale by which performance is judged
  market.profit_scale = step.period <= 1 ? mean : memory * market.profit_scale + (1 - memory) * mean;
}

void pay_out(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const auto& finance = step.scenario.finance;
  market.flows.paid_out += sum_over_blocks(step, firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    auto cash = firms.cash.segment(block.begin, n);
    BlockBuffer paid = buffer_for(n);
    paid.head(n) = finance.payout * (cash - finance.reserve * firms.fixed_cost.segment(block.begin, n)).max(0.0);
    cash -= paid.head(n);
    return kernels::chosen().sum(n, paid.data());
  });
}

void compare_firms(Market& market, const Step& step) {
  Firms& firms = market.firms;
  step.scratch.commonness.count(firms, step.workers);
  const double sales = sum_of(step, firms.count, firms.quantity);
  const double weighted = dot_of(step, firms.count, firms.quantity, firms.log_unit_cost);
  firms.log_mean_cost = sales > 0 ? weighted / sales : 0;
  step.workers.for_blocks(firms.count, [&](Block block) {
    step.scratch.commonness.novelty(block.end - block.begin, firms.model.data() + block.begin,
                                    firms.novelty.data() + block.begin);
  });
}

}  // namespace rivalry
