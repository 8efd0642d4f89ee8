#include "founding.hpp"

#include <algorithm>
#include <cmath>

#include "rivalry/model/accounts.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/competition.hpp"
#include "rivalry/model/environment.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/model/population.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/random/functions.hpp"
#include "rivalry/scenario/parameter.hpp"
#include "rivalry/scenario/population.hpp"
#include "traits.hpp"

namespace rivalry {
namespace {

std::uint64_t given_model(const Scenario& scenario, std::int32_t population) {
  std::uint64_t model = 0;
  if (static_cast<std::size_t>(population) < scenario.populations.size())
    for (const std::string& name : scenario.populations[static_cast<std::size_t>(population)].model)
      model |= std::uint64_t{1} << scenario.catalogue.find(name);
  return model;
}

/// Whether a firm's markup is ever looked at.
bool uses_markup(const Scenario& scenario) {
  return scenario.competition.pricing != Pricing::bertrand || events_set(scenario, "competition.pricing");
}

/// The best of a founder's draws by what synergies add to utility and take off cost.
std::uint64_t drafted_model(const Market& market, const Step& step, Stream& stream) {
  const Scenario& scenario = step.scenario;
  std::uint64_t best = drawn_model(scenario, step.scratch.available, stream);
  const auto worth = [&](std::uint64_t model) {
    const Synergy synergy = market.landscape.standardised(model);
    return scenario.demand.synergy_weight * synergy.value + scenario.cost.synergy_weight * synergy.efficiency;
  };
  for (std::int64_t draw = 1; draw < scenario.business_model.founding_draws; ++draw) {
    const std::uint64_t other = drawn_model(scenario, step.scratch.available, stream);
    if (worth(other) > worth(best)) best = other;
  }
  return best;
}

/// Home position and business model: with chance `homogeneity` each is the common one.
void draw_founder(Market& market, const Step& step, Index j) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const double alike = scenario.market.homogeneity;
  Stream own = step.streams.at(Purpose::founding, firms.id[j], 0);
  for (auto& home : firms.home) home[j] = (1 - alike) * scenario.market.position_spread * own.normal();
  std::uint64_t model = given_model(scenario, firms.population[j]);
  if (model == 0) {
    model = drafted_model(market, step, own);
    if (alike > 0) {
      Stream common = step.streams.at(Purpose::founding, -1, 0);
      const std::uint64_t shared =
          repaired(drafted_model(market, step, common), step.scratch.effects, step.scratch.available, common);
      for (int i = 0; i < scenario.catalogue.size(); ++i)
        if (own.chance(alike)) model = (model & ~(std::uint64_t{1} << i)) | (shared & std::uint64_t{1} << i);
    }
    model = repaired(model, step.scratch.effects, step.scratch.available, own);
  }
  firms.model[j] = model;
}

}  // namespace

std::uint64_t drawn_model(const Scenario& scenario, std::uint64_t available, Stream& stream) {
  std::uint64_t model = 0;
  for (int i = 0; i < scenario.catalogue.size(); ++i)
    if (stream.chance(scenario.business_model.founding_density)) model |= std::uint64_t{1} << i;
  return model & available;
}

void open_books(Market& market, const Step& step, Index j) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  firms.project.path[j] = firms.appraisal_path[j] = -1;
  firms.project.source[j] = -1;
  refresh_design(market, scenario, step.scratch.effects, j);
  firms.novelty[j] = step.scratch.commonness.novelty(firms.model[j]);
  firms.log_unit_cost[j] =
      log_unit_cost(scenario, firms.efficiency_synergy[j], firms.unit_cost_effect[j], firms.technology_cost[j],
                    firms.technology[j], firms.experience[j], firms.trait[Trait::start_size][j]);
  firms.unit_cost[j] = functions::exp(firms.log_unit_cost[j]);
  if (scenario.value_chain.enabled) open_chain(market, scenario, j);
  competition_of(scenario).open(market, step, j);
  firms.unit_cost[j] += carbon_price(scenario) * damage_a_unit(firms, j);
  firms.fixed_cost[j] = fixed_cost(firms, scenario, j);
  const double price = firms.unit_cost[j] * (1 + scenario.competition.markup);
  const bool by_list = scenario.competition.pricing == Pricing::fixed;
  if (!firms.markup.shared()) firms.markup.each()[j] = by_list ? price : scenario.competition.markup;
  firms.paid_price[j] = firms.collected[j] <= 0 ? 0 : by_list ? price * firms.collected[j] : price;
  if (scenario.network.enabled) open_network(market, step, j);
  for (Index s = 0; s < market.segments.count; ++s) market.weight(s, j) = market.buyers(s, j) = 0;
}

