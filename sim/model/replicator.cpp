#include "rivalry/model/replicator.hpp"

#include <algorithm>

#include "rivalry/model/homogeneous.hpp"

namespace rivalry {
namespace {

/// What a share is multiplied by, before shares are scaled to sum to 1. Strong selection extinguishes at once whom it
/// would drive below 0.
double growth(double selection, double relative_fitness) {
  return std::max(0.0, 1 + selection * (relative_fitness - 1));
}

/// Sets prices, and scales quantities, which are shares that need not sum to 1, to what is bought at the mean price.
void trade(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const double markup = 1 + step.scenario.competition.markup;
  const double shares = sum_of(step, firms.count, firms.quantity);
  const double cost = dot_of(step, firms.count, firms.quantity, firms.unit_cost);
  const double scale = shares >= least_sales
                           ? inverse_demand(step.scenario, market.segments).quantity(markup * cost / shares) / shares
                           : 0;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      firms.paid_price[j] = firms.collected[j] > 0 ? markup * firms.unit_cost[j] : 0;
      firms.quantity[j] *= scale;
    }
  });
}

/// Share with which a firm enters selection.
double part(const Firms& firms, Index j) { return offers(firms, j) ? firms.standing[j] : 0; }

}  // namespace

void open_share(Market& market, const Step&, Index j) {
  market.firms.standing.each()[j] = market.firms.trait[Trait::start_size][j] / market.total_start_size;
}

void share_out(Market& market, const Step& step) {
  Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) firms.quantity[j] = part(firms, j);
  });
  trade(market, step);
}

void select_by_fitness(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const double shares = sum_over_firms(step, firms.count, [&](Index j) { return part(firms, j); });
  if (!(shares >= least_sales)) {  // nobody sold: they start again by size
    for (Index j = 0; j < firms.count; ++j) open_share(market, step, j);
    return share_out(market, step);
  }
  const double mean =
      sum_over_firms(step, firms.count, [&](Index j) { return part(firms, j) / firms.unit_cost[j]; }) / shares;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j)
      firms.quantity[j] = part(firms, j) * growth(step.scenario.homogeneous.selection, 1 / (firms.unit_cost[j] * mean));
  });
  trade(market, step);
}

void sell_by_shares(Market& market, const Step& step) {
  Firms& firms = market.firms;
  book_sales(market, step);
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      firms.standing.each()[j] = firms.share(j);
      market.weight(0, j) = firms.share(j) / firms.unit_cost[j];
    }
  });
}

double expected_replicator_margin(const Market& market, const Scenario& scenario, Index j, double unit_cost,
                                  double others) {
  const double share = market.firms.standing[j], fitness = 1 / unit_cost;
  if (!(share > 0)) return 0;
  const double next = share * growth(scenario.homogeneous.selection, fitness / (others + share * fitness));
  return scenario.competition.markup * unit_cost * next * market.segments.served[0];
}

}  // namespace rivalry
