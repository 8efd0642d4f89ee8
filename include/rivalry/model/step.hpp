#pragma once

#include <array>
#include <vector>

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/commonness.hpp"
#include "rivalry/model/decision_rules.hpp"
#include "rivalry/model/design.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/model/matching.hpp"
#include "rivalry/model/model_census.hpp"
#include "rivalry/model/workers.hpp"
#include "rivalry/random/streams.hpp"

namespace rivalry {

/// What a firm shows to its rivals, packed together: rivals are drawn at random.
struct VisibleFirm {
  double performance = 0;
  double sales = 0;  ///< below 0: of a recent entrant
};

/// The open segments as firms see them when they judge designs, column by column (kernels::Field).
struct SegmentTable {
  std::vector<double> values;
  Index stride = 0;  ///< open segments
  kernels::Field field{};
  /// Their ideal points, [segment × attribute × lag] (lay_out_points).
  const double* seen() const { return values.data() + columns * stride; }
  double* seen() { return values.data() + columns * stride; }
  static constexpr Index columns = 11;  ///< of `field`; ideal points follow
};

/// What buyers' weights of their own firm gain by a switching cost: exp(cost) - 1, computed anew when the cost changes.
struct Loyalty {
  double cost = 0, gain = 0;
};

/// Working memory of a period: derived from state and scenario, never part of a result.
struct Scratch {
  EffectTable effects;
  Commonness commonness;
  std::uint64_t available = 0;                     ///< choices that can be taken up
  std::array<unsigned, path_count> chain_moves{};  ///< [path] allowed moves of the value chain, one bit each

  std::vector<Index> by_sensitivity;   ///< segments in ascending order of price sensitivity
  std::vector<Loyalty> loyalties;      ///< [segment]
  std::vector<kernels::Segment> open;  ///< the open ones in that order, as of the last weighing
  SegmentTable table;                  ///< of `open`, as of the start of innovating
  std::vector<double> coefficients;    ///< [open segment × feature], then a constant each (demand.cpp)
  std::vector<double> weight_sums;     ///< [block × open segment], here and below
  std::vector<kernels::RetainedSums> retained_sums;
  std::vector<kernels::Sales> sales;
  bool inertia = false;  ///< some buyer faces a switching cost

  std::vector<double> seen, missing;  ///< [segment × attribute × lag] ideal points; [segment] demand not served
  std::vector<VisibleFirm> visible;
  PerPath opportunity;  ///< from sensing to the choice of path
  /// What an opportunity is measured by: a unit of utility, a log point, mean takings per unit of size, the mean price.
  std::array<double, path_count> measure{};
  Column utility, log_legitimacy, log_damage;  ///< terms of a firm's utility, alike for all segments
  Column takings;                              ///< money that buyers paid each firm, where it is shared
  Column spending;                             ///< on projects that begin
  SmallIntegers chosen;                        ///< path each firm works on this period; -1: none
  std::vector<double> partial;                 ///< sums of blocks, joined in order
  std::vector<PeriodFlows> block_flows;        ///< counts and events of blocks, joined in order
  std::vector<Index> leavers;
  Column own_price;  ///< of a rule in place of the library's (DecisionRules)
  Matching matching;
  ModelCensus census;  ///< of the statistics, as are the next two
  std::array<Column, 2> counted;
  Column efficiency;
  std::vector<Trait> treated;  ///< treated_traits(scenario)

