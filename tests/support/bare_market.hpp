#pragma once

#include <vector>

#include "laboratory.hpp"
#include "rivalry/model/accounts.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/design.hpp"
#include "rivalry/model/pricing.hpp"

// A market in which nothing differs between firms but what a test gives them, and one period of trade in it.
namespace rivalry::test {

/// A unit costs 1 to produce, whatever the design; firms sell at their list price.
inline constexpr const char* bare_market = R"(
[market]
firms = 8
segments = 1
[cost]
synergy_weight = 0
learning = 0
fixed = 0.1
[demand]
base_utility = 3
synergy_weight = 0
novelty_taste = 0
switching_cost = 0
[competition]
pricing = "fixed"
[landscape]
interdependence = 1
[technology]
enabled = false
[needs]
enabled = false
[resources]
enabled = false
)";

/// The business model that consists of the named choices.
inline std::uint64_t model_of(const Laboratory& lab, const std::vector<const char*>& names) {
  std::uint64_t model = 0;
  for (const char* name : names) model |= std::uint64_t{1} << lab.scenario.catalogue.find(name);
  return model;
}

inline void take_up(Laboratory& lab, Index j, const std::vector<const char*>& names) {
  lab.market.firms.model[j] = model_of(lab, names);
  refresh_design(lab.market, lab.scenario, lab.scratch.effects, j);
}

/// All firms alike, at the origin, with one list price.
inline void make_alike(Laboratory& lab, const std::vector<const char*>& names, double list_price = 1.5) {
  Firms& firms = lab.market.firms;
  for (Index j = 0; j < firms.count; ++j) {
    for (Column& home : firms.home) home[j] = 0;
    take_up(lab, j, names);
    if (!firms.markup.shared()) firms.markup.each()[j] = list_price;
  }
}

/// Costs, prices, sales and accounts of a period without projects.
inline void trade(Laboratory& lab) {
  lab.scratch.spending.head(lab.market.firms.count).setZero();
  update_unit_costs(lab.market, lab.step());
  update_appeal(lab.market, lab.step());
  set_prices(lab.market, lab.step());
  clear_market(lab.market, lab.step());
  settle_accounts(lab.market, lab.step());
}

/// Profit that a firm expects of a model, at its present home position.
inline double expected(Laboratory& lab, Index firm, std::uint64_t model, int stage = -1) {
  Candidate candidate;
  candidate.model = model;
  candidate.stage = stage;
  for (std::size_t d = 0; d < lab.market.firms.home.size(); ++d) candidate.home[d] = lab.market.firms.home[d][firm];
  update_appeal(lab.market, lab.step());
  weigh_firms(lab.market, lab.step());
  return expected_profit_now(lab.market, lab.step(), {firm, 1}, candidate, 0);
}

}  // namespace rivalry::test