void reserve(Market& market, Index firms) {
  const Index room = firms / 8 + 8;
  market.firms.resize(firms, room);
  for (Pairs* pairs : {&market.base_utility, &market.weight, &market.buyers})
    pairs->resize(market.segments.count, firms, room);
}

Market blank_market(const Scenario& scenario, const Streams& streams) {
  Market market;
  const auto attributes = static_cast<std::size_t>(scenario.market.attributes);
  market.landscape = Landscape(scenario, streams);
  market.segments = found_segments(scenario, streams);
  for (int i = 0; i < scenario.catalogue.size(); ++i)
    if (scenario.catalogue.choices[static_cast<std::size_t>(i)].promoted) market.promoted |= std::uint64_t{1} << i;

  Firms& firms = market.firms;
  firms.home.resize(attributes);
  firms.position.resize(attributes);
  firms.project.home.resize(attributes);
  firms.arm.resize(treated_traits(scenario).size());
  share_traits(firms, scenario);
  if (!scenario.orchestration.enabled) firms.resource_outlay.share(0);
  found_chain(market, scenario);
  found_network(market, scenario);
  found_communities(market, scenario);
  if (!uses_markup(scenario)) firms.markup.share(scenario.competition.markup);
  if (scenario.competition.rule != Rule::capacity) firms.capital.share(0), firms.productivity.share(0);
  if (scenario.competition.rule != Rule::replicator) firms.standing.share(0);
  if (!scenario.policy.enabled) firms.subsidy.share(0);
  firms.carbon_price = carbon_price(scenario);
  market.commons = scenario.commons.level;
  market.entrants_by_population.resize(founders_by_population(scenario).size());
  return market;
}

Market found_market(const Scenario& scenario, const Streams& streams, const Workers& workers, Scratch& scratch) {
  Market market = blank_market(scenario, streams);
  Firms& firms = market.firms;
  const Step step{scenario, streams, workers, scratch, 0};
  const std::vector<Index> founders = founders_by_population(scenario);
  Index total = 0;
  for (const Index count : founders) total += count;
  reserve(market, total);
  firms.count = total;
  market.entrants_by_population.assign(founders.begin(), founders.end());
  prepare(market, step);

  std::vector<Index> first_of(founders.size(), 0);
  for (std::size_t p = 1; p < founders.size(); ++p) first_of[p] = first_of[p - 1] + founders[p - 1];
  workers.for_blocks(total, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      std::size_t p = founders.size() - 1;
      while (first_of[p] > j) --p;
      firms.id[j] = j;
      if (!firms.population.shared()) firms.population.each()[j] = static_cast<std::int32_t>(p);
      assign_arms(firms, j, scenario, streams, scratch.treated, j - first_of[p]);
    }
    draw_traits(firms, block.begin, block.end, scenario, streams, scratch.treated);
    for (Index j = block.begin; j < block.end; ++j) {
      firms.cash[j] = firms.trait[Trait::start_cash][j] * firms.trait[Trait::start_size][j];
      firms.legitimacy[j] = firms.trait[Trait::start_legitimacy][j];
      draw_founder(market, step, j);
    }
  });
  market.total_start_size = sum_over_firms(step, total, [&](Index j) { return firms.trait[Trait::start_size][j]; });
  apply_tastes(market.segments, scenario, streams, market.total_start_size);
  prepare(market, step);
  workers.for_blocks(total, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) open_books(market, step, j);
  });
  compare_firms(market, step);
  competition_of(scenario).found(market, step);
  competition_of(scenario).clear(market, step);
  compare_firms(market, step);  // now weighted by sales
  const double sales = sum_over_firms(step, total, [&](Index j) { return firms.quantity[j]; });
  market.mean_size = std::max(sales / static_cast<double>(total), least_size);  // a market may start without buyers
  market.profit_scale = founding_profit_scale(market, step);
  take_part(market, step);
  market.flows = {};
  return market;
}

}  // namespace rivalry