  void resize(const Market& market);
};

/// Everything that a mechanism needs beside the market: the scenario in force, the streams, threads and scratch,
/// and how firms decide.
struct Step {
  const Scenario& scenario;
  const Streams& streams;
  const Workers& workers;
  Scratch& scratch;
  std::int64_t period;
  const DecisionRules& rules = library_rules;
};

/// Fills scratch with what follows from scenario and segments; after founding, and when an event changes either.
void prepare(const Market& market, const Step& step);

/// The streams of up to `room` firms, or other entities, for one purpose, their first `known` words drawn together.
template <Index room, Index known_words>
class FirmStreams {
 public:
  /// @param id  of n firms, readable up to the next multiple of eight
  FirmStreams(const Streams& streams, Purpose purpose, std::int64_t period, const std::int64_t* id, Index n)
      : key_(streams.key(purpose)), purpose_(purpose), period_(static_cast<std::uint32_t>(period)), id_(id) {
    for (std::uint32_t number = 0; number < blocks; ++number)
      philox::each(n, {key_, 0, period_, (static_cast<std::uint32_t>(purpose) << 24U) + number}, id_, room,
                   words_[4 * number]);
  }
  Stream at(Index i) const {
    std::array<std::uint32_t, known> first;
    for (Index number = 0; number < known; ++number) first[static_cast<std::size_t>(number)] = words(number)[i];
    return {key_, purpose_, static_cast<std::uint64_t>(id_[i]), period_, first};
  }
  static constexpr Index known = known_words;
  /// Those words of the firms, one after the other; what Stream's functions would draw from.
  const std::uint32_t* words(Index number) const {
    return words_[number < 4 ? number : 4 + (number - 4) / 2 * 4 + number % 2];
  }

 private:
  /// Of the run that follows the first block, the first two words of a block come first, so many as eight blocks have.
  static constexpr Index blocks = known_words <= 4 ? 1 : 1 + (known_words - 3) / 2;
  static_assert(blocks <= 1 + philox::run_length);
  std::uint64_t key_;
  Purpose purpose_;
  std::uint32_t period_;
  const std::int64_t* id_;
  std::uint32_t words_[4 * blocks][room];
};

/// An event of a firm: its business model before and after, nothing else set.
EventRow firm_event(const Step& step, const Firms& firms, Index firm, EventKind kind);

/// Joins counts and events of the blocks in their order and clears them.
void join_block_flows(Market& market, Scratch& scratch);

/// Sum over blocks of `value(block)`, the same bits for any number of threads.
template <class Value>
double sum_over_blocks(const Step& step, Index count, Value value) {
  std::vector<double>& partial = step.scratch.partial;
  partial.assign(static_cast<std::size_t>(Workers::blocks(count)), 0.0);
  step.workers.for_blocks(count, [&](Block block) { partial[static_cast<std::size_t>(block.number)] = value(block); });
  double total = 0;
  for (const double sum : partial) total += sum;
  return total;
}

/// Several of them: `value(block, sums)` sets one number each.
template <std::size_t count, class Value>
std::array<double, count> sums_over_blocks(const Step& step, Index firms, Value value) {
  std::vector<double>& partial = step.scratch.partial;
  partial.assign(static_cast<std::size_t>(Workers::blocks(firms)) * count, 0.0);
  step.workers.for_blocks(
      firms, [&](Block block) { value(block, partial.data() + static_cast<std::size_t>(block.number) * count); });
  std::array<double, count> total{};
  for (std::size_t i = 0; i < partial.size(); ++i) total[i % count] += partial[i];
  return total;
}

/// Sum over firms of `value(slot)`.
template <class Value>
double sum_over_firms(const Step& step, Index count, Value value) {
  return sum_over_blocks(step, count, [&](Block block) {
    double sum = 0;
    for (Index j = block.begin; j < block.end; ++j) sum += value(j);
    return sum;
  });
}
double sum_of(const Step& step, Index count, const Column& column);
/// The sum_of a column of `value(slot)`.
template <class Value>
double sum_of_values(const Step& step, Index count, Value value) {
  return sum_over_blocks(step, count, [&](Block block) {
    BlockBuffer values = buffer_for(block.end - block.begin);
    for (Index j = block.begin; j < block.end; ++j) values[j - block.begin] = value(j);
    return kernels::chosen().sum(block.end - block.begin, values.data());
  });
}
double dot_of(const Step& step, Index count, const Column& column, const Column& other);

/// Mean and standard deviation over firms. A deviation that rounding can leave where all numbers are alike is none.
struct Moments {
  double mean = 0, deviation = 0;
  /// @param least  deviation that is none, either: what differs by no more is alike to those who compare it
  double standardised(double value, double least = 0) const {
    return deviation > least ? (value - mean) / deviation : 0;
  }
};
Moments moments_of(const Step& step, Index count, const Column& column);

}  // namespace rivalry
