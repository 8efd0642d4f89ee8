#include "rivalry/model/step.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "rivalry/model/population.hpp"

namespace rivalry {

void Scratch::resize(const Market& market) {
  const Index capacity = market.firms.capacity();
  const auto block_segments = static_cast<std::size_t>(Workers::blocks(capacity) * market.segments.count);
  weight_sums.resize(block_segments);
  retained_sums.resize(block_segments);
  sales.resize(block_segments);
  coefficients.reserve(static_cast<std::size_t>(market.segments.count * (kernels::most_features + 1)));
  open.reserve(static_cast<std::size_t>(market.segments.count));
  loyalties.resize(static_cast<std::size_t>(market.segments.count));
  for (Column* column : {&opportunity[0], &opportunity[1], &opportunity[2], &opportunity[3], &utility, &log_legitimacy,
                         &log_damage, &takings, &spending, &counted[0], &counted[1], &efficiency})
    if (column->size() != capacity) column->resize(capacity);
  if (chosen.size() != capacity) chosen.setConstant(capacity, -1);
  if (visible.size() != static_cast<std::size_t>(capacity)) {
    std::vector<VisibleFirm>().swap(visible);  // never in memory twice
    visible.resize(static_cast<std::size_t>(capacity));
  }
  block_flows.resize(static_cast<std::size_t>(Workers::blocks(capacity)));
  if (!market.firms.partner.empty()) matching.resize(capacity, Workers::blocks(capacity));
}

void prepare(const Market& market, const Step& step) {
  Scratch& scratch = step.scratch;
  const Segments& segments = market.segments;
  const auto attributes = static_cast<int>(market.firms.home.size());
  scratch.effects = EffectTable(step.scenario.catalogue, segments, attributes);
  if (step.scenario.value_chain.enabled) scratch.effects.add_stages(step.scenario);
  scratch.effects.add_openness(step.scenario);
  scratch.chain_moves = allowed_chain_moves(step.scenario);
  scratch.commonness = Commonness(step.scenario.catalogue);
  if (market.firms.count > 0) scratch.commonness.count(market.firms, step.workers);
  scratch.treated = treated_traits(step.scenario);
  scratch.available = available_choices(market, step.scenario);
  scratch.by_sensitivity.resize(static_cast<std::size_t>(segments.count));
  std::iota(scratch.by_sensitivity.begin(), scratch.by_sensitivity.end(), Index{0});
  std::stable_sort(scratch.by_sensitivity.begin(), scratch.by_sensitivity.end(),
                   [&](Index a, Index b) { return segments.price_sensitivity[a] < segments.price_sensitivity[b]; });
  const bool loyal = (segments.switching_cost > 0).any();
  const bool keeps = std::any_of(step.scenario.catalogue.choices.begin(), step.scenario.catalogue.choices.end(),
                                 [](const Choice& choice) { return choice.retention > 0; });
  scratch.inertia = loyal && keeps;
  scratch.resize(market);
}

EventRow firm_event(const Step& step, const Firms& firms, Index j, EventKind kind) {
  EventRow row;
  row.period = static_cast<std::int32_t>(step.period);
  row.firm = firms.id[j];
  row.kind = kind;
  row.model_before = row.model_after = firms.model[j];
  return row;
}

double sum_of(const Step& step, Index count, const Column& column) {
  return sum_over_blocks(step, count, [&](Block block) {
    return kernels::chosen().sum(block.end - block.begin, column.data() + block.begin);
  });
}

double dot_of(const Step& step, Index count, const Column& column, const Column& other) {
  return sum_over_blocks(step, count, [&](Block block) {
    return kernels::chosen().dot(block.end - block.begin, column.data() + block.begin, other.data() + block.begin);
  });
}

namespace {

/// How far the computed mean of n equal numbers may be from them, relative to their size: each addition that a number
/// goes through (in its lane of eight, among lanes, among blocks) rounds by half a unit in the last place at most.
double rounding_of_mean(Index n) {
  constexpr double half_unit = 0x1p-53;
  return half_unit * static_cast<double>(block_size / 8 + 3 + Workers::blocks(n) + 1);
}

}  // namespace

Moments moments_of(const Step& step, Index count, const Column& column) {
  if (count == 0) return {};
  const double n = static_cast<double>(count);
  const double mean = sum_of(step, count, column) / n;
  const double squares = sum_over_blocks(step, count, [&](Block block) {
    return kernels::chosen().squares(block.end - block.begin, column.data() + block.begin, mean);
  });
  const double deviation = std::sqrt(squares / n);
  return {mean, deviation <= rounding_of_mean(count) * std::fabs(mean) ? 0 : deviation};
}

void join_block_flows(Market& market, Scratch& scratch) {
  PeriodFlows& all = market.flows;
  for (PeriodFlows& block : scratch.block_flows) {
    all.entries += block.entries;
    all.imitations += block.imitations;
    all.triggered += block.triggered;
    for (std::size_t move = 0; move < chain_move_count; ++move) all.moved[move] += block.moved[move];
    for (std::size_t path = 0; path < path_count; ++path) {
      all.tried[path] += block.tried[path];
      all.started[path] += block.started[path];
      all.adopted[path] += block.adopted[path];
      all.failed[path] += block.failed[path];
    }
    all.cash_before += block.cash_before;
    all.profit += block.profit;
    all.resource_suppliers += block.resource_suppliers;
    all.resource_staff += block.resource_staff;
    all.injected += block.injected;
    all.paid_out += block.paid_out;
    all.damage += block.damage;
    all.suppliers_income += block.suppliers_income;
    all.project_costs += block.project_costs;
    all.research_gain += block.research_gain;
    all.subsidies += block.subsidies;
    all.to_users += block.to_users;
    all.to_partners += block.to_partners;
    all.to_staff += block.to_staff;
    all.network.add(block.network);
    all.events.insert(all.events.end(), block.events.begin(), block.events.end());
    static_cast<PeriodCounts&>(block) = {};
    block.events.clear();
  }
}

}  // namespace rivalry
