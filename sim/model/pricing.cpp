#include "rivalry/model/pricing.hpp"

#include <algorithm>

#include "own_rules.hpp"
#include "rivalry/model/buffers.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

void step_toward_first_order_condition(Market& market, const Step& step) {
  Firms& firms = market.firms;
  weigh_firms(market, step);
  const std::vector<kernels::Segment>& open = step.scratch.open;
  if (open.empty()) return;
  step.workers.for_blocks(firms.count, [&](Block block) {
    const auto from = [&](Column& column) { return column.data() + block.begin; };
    kernels::chosen().reprice(tile_of(market, step, block),
                              {.weight = market.weight.from(block.begin),
                               .buyers = step.scratch.inertia ? market.buyers.from(block.begin) : nullptr,
                               .retention = from(firms.retention),
                               .felt = from(firms.felt),
                               .collected = from(firms.collected),
                               .unit_cost = from(firms.unit_cost),
                               .third_party = from(firms.third_party),
                               .adjustment = step.scenario.competition.adjustment,
                               .least_sensitivity = open.front().sensitivity,
                               .price = from(firms.paid_price)});
  });
}

}  // namespace

double log_unit_cost(const Scenario& scenario, double efficiency_synergy, double effect, double technology_cost,
                     double technology, double experience, double start_size) {
  const double log_experience = functions::log(relative_experience(scenario, experience, start_size));
  return log_unit_cost(scenario, efficiency_synergy, effect, technology_cost, technology, log_experience);
}

void update_unit_costs(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const kernels::Set& kernel = kernels::chosen();
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    BlockBuffer log_experience = buffer_for(n);
    for (Index j = block.begin; j < block.end; ++j)
      log_experience[j - block.begin] =
          relative_experience(step.scenario, firms.experience[j], firms.trait[Trait::start_size][j]);
    kernel.log(n, log_experience.data(), log_experience.data());
    for (Index j = block.begin; j < block.end; ++j)
      firms.log_unit_cost[j] =
          log_unit_cost(step.scenario, firms.efficiency_synergy[j], firms.unit_cost_effect[j], firms.technology_cost[j],
                        firms.technology[j], log_experience[j - block.begin]);
    const bool chain = step.scenario.value_chain.enabled;
    if (chain) count_stage_gains(market, step, block);
    kernel.exp(n, firms.log_unit_cost.data() + block.begin, firms.unit_cost.data() + block.begin);
    if (chain) pay_suppliers(market, step, block);
  });
}

#ifdef RIVALRY_AUDIT
namespace {

/// Expected gross profit at another price, rivals' prices given; weigh_firms has been called at present prices.
double profit_at(const Market& market, const Step& step, Index j, double price) {
  const Firms& firms = market.firms;
  const Segments& segments = market.segments;
  double quantity = 0;
  for (Index s = 0; s < segments.count; ++s) {
    if (segments.open[s] == 0) continue;
    const double alpha = segments.price_sensitivity[s];
    const auto weight = [&](double p) {
      return market.weight(s, j) * functions::exp(alpha * firms.felt[j] * (firms.paid_price[j] - p));
    };
    const double retained = firms.retention[j] * market.buyers(s, j);
    quantity += expected_quantity(segments, s, {weight(firms.paid_price[j]), retained}, {weight(price), retained},
                                  step.scratch.inertia);
  }
  return (price - marginal_cost(firms, j)) * quantity;
}

}  // namespace

double better_reply_gain(const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  constexpr Index sampled = 20;
  constexpr int grid = 150;  // prices up to three times the present one
  double largest = 0;
  for (Index j = 0; j < firms.count; j += std::max<Index>(1, firms.count / sampled)) {
    const double now = profit_at(market, step, j, firms.paid_price[j]);
    if (!(now > 0)) continue;
    double best = now;
    for (int i = 1; i <= grid; ++i)
      best = std::max(best, profit_at(market, step, j, firms.paid_price[j] * i * 3 / grid));
    largest = std::max(largest, best / now - 1);
  }
  return largest;
}
#endif

void set_prices(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const auto& competition = step.scenario.competition;
  if (step.rules.price) return set_own_prices(market, step);
  switch (competition.pricing) {
    case Pricing::bertrand:
      for (std::int64_t i = 0; i < competition.iterations; ++i) step_toward_first_order_condition(market, step);
#ifdef RIVALRY_AUDIT
      weigh_firms(market, step);
      market.flows.better_reply_gain = better_reply_gain(market, step);
#endif
      return;
    case Pricing::adaptive_markup:
      step.workers.for_blocks(firms.count, [&](Block block) {
        for (Index j = block.begin; j < block.end; ++j) {
          const double change = firms.share(j) - firms.previous_share[j];
          const double direction = change > 0 ? 1 : change < 0 ? -1 : 0;
          double& markup = firms.markup.each()[j];
          markup = std::max(0.0, markup + direction * competition.markup_step);
          firms.paid_price[j] = firms.collected[j] > 0 ? std::max(0.0, marginal_cost(firms, j)) * (1 + markup) : 0;
        }
      });
      return;
    case Pricing::fixed:  // the list price of the founding
      step.workers.for_blocks(firms.count, [&](Block block) {
        for (Index j = block.begin; j < block.end; ++j) firms.paid_price[j] = firms.markup[j] * firms.collected[j];
      });
      return;
  }
}

}  // namespace rivalry
