// Offers and unit costs of the second engine (docs/odd.md 7.3, 7.4, 7.20, 7.23, 7.25).
#include <algorithm>
#include <cmath>

#include "replay_state.hpp"

namespace rivalry::replay {
namespace {

using Values = std::vector<double>;

/// An effect in a segment: one value for all, or one each; a segment that opens later takes the last.
Real in_segment(const Values& values, std::size_t segment) {
  return values.empty() ? 0 : values[std::min(segment, values.size() - 1)];
}

template <class Act>
void for_active(const Scenario& scenario, std::uint64_t model, Act act) {
  for (int i = 0; i < scenario.catalogue.size(); ++i)
    if (has(model, i)) act(scenario.catalogue.choices[static_cast<std::size_t>(i)], static_cast<std::size_t>(i));
}

Real digital_share(const Scenario& scenario, const Firm& firm) {
  return scenario.resources.enabled ? diminishing(firm.decided.trait[Trait::digital]) : 0;
}

// --- co-creation (7.25) ----------------------------------------------------------------------------------------------

bool level_is_on(const Scenario& scenario, Path path) {
  const auto& levels = scenario.co_creation;
  switch (path) {
    case Path::offer:
      return levels.enabled && levels.assertion;
    case Path::creation:
      return levels.enabled && levels.creation;
    case Path::delivery:
      return levels.enabled && levels.delivery;
    case Path::capture:
      return levels.enabled && levels.acquisition;
  }
  return false;
}

Real effective_partners(const Firm& firm) {
  Real sum = 0;
  for (const Tie& tie : firm.decided.ties) sum += tie.fit;
  return sum;
}

/// Suppliers that a firm works with: weight of the stages that it buys.
Real suppliers_present(const Market& market, const Firm& firm) {
  Real weight = 0;
  for (std::size_t l = 0; l < firm.offer.in_house.size(); ++l)
    if (!firm.offer.in_house[l]) weight += market.world.stage_weight[l];
  return weight;
}

// --- the parts of an offer -------------------------------------------------------------------------------------------

void add_up_choices(const Market& market, Firm& firm) {
  const Scenario& scenario = market.scenario;
  Offer& offer = firm.offer;
  offer = {};
  offer.position = firm.decided.home;
  offer.in_house.assign(scenario.value_chain.enabled ? scenario.value_chain.stages.size() : 0, false);
  Real leaving = 1, uncollected = 1, perception = 0, unorchestrated = 1;
  for_active(scenario, firm.decided.model, [&](const Choice& choice, std::size_t) {
    const bool one_for_all = choice.willingness_to_pay.size() <= 1;
    const Real willingness = one_for_all ? in_segment(choice.willingness_to_pay, 0) : 0;
    for (std::size_t d = 0; d < std::min(offer.position.size(), choice.position.size()); ++d)
      offer.position[d] += choice.position[d];
    offer.willingness += willingness;
    offer.unit_cost += choice.unit_cost;
    offer.fixed_cost += choice.fixed_cost;
    offer.third_party += choice.third_party_revenue;
    offer.damage += choice.externality;
    offer.technology_value += choice.technology * willingness;
    offer.technology_cost += static_cast<Real>(choice.technology) * choice.unit_cost;
    perception += choice.price_perception;
    leaving *= 1 - static_cast<Real>(choice.retention);
    uncollected *= 1 - static_cast<Real>(choice.collects);
    unorchestrated *= 1 - static_cast<Real>(choice.orchestrates);
    if (choice.open && level_is_on(scenario, choice.path)) offer.open[static_cast<int>(choice.path)] = true;
    for (std::size_t l = 0; l < offer.in_house.size(); ++l)
      if (choice.stage == scenario.value_chain.stages[l]) offer.in_house[l] = true;
  });
  offer.felt = std::exp(perception);
  offer.retention = 1 - leaving;
  offer.collected = 1 - uncollected;
  offer.orchestration = 1 - unorchestrated;
}

void add_access(const Market& market, Firm& firm) {
  const Scenario& scenario = market.scenario;
  const Real gap =
      scenario.resources.enabled ? 1 - scenario.resources.digital_reach * digital_share(scenario, firm) : 1;
  for (std::size_t s = 0; s < market.world.segments.size(); ++s) {
    bool channel = false;
    Real missed = gap, willing = 0;
    for_active(scenario, firm.decided.model, [&](const Choice& choice, std::size_t i) {
      channel |= !choice.reach.empty();
      missed *= 1 - in_segment(choice.reach, s) * market.world.segments[s].access[i];
      if (choice.willingness_to_pay.size() > 1) willing += in_segment(choice.willingness_to_pay, s);
    });
    firm.offer.reach.push_back(channel ? 1 - missed * (1 - firm.word_of_mouth) : 0);
    firm.offer.willing_here.push_back(willing);
  }
}

void add_fixed_costs(const Market& market, Firm& firm) {
  const Scenario& scenario = market.scenario;
  Real channels = 0;
  for_active(scenario, firm.decided.model, [&](const Choice& choice, std::size_t) {
    if (choice.path == Path::delivery) channels += positive(choice.fixed_cost);
  });
  firm.offer.fixed_cost -= scenario.resources.digital_channel * digital_share(scenario, firm) * channels;
  for (const bool in_house : firm.offer.in_house) firm.offer.fixed_cost += in_house ? scenario.value_chain.fixed : 0;
}

// --- the network (7.23) ----------------------------------------------------------------------------------------------

/// What a firm does itself, activity by activity: stages of the value chain, or choices of the creation block.
std::vector<bool> activities(const Scenario& scenario, const Firm& firm) {
  if (scenario.value_chain.enabled) return firm.offer.in_house;
  std::vector<bool> does;
  for (int i = 0; i < scenario.catalogue.size(); ++i)
    if (scenario.catalogue.choices[static_cast<std::size_t>(i)].path == Path::creation)
      does.push_back(has(firm.decided.model, i));
  return does;
}

/// Whether a firm brings stages in-house is known from its model alone: partners' offers may not be made yet.
std::vector<bool> activities_of_partner(const Market& market, std::int64_t id) {
  Firm partner = market.firms.at(id);
  add_up_choices(market, partner);
  return activities(market.scenario, partner);
}

void add_support(const Market& market, Firm& firm) {
  const Scenario& scenario = market.scenario;
  if (!scenario.network.enabled) return;
  const std::vector<bool> own = activities(scenario, firm);
  std::vector<std::vector<bool>> partners;
  for (const Tie& tie : firm.decided.ties) partners.push_back(activities_of_partner(market, tie.partner));
  for (std::size_t l = 0; l < own.size(); ++l) {
    if (own[l]) continue;
    const Real weight = scenario.value_chain.enabled ? market.world.stage_weight[l] : Real{1} / own.size();
    Real lacking = 1;
    for (std::size_t k = 0; k < partners.size(); ++k)
      if (partners[k][l]) lacking *= 1 - firm.decided.ties[k].fit;
    firm.offer.support += weight * (1 - lacking);
  }
  firm.offer.shared_revenue = scenario.network.revenue_share * effective_partners(firm);
}

}  // namespace

void count_on_participants(const Market& market, Firm& firm) {
  const auto& rule = market.scenario.co_creation;
  firm.created_value = firm.word_of_mouth = firm.bound_by_activity = 0;
  if (!rule.enabled || market.mean_start_sales == 0) return;
  add_up_choices(market, firm);
  const auto open = [&](Path path) { return firm.offer.open[static_cast<int>(path)]; };
  const Real users = rule.user_loss * firm.active_users / market.mean_start_sales;
  const Real partners = firm.partners * suppliers_present(market, firm) + effective_partners(firm);
  if (open(Path::creation)) firm.created_value = rule.value * diminishing(users + partners);
  if (open(Path::delivery))
    firm.word_of_mouth = rule.word_of_mouth * diminishing(firm.quantity / market.mean_start_sales);
  if (open(Path::capture) && firm.users > 0) firm.bound_by_activity = rule.attachment * firm.active_users / firm.users;
}

void make_offer(const Market& market, Firm& firm) {
  const Scenario& scenario = market.scenario;
  add_up_choices(market, firm);
  firm.offer.bought_stages = suppliers_present(market, firm);
  if (scenario.resources.enabled)
    firm.offer.willingness += scenario.resources.brand_value * firm.decided.trait[Trait::brand];
  firm.offer.willingness += firm.created_value;
  firm.offer.retention = 1 - (1 - firm.offer.retention) * (1 - firm.bound_by_activity);
  add_access(market, firm);
  add_fixed_costs(market, firm);
  add_support(market, firm);
}

void find_unit_cost(const Market& market, Firm& firm) {
  const Scenario& scenario = market.scenario;
  const Decisions& decided = firm.decided;
  Real exponent = -scenario.cost.synergy_weight * decided.efficiency_synergy + firm.offer.unit_cost +
                  firm.offer.technology_cost * decided.technology -
                  (scenario.technology.enabled ? scenario.technology.cost_effect * decided.technology : 0);
  if (scenario.network.enabled && !scenario.value_chain.enabled)
    exponent -= scenario.network.cost_effect * firm.offer.support;
  for (std::size_t l = 0; l < firm.offer.in_house.size(); ++l)
    if (firm.offer.in_house[l])
      exponent -= scenario.value_chain.stage_effect * market.world.stage_weight[l] * decided.stage_level[l];
  const Real learned = firm.experience / (scenario.cost.experience_scale * decided.trait[Trait::start_size]);
  firm.production_cost = std::exp(exponent) * std::pow(1 + learned, -static_cast<Real>(scenario.cost.learning));
  firm.suppliers_margin = 0;
  if (scenario.value_chain.enabled) {
    const Real paid =
        firm.offer.bought_stages - (scenario.network.enabled ? scenario.network.margin_share : 0) * firm.offer.support;
    firm.suppliers_margin = scenario.value_chain.margin * paid * (1 - firm.offer.orchestration);
    firm.production_cost += firm.suppliers_margin;
  }
  if (scenario.competition.rule == Rule::capacity)
    firm.production_cost *= scenario.capacity.capital_cost / decided.productivity;
  firm.unit_cost = firm.production_cost;
  if (scenario.policy.enabled) firm.unit_cost += scenario.policy.carbon_price * positive(firm.offer.damage);
}

Real marginal_cost(const Firm& firm) {
  return (firm.unit_cost - firm.offer.third_party) / (1 - firm.offer.shared_revenue);
}

}  // namespace rivalry::replay
