#pragma once

#include <array>
#include <vector>

#include "rivalry/model/commonness.hpp"
#include "rivalry/model/design.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/model/workers.hpp"
#include "rivalry/random/streams.hpp"

namespace rivalry {

/// What a firm shows to its rivals, packed together: rivals are drawn at random.
struct VisibleFirm {
  double performance = 0, quantity = 0;
  double position[Design::max_attributes] = {};
  std::uint64_t model = 0;
  std::int32_t entered = 0;
};

/// Working memory of a period: derived from state and scenario, never part of a result.
struct Scratch {
  EffectTable effects;
  Commonness commonness;
  std::uint64_t available = 0;  ///< choices that can be taken up

  std::vector<double> sensitivities;     ///< distinct price sensitivities, ascending
  std::vector<std::size_t> sensitivity;  ///< [segment] index into them
  std::vector<Column> price_factor;      ///< [sensitivity][firm]
  Column firm_utility, log_legitimacy, sustainability;
  Column demand, weighted_demand, weighted_gamma, margin;
  std::vector<double> free_share, free_square;  ///< [segment] G and H of docs/odd.md, submodel of demand
  bool inertia = false;                         ///< some buyer faces a switching cost
  std::vector<kernels::RetainedSums> retained;  ///< [block × segment]

  std::vector<VisibleFirm> visible;
  PerPath opportunity;
  Integers chosen;                       ///< path each firm works on this period; -1: none
  std::vector<double> partial;           ///< sums of blocks, joined in order
  std::vector<PeriodFlows> block_flows;  ///< counts and events of blocks, joined in order
  std::vector<Index> leavers;
  std::vector<std::uint32_t> model_count;  ///< firms with each business model, in a table of hashes
  std::vector<std::uint64_t> model_at;     ///< the models there

  void resize(const Market& market);
};

/// Everything that a mechanism needs beside the market: the scenario in force, the streams, threads and scratch.
struct Step {
  const Scenario& scenario;
  const Streams& streams;
  const Workers& workers;
  Scratch& scratch;
  std::int64_t period;
};

/// Fills scratch with what follows from scenario and segments; after founding, and when an event changes either.
void prepare(const Market& market, const Step& step);

/// An event of a firm: its business model before and after, nothing else set.
EventRow firm_event(const Step& step, const Firms& firms, Index firm, EventKind kind);

/// Joins counts and events of the blocks in their order and clears them.
void join_block_flows(Market& market, Scratch& scratch);

/// Sum over firms of `value(slot)`, the same bits for any number of threads.
template <class Value>
double sum_over_firms(const Step& step, Index count, Value value) {
  std::vector<double>& partial = step.scratch.partial;
  partial.assign(static_cast<std::size_t>(Workers::blocks(count)), 0.0);
  step.workers.for_blocks(count, [&](Block block) {
    double sum = 0;
    for (Index j = block.begin; j < block.end; ++j) sum += value(j);
    partial[static_cast<std::size_t>(block.number)] = sum;
  });
  double total = 0;
  for (const double sum : partial) total += sum;
  return total;
}

/// Mean and standard deviation over firms.
struct Moments {
  double mean = 0, deviation = 0;
  double standardised(double value) const { return deviation > 0 ? (value - mean) / deviation : 0; }
};
template <class Value>
Moments moments_over_firms(const Step& step, Index count, Value value) {
  if (count == 0) return {};
  const double n = static_cast<double>(count);
  const double mean = sum_over_firms(step, count, value) / n;
  const double squares = sum_over_firms(step, count, [&](Index j) {
    const double d = value(j) - mean;
    return d * d;
  });
  return {mean, __builtin_sqrt(squares / n)};
}

}  // namespace rivalry
