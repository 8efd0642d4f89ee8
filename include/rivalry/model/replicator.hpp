#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// A new firm's share of sales before any selection: that of its starting size among the founders'.
void open_share(Market& market, const Step& step, Index firm);

/// Rule `replicator`, founding: sales by those shares.
void share_out(Market& market, const Step& step);

/// Rule `replicator`: shares grow with relative fitness, s <- s (1 + chi (f/fbar - 1)), where fitness is units for a
/// unit of money, f = c0 / c; prices are unit costs with the founding markup, and total sales what is bought at their
/// mean. Source: Metcalfe 1994. Verified: tests/verification/replicator.cpp
void select_by_fitness(Market& market, const Step& step);

/// Books sales; a firm's weight is its part of mean fitness.
void sell_by_shares(Market& market, const Step& step);

/// Profit before fixed cost after a period of selection at another unit cost, total sales given.
/// @param others  rivals' part of mean fitness
double expected_replicator_margin(const Market& market, const Scenario& scenario, Index firm, double unit_cost,
                                  double others);

}  // namespace rivalry
