#include <algorithm>
#include <cmath>

#include "founding.hpp"
#include "rivalry/model/accounts.hpp"
#include "rivalry/model/learning.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/population.hpp"
#include "rivalry/random/functions.hpp"
#include "traits.hpp"

namespace rivalry {
namespace {

// --- exit ------------------------------------------------------------------------------------------------------------

bool leaves(Market& market, const Scenario& scenario, Index j) {
  Firms& firms = market.firms;
  const bool small = firms.quantity[j] < scenario.exit.size_floor * market.mean_size;
  firms.small_periods[j] = small * (firms.small_periods[j] + 1);
  const bool broke = firms.cash[j] < 0 && firms.cash[j] < -credit_limit(firms, scenario, j);
  return broke || firms.small_periods[j] >= scenario.exit.floor_periods;
}

/// The last firms move into the gaps, from the last gap on; column by column, so that a move need not wait for the one
/// before.
void remove(Market& market, const std::vector<Index>& leavers) {
  Firms& firms = market.firms;
  const Index count = firms.count;
  const auto fill_gaps = [&](auto move) {
    Index last = count;
    for (auto gap = leavers.rbegin(); gap != leavers.rend(); ++gap)
      if (*gap != --last) move(*gap, last);
  };
  firms.each_column(
      [&](const char*, auto& column) { fill_gaps([&](Index to, Index from) { column[to] = column[from]; }); });
  for (Pairs* pairs : {&market.base_utility, &market.weight, &market.buyers})
    fill_gaps([&](Index to, Index from) {
      for (Index s = 0; s < market.segments.count; ++s) (*pairs)(s, to) = (*pairs)(s, from);
    });
  firms.count -= std::ssize(leavers);
}

void exit_firms(Market& market, const Step& step) {
  Firms& firms = market.firms;
  constexpr std::int32_t leaving = -1;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j)
      if (leaves(market, step.scenario, j)) firms.small_periods[j] = leaving;
  });
  std::vector<Index>& leavers = step.scratch.leavers;
  leavers.clear();
  for (Index j = 0; j < firms.count; ++j)
    if (firms.small_periods[j] == leaving) leavers.push_back(j);
  for (const Index j : leavers) {
    EventRow row = firm_event(step, firms, j, EventKind::exit);
    row.realised_gain = firms.cash[j];
    market.flows.events.push_back(row);
    market.flows.written_off += firms.cash[j];  // creditors' loss when negative, investors' remainder when positive
    ++market.flows.exits;
  }
  if (step.scenario.network.enabled) leave_network(market, step, leavers);
  remove(market, leavers);
  if (step.scenario.network.enabled) follow_moves(market, leavers);
}

// --- entry -----------------------------------------------------------------------------------------------------------

std::int32_t draw_population(const Scenario& scenario, Stream& stream) {
  double total = 0;
  for (const Population& population : scenario.populations) total += population.entrants;
  if (total <= 0) return 0;
  double ticket = stream.uniform() * total;
  std::size_t p = 0;
  while (p + 1 < scenario.populations.size() && (ticket -= scenario.populations[p].entrants) >= 0) ++p;
  return static_cast<std::int32_t>(p);
}

/// Best performer of a few random incumbents.
Index draw_model_firm(const Firms& firms, Index incumbents, Stream& stream) {
  constexpr int observed = 3;
  Index best = stream.below(incumbents);
  for (int i = 1; i < observed; ++i) {
    const Index other = stream.below(incumbents);
    best = firms.performance[other] > firms.performance[best] ? other : best;  // a branch would be a guess
  }
  return best;
}

/// Start-ups recombine the blocks of several firms from a position of their own; imitators copy one firm.
Index draft_entrant(Market& market, const Step& step, Index j, Index incumbents, Stream& stream) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const bool startup = incumbents == 0 || stream.chance(scenario.entry.startups);
  firms.origin[j] = static_cast<int>(startup ? Origin::startup : Origin::imitator);
  const Index source = incumbents > 0 ? draw_model_firm(firms, incumbents, stream) : -1;
  std::uint64_t model = source >= 0 ? firms.model[source] : drawn_model(scenario, step.scratch.available, stream);
  firms.technology[j] = source >= 0 ? firms.technology[source] : market.frontier;
  if (!firms.productivity.shared()) firms.productivity.each()[j] = source >= 0 ? firms.productivity[source] : 0;
  if (startup)
    for (int path = 0; path < path_count && source >= 0; ++path) {
      const std::uint64_t block = step.scratch.effects.block(path);
      model = (model & ~block) | (firms.model[draw_model_firm(firms, incumbents, stream)] & block);
    }
  for (int i = 0; i < scenario.catalogue.size(); ++i)
    if (stream.chance(scenario.entry.redraw)) {
      model &= ~(std::uint64_t{1} << i);
      if (stream.chance(scenario.business_model.founding_density)) model |= std::uint64_t{1} << i;
    }
  firms.model[j] = repaired(model & step.scratch.available, step.scratch.effects, step.scratch.available, stream);
  const double spread = (1 - scenario.market.homogeneity) * scenario.market.position_spread;
  for (auto& home : firms.home) home[j] = startup || source < 0 ? spread * stream.normal() : home[source];
  return startup ? -1 : source;
}

