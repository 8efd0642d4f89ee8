#include "rivalry/model/accounts.hpp"

#include <algorithm>
#include <initializer_list>

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {

double fixed_cost(const Firms& firms, const Scenario& scenario, Index j) {
  return std::max(0.0, scenario.cost.fixed + firms.fixed_cost_effect[j]) * firms.trait[Trait::start_size][j];
}

namespace {

/// Names the capabilities that cost something to keep, and what they cost.
void name_capabilities(const Firms& firms, const Scenario& scenario, Block block, kernels::Settlement& task) {
  const auto add = [&](double running_cost, std::initializer_list<Trait> capabilities) {
    for (const Trait capability : capabilities) {
      task.running_cost[task.capabilities] = running_cost;
      task.capability[task.capabilities++] = level_of(firms.trait[capability], block);
    }
  };
  if (scenario.capabilities.enabled)
    add(scenario.capabilities.running_cost, {Trait::sensing, Trait::seizing, Trait::reconfiguring});
  if (scenario.paths.enabled)
    add(scenario.paths.running_cost,
        {Trait::offer_capability, Trait::creation_capability, Trait::delivery_capability, Trait::capture_capability});
}

/// What the settlement of a block's firms follows from.
kernels::Settlement settlement_of(const Firms& firms, const Scenario& scenario, Block block) {
  const auto start = [&](const Column& column) { return column.data() + block.begin; };
  kernels::Settlement task{.fixed = scenario.cost.fixed,
                           .quantity = start(firms.quantity),
                           .paid_price = start(firms.paid_price),
                           .third_party = start(firms.third_party),
                           .unit_cost = start(firms.unit_cost),
                           .fixed_cost_effect = start(firms.fixed_cost_effect),
                           .size = start(firms.trait[Trait::start_size].each())};
  name_capabilities(firms, scenario, block, task);
  return task;
}

/// @return  sum over the block's firms of absolute profit per unit of starting size
double settle_block(Market& market, const Step& step, Block block, PeriodCounts& sums) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const Index n = block.end - block.begin;
  const kernels::Set& kernel = kernels::chosen();
  const auto of = [&](Column& column) { return column.segment(block.begin, n); };
  const auto start = [&](Column& column) { return column.data() + block.begin; };
  const auto outlay = [&](OneOrEach<Column>& column) { return column.shared() ? nullptr : start(column.each()); };
  sums.cash_before = kernel.sum(n, start(firms.cash));
  kernels::Settlement task = settlement_of(firms, scenario, block);
  task.spending = start(step.scratch.spending);
  task.outlay = outlay(firms.resource_outlay);
  task.revenue = start(firms.revenue);
  task.fixed_cost = start(firms.fixed_cost);
  task.profit = start(firms.profit);
  kernels::columns().settle(n, task);
  BlockBuffer size_of_yield, damage;
  if (scenario.network.enabled) {
    BlockBuffer& gained = damage;
    settle_ties(market, step, block, sums.network, gained);
    of(firms.profit) += gained.head(n);
  }
  if (!firms.community.received.shared()) of(firms.profit) -= of(firms.community.received.each());
  sums.profit = kernel.sum(n, start(firms.profit));
  kernels::columns().book(n, {.smoothing = scenario.aspiration.smoothing,
                              .profit = start(firms.profit),
                              .size = task.size,
                              .quantity = task.quantity,
                              .externality = start(firms.externality),
                              .cash = start(firms.cash),
                              .experience = start(firms.experience),
                              .performance = start(firms.performance),
                              .damage = damage.data(),
                              .size_of_yield = size_of_yield.data()});
  sums.damage = kernel.dot(n, damage.data(), start(firms.quantity));
  if (scenario.value_chain.enabled)
    sums.suppliers_income = kernel.dot(n, start(firms.suppliers_margin.each()), start(firms.quantity));
  return kernel.sum(n, size_of_yield.data());
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
  market.profit_scale =
      step.period <= 1 ? mean : (1 - profit_scale_update) * market.profit_scale + profit_scale_update * mean;
}

double founding_profit_scale(const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  const double size_of_profit = sum_over_blocks(step, firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    BlockBuffer spending = BlockBuffer::Zero(), revenue, fixed_cost, profit;
    kernels::Settlement task = settlement_of(firms, step.scenario, block);
    task.spending = spending.data();
    task.revenue = revenue.data();
    task.fixed_cost = fixed_cost.data();
    task.profit = profit.data();
    kernels::columns().settle(n, task);
    profit.head(n) = profit.head(n).abs() / firms.trait[Trait::start_size].each().segment(block.begin, n);
    return kernels::chosen().sum(n, profit.data());
  });
  return size_of_profit / static_cast<double>(firms.count);
}

double in_profit_scales(const Market& market, double money) {
  constexpr double nothing = 1e-100;
  return market.profit_scale > nothing ? money / market.profit_scale : 0;
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
  firms.log_mean_cost = sales >= least_sales ? weighted / sales : 0;
  step.workers.for_blocks(firms.count, [&](Block block) {
    step.scratch.commonness.novelty(block.end - block.begin, firms.model.data() + block.begin,
                                    firms.novelty.data() + block.begin);
  });
}

}  // namespace rivalry
