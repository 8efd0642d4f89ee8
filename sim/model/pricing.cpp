#include "rivalry/model/pricing.hpp"

#include <algorithm>
#include <limits>

#include "rivalry/model/demand.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

void step_toward_first_order_condition(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const Segments& segments = market.segments;
  Scratch& scratch = step.scratch;
  const double adjustment = step.scenario.competition.adjustment;
  weigh_firms(market, step);
  double least_sensitivity = std::numeric_limits<double>::infinity();
  for (Index s = 0; s < segments.count; ++s)
    if (segments.open[s] != 0) least_sensitivity = std::min(least_sensitivity, segments.price_sensitivity[s]);
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index first = block.begin, n = block.end - block.begin;
    for (Column* sum : {&scratch.demand, &scratch.weighted_demand, &scratch.weighted_gamma})
      std::fill_n(sum->data() + first, n, 0.0);
    const kernels::PricingSums sums{scratch.demand.data() + first, scratch.weighted_demand.data() + first,
                                    scratch.weighted_gamma.data() + first};
    for (Index s = 0; s < segments.count; ++s) {
      if (segments.open[s] == 0) continue;
      const auto i = static_cast<std::size_t>(s);
      kernels::add_pricing_terms(
          n, market.appeal.tile(block.number, s), scratch.price_factor[scratch.sensitivity[i]].data() + first,
          firms.retention.data() + first, scratch.inertia ? market.buyers.tile(block.number, s) : nullptr,
          {segments.denominator[s], loyalty(segments, s), retained_scale(segments, s)}, scratch.free_share[i],
          scratch.free_square[i], segments.price_sensitivity[s], sums);
    }
    for (Index j = block.begin; j < block.end; ++j) {
      if (firms.collected[j] <= 0) {  // nothing can be collected: the firm lives on third parties
        firms.paid_price[j] = 0;
        continue;
      }
      const double slope = firms.felt[j] * scratch.weighted_demand[j];
      const double cost = marginal_cost(firms, j);
      const double margin = firms.paid_price[j] - cost;
      // A price that leaves no buyer has no condition: toward the limit of small shares where buyers mind prices least.
      const double target =
          slope > 1e-290 ? cost + (scratch.demand[j] + margin * firms.felt[j] * scratch.weighted_gamma[j]) / slope
                         : cost + 1 / (firms.felt[j] * least_sensitivity);
      const double price = firms.paid_price[j] + adjustment * (target - firms.paid_price[j]);
      firms.paid_price[j] = std::max(0.0, price);
    }
  });
}

}  // namespace

double unit_cost(const Scenario& scenario, double efficiency_synergy, double effect, double technology_cost,
                 double technology, double experience, double start_size) {
  const double scale = scenario.cost.experience_scale * start_size;
  const double exponent = -scenario.cost.synergy_weight * efficiency_synergy + effect + technology_cost * technology -
                          scenario.technology.cost_effect * technology -
                          scenario.cost.learning * functions::log(1 + experience / scale);
  return functions::exp(exponent);
}

void update_unit_costs(Market& market, const Step& step) {
  Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j)
      firms.unit_cost[j] =
          unit_cost(step.scenario, firms.efficiency_synergy[j], firms.unit_cost_effect[j], firms.technology_cost[j],
                    firms.technology[j], firms.experience[j], firms.trait[Trait::start_size][j]);
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
    const auto weight = [&](double p) { return market.appeal(s, j) * functions::exp(-(alpha * (firms.felt[j] * p))); };
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
          const double change = firms.share[j] - firms.previous_share[j];
          const double direction = change > 0 ? 1 : change < 0 ? -1 : 0;
          firms.markup[j] = std::max(0.0, firms.markup[j] + direction * competition.markup_step);
          firms.paid_price[j] =
              firms.collected[j] > 0 ? std::max(0.0, marginal_cost(firms, j)) * (1 + firms.markup[j]) : 0;
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
