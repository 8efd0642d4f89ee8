#include "rivalry/model/capacity.hpp"

#include <algorithm>
#include <limits>

#include "rivalry/model/homogeneous.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

/// Productivity that the firms look for: what science knows, and the best of them.
struct Knowledge {
  double latent = 0, best_practice = 0;
};

Knowledge knowledge_of(const Market& market, const Step& step) {
  const auto& capacity = step.scenario.capacity;
  Knowledge known;
  known.latent = capacity.latent * functions::exp(capacity.latent_growth * static_cast<double>(step.period));
  for (Index j = 0; j < market.firms.count; ++j)
    known.best_practice = std::max(known.best_practice, market.firms.productivity[j]);
  return known;
}

/// The better of a firm's productivity and what its research finds in the period.
/// @param size  capital in units of mean starting size
double researched(const Firms& firms, const Step& step, Index j, double size, const Knowledge& known) {
  const auto& capacity = step.scenario.capacity;
  Stream stream = step.streams.at(Purpose::productivity, firms.id[j], step.period);
  const bool innovates = stream.chance(capacity.innovation_yield * capacity.innovation_spending * size);
  const bool imitates = stream.chance(capacity.imitation_yield * capacity.imitation_spending * size);
  double best = firms.productivity[j];
  if (innovates) {
    const double centre = capacity.regime == Regime::science ? known.latent : firms.productivity[j];
    best = std::max(best, centre + capacity.spread * stream.normal());
  }
  return imitates ? std::max(best, known.best_practice) : best;
}

/// Price over unit cost above which a firm wants to grow.
double target_markup(const Scenario& scenario, double share, double elasticity) {
  if (!scenario.capacity.restraint) return 1;
  // Rivals are expected to supply more as the price rises: less of the market's response is the firm's own.
  const double own = share / (elasticity + (1 - share) * scenario.capacity.rivals_response);
  return own < 1 ? 1 / (1 - own) : std::numeric_limits<double>::infinity();
}

/// Investment of a firm for a unit of capital.
struct Investment {
  double gross = 0, from_profit = 0;
};

/// @param unit_cost  with the new productivity
Investment investment_of(const Firms& firms, const Scenario& scenario, Index j, double elasticity, double unit_cost) {
  const auto& capacity = scenario.capacity;
  const double profit = firms.capital[j] > 0 ? firms.profit[j] / firms.capital[j] : 0;
  const double finance = profit > 0 ? profit * (1 + capacity.bank) : profit;
  const double replaced = capacity.replacement_in_cost ? capacity.depreciation : 0;
  const double markup = target_markup(scenario, firms.share(j), elasticity);
  const double desired =
      firms.paid_price[j] > 0 ? 1 + capacity.depreciation - markup * unit_cost / firms.paid_price[j] : 0;
  Investment investment;
  investment.gross = std::max(0.0, std::min(desired, replaced + finance));
  investment.from_profit = std::max(0.0, investment.gross - replaced) / (1 + capacity.bank);
  return investment;
}

}  // namespace

double capital_cost_per_unit(const Firms& firms, const Scenario& scenario, Index j) {
  return scenario.capacity.capital_cost / firms.productivity[j];
}

void open_capital(Market& market, const Step& step, Index j) {
  Firms& firms = market.firms;
  firms.capital.each()[j] = step.scenario.capacity.capital * firms.trait[Trait::start_size][j];
  firms.productivity.each()[j] = std::max(firms.productivity[j], firms.trait[Trait::productivity][j]);
  const double factor = capital_cost_per_unit(firms, step.scenario, j);
  firms.unit_cost[j] *= factor;
  firms.log_unit_cost[j] += functions::log(factor);
}

void update_capital_costs(Market& market, const Step& step) {
  Firms& firms = market.firms;
  update_unit_costs(market, step);
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    BlockBuffer factor = BlockBuffer::Ones();
    for (Index j = block.begin; j < block.end; ++j)
      factor[j - block.begin] = capital_cost_per_unit(firms, step.scenario, j);
    firms.unit_cost.segment(block.begin, n) *= factor.head(n);
    kernels::chosen().log(n, factor.data(), factor.data());
    firms.log_unit_cost.segment(block.begin, n) += factor.head(n);
  });
}

void produce(Market& market, const Step& step) {
  Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j)
      firms.quantity[j] = offers(firms, j) ? firms.capital[j] * firms.productivity[j] : 0;
  });
}

void sell_output(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const auto& capacity = step.scenario.capacity;
  sell_at_one_price(market, step);
  if (step.period == 0) return;  // founders' first sales earn nobody anything
  const double research = capacity.innovation_spending + capacity.imitation_spending;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) step.scratch.spending[j] += research * firms.capital[j];
  });
}

void invest(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const double elasticity = inverse_demand(step.scenario, market.segments).elasticity(market.segments.served[0]);
  const double mean_start_size = market.total_start_size / static_cast<double>(step.scenario.market.firms);
  const Knowledge known = knowledge_of(market, step);
  market.flows.invested += sum_over_firms(step, firms.count, [&](Index j) {
    const double capital = firms.capital[j], before = firms.productivity[j];
    firms.productivity.each()[j] = researched(firms, step, j, capital / mean_start_size, known);
    const double carbon = carbon_cost(firms, j);  // which productivity does not lower
    const double unit_cost = (firms.unit_cost[j] - carbon) * before / firms.productivity[j] + carbon;
    const Investment investment = investment_of(firms, step.scenario, j, elasticity, unit_cost);
    firms.capital.each()[j] = capital * (1 - step.scenario.capacity.depreciation + investment.gross);
    const double paid = investment.from_profit * capital;
    firms.cash[j] -= paid;
    return paid;
  });
}

}  // namespace rivalry
