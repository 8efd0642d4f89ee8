// Demand and prices of the second engine (docs/odd.md 7.5, 7.6).
#include <cmath>
#include <limits>

#include "replay_state.hpp"

namespace rivalry::replay {
namespace {

Real utility(const Market& market, const Firm& firm, std::size_t s) {
  const auto& demand = market.scenario.demand;
  const Segment& segment = market.world.segments[s];
  const Offer& offer = firm.offer;
  Real square = 0;
  for (std::size_t d = 0; d < offer.position.size(); ++d)
    square += (offer.position[d] - segment.ideal[d]) * (offer.position[d] - segment.ideal[d]);
  Real sum = demand.base_utility + demand.synergy_weight * firm.decided.value_synergy + offer.willingness +
             offer.technology_value * firm.decided.technology + offer.willing_here[s];
  if (market.scenario.network.enabled) sum += market.scenario.network.value * offer.support;
  sum -= static_cast<Real>(demand.position_weight) / 2 * square;
  sum -= segment.price_sensitivity * (offer.felt * firm.price - 1);
  sum += segment.novelty_taste * firm.novelty;
  if (market.scenario.legitimacy.enabled) sum += segment.legitimacy_taste * std::log(firm.legitimacy);
  return sum - segment.sustainability_taste * std::log(1 + positive(offer.damage));
}

/// Buyers of last period whom a switching cost binds.
Real retained(const Market& market, const Firm& firm, std::size_t s) {
  const Segment& segment = market.world.segments[s];
  if (segment.switching_cost == 0) return 0;
  const Real left = segment.mass < segment.mass_before ? segment.mass / segment.mass_before : 1;
  return firm.offer.retention * firm.bought[s] * left;
}

/// A group of buyers spreads over the firms: those who come from a firm see its weight times exp(switching cost).
void spread(Sales& sales, Real buyers, const std::vector<Real>& weight, Real all, std::size_t own, Real factor) {
  if (buyers == 0) return;
  if (own < weight.size()) all += (factor - 1) * weight[own];
  for (std::size_t j = 0; j < weight.size(); ++j) {
    const Real chance = weight[j] * (j == own ? factor : 1) / all;
    sales.quantity[j] += buyers * chance;
    sales.slope[j] += buyers * chance * (1 - chance);
  }
}

Real next_bertrand_price(const Market& market, const Firm& firm, Real sold, Real felt_sold, Real felt_slope,
                         Real least_sensitivity) {
  if (firm.offer.collected <= 0) return 0;
  const Real felt = firm.offer.felt, cost = marginal_cost(firm);
  const Real target = felt * felt_sold < 1e-290L
                          ? cost + 1 / (felt * least_sensitivity)
                          : cost + (sold + (firm.price - cost) * felt * (felt_sold - felt_slope)) / (felt * felt_sold);
  return positive(firm.price + market.scenario.competition.adjustment * (target - firm.price));
}

/// All firms at once go a part of the way to the first-order condition: 0 = sum of q less (y - c) felt sum of alpha D,
/// with D the slope of sales in the log of the own weight.
void move_to_first_order_condition(Market& market) {
  const std::size_t n = market.firms.size();
  std::vector<Real> sold(n, 0), felt_sold(n, 0), felt_slope(n, 0);
  Real least = std::numeric_limits<Real>::infinity();
  for (std::size_t s = 0; s < market.world.segments.size(); ++s) {
    const Segment& segment = market.world.segments[s];
    if (!segment.open) continue;
    least = std::fmin(least, segment.price_sensitivity);
    const Sales sales = sell(market, s, weights(market, s));
    for (std::size_t j = 0; j < n; ++j) {
      sold[j] += sales.quantity[j];
      felt_sold[j] += segment.price_sensitivity * sales.quantity[j];
      felt_slope[j] += segment.price_sensitivity * sales.slope[j];
    }
  }
  std::size_t j = 0;
  for (auto& [id, firm] : market.firms) {
    firm.price = next_bertrand_price(market, firm, sold[j], felt_sold[j], felt_slope[j], least);
    ++j;
  }
}

void follow_share(const Scenario& scenario, Firm& firm) {
  const Real change = firm.share - firm.share_before, step = scenario.competition.markup_step;
  firm.markup = positive(firm.markup + (change > 0 ? step : change < 0 ? -step : 0));
  firm.price = firm.offer.collected > 0 ? positive(marginal_cost(firm)) * (1 + firm.markup) : 0;
}

}  // namespace

std::vector<Real> weights(const Market& market, std::size_t s) {
  std::vector<Real> weight;
  for (const auto& [id, firm] : market.firms)
    weight.push_back(firm.decided.trait[Trait::start_size] * firm.offer.reach[s] * std::exp(utility(market, firm, s)));
  return weight;
}

Sales sell(const Market& market, std::size_t s, const std::vector<Real>& weight) {
  const Segment& segment = market.world.segments[s];
  const Real factor = std::exp(segment.switching_cost);
  Sales sales{std::vector<Real>(weight.size(), 0), std::vector<Real>(weight.size(), 0), 0};
  Real all = segment.outside, free = segment.mass;
  for (const Real one : weight) all += one;
  Real logsum = 0;
  std::size_t own = 0;
  for (const auto& [id, firm] : market.firms) {
    const Real bound = retained(market, firm, s);
    spread(sales, bound, weight, all, own, factor);
    logsum += bound * (std::log((all + (factor - 1) * weight[own]) / segment.outside) - segment.switching_cost);
    free -= bound;
    ++own;
  }
  spread(sales, free, weight, all, weight.size(), 1);
  sales.surplus = (logsum + free * std::log(all / segment.outside)) / segment.price_sensitivity;
  return sales;
}

void set_prices(Market& market) {
  const auto& competition = market.scenario.competition;
  switch (competition.pricing) {
    case Pricing::bertrand:
      for (std::int64_t i = 0; i < competition.iterations; ++i) move_to_first_order_condition(market);
      return;
    case Pricing::adaptive_markup:
      for (auto& [id, firm] : market.firms) follow_share(market.scenario, firm);
      return;
    case Pricing::fixed:
      for (auto& [id, firm] : market.firms) firm.price = firm.list_price * firm.offer.collected;
      return;
  }
}

void clear(Market& market) {
  std::vector<Sales> sales;
  for (std::size_t s = 0; s < market.world.segments.size(); ++s)
    if (market.world.segments[s].open)
      sales.push_back(sell(market, s, weights(market, s)));
    else
      sales.push_back({std::vector<Real>(market.firms.size(), 0), {}, 0});
  Real total = 0;
  market.consumer_surplus = 0;
  for (const Sales& segment : sales) {
    market.consumer_surplus += segment.surplus;
    for (const Real one : segment.quantity) total += one;
  }
  std::size_t j = 0;
  for (auto& [id, firm] : market.firms) {
    firm.bought.clear();
    firm.quantity = 0;
    for (const Sales& segment : sales) {
      firm.bought.push_back(segment.quantity[j]);
      firm.quantity += segment.quantity[j];
    }
    firm.share_before = firm.share;
    firm.share = total > 0 ? firm.quantity / total : 0;
    market.consumer_surplus -= firm.quantity * (1 - firm.offer.felt) * firm.price;
    ++j;
  }
}

}  // namespace rivalry::replay