/// Room for entrants behind the incumbents, all 0 up to the next multiple of eight firms, as kernels take them.
void take_slots(Market& market, const Step& step, Index entrants) {
  Firms& firms = market.firms;
  const auto whole_tiles = [](Index count) {
    return (count + Pairs::together - 1) / Pairs::together * Pairs::together;
  };
  const Index begin = firms.count, end = whole_tiles(begin + entrants);
  if (end + Pairs::together > firms.capacity()) {  // also readable in eights from the first entrant on
    reserve(market, begin + entrants);
    step.scratch.resize(market);
  }
  firms.each_column([&](const char*, auto& column) { column.segment(begin, end - begin).setZero(); });
  for (Pairs* pairs : {&market.base_utility, &market.weight, &market.buyers})
    std::fill(pairs->from(whole_tiles(begin)), pairs->from(end), 0.0);
  firms.count += entrants;
}

/// Ids, populations and arms of treatments, which count the firms that came before.
void register_entrant(Market& market, const Step& step, std::int64_t ordinal, Index j) {
  Firms& firms = market.firms;
  firms.id[j] = (step.period << 32) + ordinal;
  Stream stream = step.streams.at(Purpose::entrant, firms.id[j], step.period);
  const std::int32_t population = draw_population(step.scenario, stream);
  if (!firms.population.shared()) firms.population.each()[j] = population;
  assign_arms(firms, j, step.scenario, step.streams, step.scratch.treated,
              market.entrants_by_population[static_cast<std::size_t>(population)]++);
}

/// An entrant whose traits are set comes with its cash and a business model.
void enter(Market& market, const Step& step, Index j, Index incumbents, Stream& stream, PeriodFlows& flows) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  draw_population(scenario, stream);  // once more: the stream goes on behind it
  firms.cash[j] = scenario.entry.cash * firms.trait[Trait::start_cash][j] * firms.trait[Trait::start_size][j];
  const Index source = draft_entrant(market, step, j, incumbents, stream);
  const double legitimacy = scenario.entry.legitimacy * (firms.origin[j] == static_cast<int>(Origin::imitator) ? 2 : 1);
  firms.legitimacy[j] = std::min(legitimacy, 0.99);
  open_books(market, step, j);
  flows.injected += firms.cash[j];
  ++flows.entries;
  EventRow row = firm_event(step, firms, j, EventKind::entry);
  row.source = source >= 0 ? firms.id[source] : -1;
  flows.events.push_back(row);
}

double entry_rate(const Market& market, const Step& step) {
  const auto& entry = step.scenario.entry;
  const Firms& firms = market.firms;
  const double n = static_cast<double>(step.scenario.market.firms);
  double mean = 0;
  if (firms.count > 0)
    mean = sum_over_firms(step, firms.count,
                          [&](Index j) { return firms.profit[j] / firms.trait[Trait::start_size][j]; }) /
           static_cast<double>(firms.count);
  const double attraction = in_profit_scales(market, entry.profit_elasticity * mean);
  return entry.rate > 0 ? std::min(entry.rate * functions::exp(attraction), entry.cap) * n : 0;
}

void enter_firms(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const double rate = entry_rate(market, step);
  const std::int64_t entrants = step.streams.at(Purpose::entry, 0, step.period).poisson(rate);
  const Index incumbents = firms.count;
  take_slots(market, step, entrants);
  for (std::int64_t i = 0; i < entrants; ++i) register_entrant(market, step, i, incumbents + i);
  step.workers.for_blocks(entrants, [&](Block block) {
    const Index begin = incumbents + block.begin, end = incumbents + block.end;
    draw_traits(firms, begin, end, step.scenario, step.streams, step.scratch.treated);
    const FirmStreams<block_size, 4> streams(step.streams, Purpose::entrant, step.period, firms.id.data() + begin,
                                             end - begin);
    for (Index j = begin; j < end; ++j) {
      Stream stream = streams.at(j - begin);
      enter(market, step, j, incumbents, stream, step.scratch.block_flows[static_cast<std::size_t>(block.number)]);
    }
  });
  join_block_flows(market, step.scratch);
}

}  // namespace

void exit_and_enter(Market& market, const Step& step) {
  if (step.scenario.exit.enabled) exit_firms(market, step);
  if (step.scenario.entry.enabled) enter_firms(market, step);
}

}  // namespace rivalry
