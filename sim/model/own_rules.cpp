#include "own_rules.hpp"

#include <cmath>

#include <fmt/format.h>

namespace rivalry {
namespace {

/// A rule's mistake, with what one needs to look for it.
template <class Value>
[[noreturn]] void refuse(const Step& step, const Firms& firms, Index j, const char* decision, Value value,
                         const char* allowed) {
  throw BadRule(fmt::format("rules '{}': {} of firm {} in period {} is {}; it must be {}", step.rules.name, decision,
                            firms.id[j], step.period, value, allowed));
}

}  // namespace

void choose_own_paths(Market& market, const Step& step) {
  const Firms& firms = market.firms;
  Scratch& scratch = step.scratch;
  step.workers.for_blocks(firms.count, [&](Block block) {
    PeriodFlows& flows = scratch.block_flows[static_cast<std::size_t>(block.number)];
    for (Index j = block.begin; j < block.end; ++j) {
      const int path = firms.project.path[j] >= 0 ? -1 : step.rules.path(market, step, j);
      if (path < -1 || path >= static_cast<int>(path_count) || (path >= 0 && scratch.effects.block(path) == 0))
        refuse(step, firms, j, "the path", path, "a path that has choices, from 0 to 3, or -1 for none");
      scratch.chosen[j] = static_cast<std::int8_t>(path);
      flows.triggered += path >= 0;
    }
  });
  join_block_flows(market, scratch);
}

double own_profit(const Market& market, const Step& step, const Searcher& searcher, const Proposal& proposal) {
  const double profit = step.rules.profit(market, step, searcher, proposal);
  if (!std::isfinite(profit))
    refuse(step, market.firms, searcher.firm, "the expected profit", profit, "a finite number");
  return profit;
}

void set_own_prices(Market& market, const Step& step) {
  Firms& firms = market.firms;
  // Set aside first, as all firms see the prices of the period before.
  Column& price = step.scratch.own_price;
  if (price.size() < firms.capacity()) price.resize(firms.capacity());
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      price[j] = firms.collected[j] > 0 ? step.rules.price(market, step, j) : 0;
      if (!std::isfinite(price[j]) || price[j] < 0)
        refuse(step, firms, j, "the price", price[j], "a finite number of at least 0");
    }
  });
  firms.paid_price.head(firms.count) = price.head(firms.count);
}

}  // namespace rivalry
