#include "rivalry/model/environment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "rivalry/model/commons.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/random/functions.hpp"
#include "rivalry/scenario/segment_slots.hpp"

namespace rivalry {
namespace {

void record_shock(Market& market, const Step& step, Shock shock, double size = 0) {
  ++market.flows.shocks;
  EventRow row;
  row.period = static_cast<std::int32_t>(step.period);
  row.shock = shock;
  row.size = size;
  market.flows.events.push_back(row);
}

/// A random direction of unit length.
std::array<double, Design::max_attributes> direction(std::size_t attributes, Stream& stream) {
  std::array<double, Design::max_attributes> vector{};
  double square = 0;
  for (std::size_t d = 0; d < attributes; ++d) {
    vector[d] = stream.normal();
    square += vector[d] * vector[d];
  }
  const double length = std::sqrt(std::max(square, 1e-300));
  for (double& component : vector) component /= length;
  return vector;
}

void jump_needs(Segments& segments, Index s, double length, Stream& stream) {
  const auto way = direction(segments.ideal.size(), stream);
  for (std::size_t d = 0; d < segments.ideal.size(); ++d) {
    segments.ideal[d][s] += length * way[d];
    segments.long_run[d][s] += length * way[d];
  }
}

/// Opens the next closed segment, if one is left, away from the others' centre.
void open_segment(Market& market, double size, double distance, const Step& step) {
  Segments& segments = market.segments;
  Index next = 0;
  while (next < segments.count && segments.open[next] != 0) ++next;
  if (next == segments.count) return;
  Stream stream = step.streams.at(Purpose::openings, next, 0);
  const auto way = direction(segments.ideal.size(), stream);
  for (std::size_t d = 0; d < segments.ideal.size(); ++d) {
    double centre = 0, open = 0;
    for (Index s = 0; s < segments.count; ++s)
      if (segments.open[s] != 0) {
        centre += segments.ideal[d][s];
        open += 1;
      }
    const double place = (open > 0 ? centre / open : 0) + distance * way[d];
    segments.ideal[d][next] = segments.long_run[d][next] = place;
    for (auto& lag : segments.seen) lag[d][next] = place;
  }
  constexpr double first_share = 0.02;  // of the full-grown mass: the pioneers
  segments.full_mass[next] = size * segments.full_mass[next];
  segments.mass[next] = segments.previous_mass[next] = first_share * segments.full_mass[next];
  segments.open[next] = 1;
  record_shock(market, step, Shock::segment_opened, size);
}

/// Drops banned choices from firms' models and from the designs of their projects. Who would reach nobody or collect
/// nothing without them takes up another choice at once.
void enforce_ban(Market& market, const Step& step) {
  Firms& firms = market.firms;
  for (Index j = 0; j < firms.count; ++j) {
    Stream stream = step.streams.at(Purpose::founding, firms.id[j], step.period);
    const auto lawful = [&](std::uint64_t model) {
      return repaired(model & ~market.banned, step.scratch.effects, step.scratch.available, stream);
    };
    if ((firms.model[j] & market.banned) != 0) {
      firms.model[j] = lawful(firms.model[j]);
      refresh_design(market, step.scenario, step.scratch.effects, j);
      firms.novelty[j] = step.scratch.commonness.novelty(firms.model[j]);
    }
    if (firms.project.path[j] >= 0 && (firms.project.model[j] & market.banned) != 0)
      firms.project.model[j] = lawful(firms.project.model[j]);
  }
}

/// One number for each segment, as kernels take them.
using PerSegment = std::array<double, max_segments>;

/// The segments' entities, from `first` on.
std::array<std::int64_t, max_segments> entities(const Segments& segments, std::int64_t first) {
  std::array<std::int64_t, max_segments> entity;
  std::iota(entity.begin(), entity.begin() + segments.count, first);
  return entity;
}

void evolve_needs(Market& market, const Step& step) {
  Segments& segments = market.segments;
  const auto& needs = step.scenario.needs;
  const std::size_t attributes = segments.ideal.size();
  const auto entity = entities(segments, 0);
  // Words for two attributes, and whether they jump.
  const FirmStreams<max_segments, 6> streams(step.streams, Purpose::needs, step.period, entity.data(), segments.count);
  std::array<PerSegment, Design::max_attributes> drawn;
  std::array<Index, max_segments> jumping;
  Index jumps = 0;
  for (Index s = 0; s < segments.count; ++s) {
    Stream stream = streams.at(s);
    for (std::size_t d = 0; d < attributes; ++d) drawn[d][static_cast<std::size_t>(s)] = stream.uniform();
    if (segments.open[s] != 0 && stream.chance(needs.jump_probability)) jumping[static_cast<std::size_t>(jumps++)] = s;
  }
  for (std::size_t d = 0; d < attributes; ++d) {
    kernels::chosen().normal_quantile(segments.count, drawn[d].data(), drawn[d].data());
    for (Index s = 0; s < segments.count; ++s) {
      if (segments.open[s] == 0) continue;
      const double pull = needs.reversion * (segments.long_run[d][s] - segments.ideal[d][s]);
      segments.ideal[d][s] += pull + needs.volatility * drawn[d][static_cast<std::size_t>(s)];
    }
  }
  for (Index i = 0; i < jumps; ++i) {
    const Index s = jumping[static_cast<std::size_t>(i)];
    Stream stream = streams.at(s);
    for (std::size_t d = 0; d < attributes; ++d) stream.uniform();  // its draws of above
    stream.chance(needs.jump_probability);
    jump_needs(segments, s, needs.jump_size, stream);
    record_shock(market, step, Shock::needs_jump, needs.jump_size);
  }
}

/// Standard normal shocks to the segments' growth.
void draw_growth(const Segments& segments, const Step& step, PerSegment& shock) {
  const auto entity = entities(segments, std::int64_t{1} << 32);
  const FirmStreams<max_segments, 4> streams(step.streams, Purpose::needs, step.period, entity.data(), segments.count);
  for (Index s = 0; s < segments.count; ++s)
    shock[static_cast<std::size_t>(s)] = Stream::uniform_of(streams.words(0)[s], streams.words(1)[s]);
  kernels::chosen().normal_quantile(segments.count, shock.data(), shock.data());
}

void grow_masses(Market& market, const Step& step) {
  Segments& segments = market.segments;
  const auto& needs = step.scenario.needs;
  const double common = (needs.enabled ? needs.growth + needs.growth_volatility *
                                                            step.streams.at(Purpose::needs, -1, step.period).normal()
                                       : 0) +
                        growth_by_commons(market, step.scenario);
  PerSegment rate;
  if (needs.enabled) draw_growth(segments, step, rate);
  for (Index s = 0; s < segments.count; ++s) {
    double& own = rate[static_cast<std::size_t>(s)];
    own = common + (needs.enabled ? needs.own_growth_volatility * own : 0);
    // An opened segment grows logistically to its full mass on top of what all segments do.
    if (s >= step.scenario.market.segments && segments.open[s] != 0) {
      segments.full_mass[s] *= functions::exp(own);
      if (segments.full_mass[s] > 0) own += needs.opening_growth * (1 - segments.mass[s] / segments.full_mass[s]);
    }
  }
  kernels::chosen().exp(segments.count, rate.data(), rate.data());
  for (Index s = 0; s < segments.count; ++s)
    if (segments.open[s] != 0) segments.mass[s] *= rate[static_cast<std::size_t>(s)];
}

void remember_needs(Segments& segments) {
  std::rotate(segments.seen.begin(), segments.seen.end() - 1, segments.seen.end());
  segments.seen[0] = segments.ideal;
}

}  // namespace

void apply_tastes(Segments& segments, const Scenario& scenario, const Streams& streams, double total_start_size) {
  const auto draw = [&](const Distribution& distribution, Index s, std::uint32_t which) {
    if (distribution.kind == Distribution::Kind::constant) return distribution.first;
    if (distribution.kind == Distribution::Kind::list)
      return distribution
          .values[static_cast<std::size_t>(std::min<Index>(s, static_cast<Index>(distribution.values.size()) - 1))];
    Stream stream = streams.at(Purpose::segments, s, 16 + which);
    if (distribution.kind == Distribution::Kind::beta) return stream.beta(distribution.first, distribution.second);
    return distribution.quantile(stream.uniform());
  };
  const auto& demand = scenario.demand;
  for (Index s = 0; s < segments.count; ++s) {
    segments.price_sensitivity[s] = draw(demand.price_sensitivity, s, 0);
    segments.novelty_taste[s] = draw(demand.novelty_taste, s, 1);
    segments.legitimacy_taste[s] = draw(demand.legitimacy_taste, s, 2);
    segments.sustainability_taste[s] = draw(demand.sustainability_taste, s, 3);
    segments.switching_cost[s] = draw(demand.switching_cost, s, 4);
    segments.outside[s] = draw(demand.outside_weight, s, 5) * total_start_size;
  }
}

Segments found_segments(const Scenario& scenario, const Streams& streams) {
  Segments segments;
  segments.count = segment_slots(scenario);
  const Index n = segments.count;
  const auto attributes = static_cast<std::size_t>(scenario.market.attributes);
  segments.open.setZero(n);
  for (Column* column :
       {&segments.mass, &segments.full_mass, &segments.previous_mass, &segments.price_sensitivity,
        &segments.novelty_taste, &segments.legitimacy_taste, &segments.sustainability_taste, &segments.switching_cost,
        &segments.outside, &segments.denominator, &segments.served, &segments.surplus, &segments.earned,
        &segments.retained, &segments.locked, &segments.locked_squared})
    column->setZero(n);
  segments.ideal.assign(attributes, Column::Zero(n));

  const Index first = scenario.market.segments;
  double weights = 0;
  for (Index s = 0; s < first; ++s) {
    Stream stream = streams.at(Purpose::segments, s, 0);
    segments.open[s] = 1;
    segments.mass[s] = functions::exp(scenario.segments.mass_spread * stream.normal());
    weights += segments.mass[s];
    for (std::size_t d = 0; d < attributes; ++d)
      segments.ideal[d][s] = scenario.segments.ideal_point_spread * stream.normal();
  }
  const double total =
      scenario.market.size.value_or(scenario.market.size_per_firm * static_cast<double>(scenario.market.firms));
  for (Index s = 0; s < first; ++s) segments.mass[s] *= total / weights;
  for (Index s = first; s < n; ++s) segments.full_mass[s] = total / static_cast<double>(first);
  segments.previous_mass = segments.mass;
  segments.long_run = segments.ideal;
  segments.seen.assign(static_cast<std::size_t>(scenario.innovation.max_delay) + 2, segments.ideal);

  const int choices = scenario.catalogue.size();
  segments.access.resize(n, choices);
  for (Index s = 0; s < n; ++s)
    for (int i = 0; i < choices; ++i)
      segments.access(s, i) =
          1 - scenario.segments.access_spread * streams.at(Purpose::segments, s, 1024 + i).uniform();
  return segments;
}

void raise_frontier(Market& market, double height, const Step& step) {
  market.frontier += height;
  record_shock(market, step, Shock::frontier, height);
  if (step.scenario.technology.redraw > 0) {
    market.landscape.redraw(step.scenario.technology.redraw, step.period, step.streams);
    step.workers.for_blocks(market.firms.count, [&](Block block) {
      for (Index j = block.begin; j < block.end; ++j) refresh_synergies(market, j);
    });
  }
  if (step.scenario.value_chain.enabled) shift_stages(market, step);
  step.scratch.available = available_choices(market, step.scenario);
}

void apply_event(Market& market, const Event& event, const Step& step) {
  if (event.open_segment)
    open_segment(market, *event.open_segment, event.distance.value_or(step.scenario.needs.opening_distance), step);
  if (event.shift_needs) {
    for (Index s = 0; s < market.segments.count; ++s) {
      Stream stream = step.streams.at(Purpose::events, s + 1, step.period);
      if (market.segments.open[s] != 0) jump_needs(market.segments, s, *event.shift_needs, stream);
    }
    record_shock(market, step, Shock::needs_jump, *event.shift_needs);
  }
  if (event.frontier) raise_frontier(market, *event.frontier, step);
  const Catalogue& catalogue = step.scenario.catalogue;
  if (!event.promote.empty()) {
    market.promoted |= std::uint64_t{1} << catalogue.find(event.promote);
    record_shock(market, step, Shock::promotion);
  }
  if (!event.ban.empty()) {
    market.banned |= std::uint64_t{1} << catalogue.find(event.ban);
    step.scratch.available = available_choices(market, step.scenario);
    enforce_ban(market, step);
    record_shock(market, step, Shock::ban);
  }
  if (!event.set.empty()) record_shock(market, step, Shock::setting);
}

void shift_environment(Market& market, const Step& step) {
  Segments& segments = market.segments;
  segments.previous_mass = segments.mass;
  const auto& needs = step.scenario.needs;
  if (needs.enabled) {
    evolve_needs(market, step);
    if (market.openings_used < needs.openings &&
        step.streams.at(Purpose::openings, -1, step.period).chance(needs.opening_probability)) {
      open_segment(market, needs.opening_size, needs.opening_distance, step);
      ++market.openings_used;
    }
  }
  grow_masses(market, step);  // a segment that an event opened grows even if needs are fixed
  const auto& technology = step.scenario.technology;
  if (technology.enabled) {
    Stream stream = step.streams.at(Purpose::frontier, 0, step.period);
    if (stream.chance(technology.jump_probability))
      raise_frontier(market, technology.jump_size * stream.exponential(), step);
  }
  remember_needs(segments);
}

}  // namespace rivalry
