#include "rivalry/model/cournot.hpp"

#include <algorithm>

#include "rivalry/model/homogeneous.hpp"

namespace rivalry {
namespace {

void move_toward_replies(Market& market, const Step& step, const InverseDemand& demand) {
  Firms& firms = market.firms;
  const double today = demand.price(sum_of(step, firms.count, firms.quantity));
  const auto margin_at = [&](double price, Index j) {
    return offers(firms, j) ? std::max(0.0, price - firms.unit_cost[j]) : 0;
  };
  const double producers =
      sum_over_firms(step, firms.count, [&](Index j) { return margin_at(today, j) > 0 ? 1.0 : 0.0; });
  const double cost =
      sum_over_firms(step, firms.count, [&](Index j) { return margin_at(today, j) > 0 ? firms.unit_cost[j] : 0; });
  const double price = demand.cournot_price(producers, cost);
  // A best reply is proportional to the margin: q = (p - c) / -P'(Q). Their sum is what is bought at that price, also
  // while the set of producers is still another one.
  const double margins = sum_over_firms(step, firms.count, [&](Index j) { return margin_at(price, j); });
  const double each = margins > 0 ? demand.quantity(price) / margins : 0;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j)
      firms.quantity[j] += step.scenario.competition.adjustment * (margin_at(price, j) * each - firms.quantity[j]);
  });
}

}  // namespace

void adjust_outputs(Market& market, const Step& step) {
  const InverseDemand demand = inverse_demand(step.scenario, market.segments);
  for (std::int64_t i = 0; i < step.scenario.competition.iterations; ++i) move_toward_replies(market, step, demand);
}

}  // namespace rivalry
