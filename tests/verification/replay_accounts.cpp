// Accounts of the second engine, and what follows from sales at the end of a period (docs/odd.md 7.3, 7.7, 7.14, 7.21,
// 7.22, 7.25).
#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "replay_state.hpp"

namespace rivalry::replay {
namespace {

Real running_cost(const Scenario& scenario, const Firm& firm) {
  const auto sum = [&](std::initializer_list<Trait> traits) {
    Real all = 0;
    for (const Trait trait : traits) all += firm.decided.trait[trait];
    return all;
  };
  Real cost = 0;
  if (scenario.capabilities.enabled)
    cost += scenario.capabilities.running_cost * sum({Trait::sensing, Trait::seizing, Trait::reconfiguring});
  if (scenario.paths.enabled)
    cost += scenario.paths.running_cost * sum({Trait::offer_capability, Trait::creation_capability,
                                               Trait::delivery_capability, Trait::capture_capability});
  return cost * firm.decided.trait[Trait::start_size];
}

Real research_cost(const Scenario& scenario, const Firm& firm) {
  if (scenario.competition.rule != Rule::capacity) return 0;
  const auto& rule = scenario.capacity;
  return (static_cast<Real>(rule.innovation_spending) + rule.imitation_spending) * firm.capital;
}

/// What users, partners and staff could have a share of, a unit.
Real margin_to_share(const Firm& firm) {
  if (!firm.offer.open[static_cast<int>(Path::capture)]) return 0;
  return positive(firm.price - marginal_cost(firm)) * (1 - firm.offer.shared_revenue);
}

Real shared_with_participants(const Scenario& scenario, const Firm& firm) {
  if (!scenario.co_creation.enabled) return 0;
  const auto& trait = firm.decided.trait;
  return (trait[Trait::to_users] + trait[Trait::to_staff] + trait[Trait::to_partners] * firm.offer.bought_stages) *
         margin_to_share(firm) * firm.quantity;
}

/// Revenue shares from partners and to them, and upkeep of ties.
struct TieFlows {
  Real received = 0, paid = 0, upkeep = 0;
};
TieFlows tie_flows(const Market& market, const Firm& firm) {
  const auto& network = market.scenario.network;
  TieFlows flows;
  if (!network.enabled) return flows;
  for (const Tie& tie : firm.decided.ties) {
    const Firm& partner = market.firms.at(tie.partner);
    flows.received += network.revenue_share * tie.fit * partner.price * partner.quantity;
    flows.paid += network.revenue_share * tie.fit * firm.price * firm.quantity;
    flows.upkeep += network.upkeep * firm.decided.trait[Trait::start_size];
  }
  return flows;
}

void settle(Market& market, Firm& firm) {
  const Scenario& scenario = market.scenario;
  const TieFlows ties = tie_flows(market, firm);
  firm.partners_income = ties.received;
  firm.shared_margin = shared_with_participants(scenario, firm);
  firm.revenue = (firm.price + firm.offer.third_party) * firm.quantity;
  firm.fixed_cost = positive(scenario.cost.fixed + firm.offer.fixed_cost) * firm.decided.trait[Trait::start_size];
  const Real costs = firm.unit_cost * firm.quantity + firm.fixed_cost + running_cost(scenario, firm) +
                     firm.decided.project_cost + firm.spoilt + research_cost(scenario, firm) +
                     firm.decided.resource_outlay + firm.shared_margin + ties.paid + ties.upkeep;
  firm.profit = firm.revenue + ties.received - costs;
  firm.turnover = firm.revenue + ties.received + costs;
  firm.cash += firm.profit;
  firm.experience += firm.quantity;
  const Real per_size = firm.profit / firm.decided.trait[Trait::start_size];
  firm.performance += scenario.aspiration.smoothing * (per_size - firm.performance);
}

Real join(const Scenario& scenario, const Firm& firm, Trait group) {
  Real open = 0;
  for (const bool block : firm.offer.open) open += block ? Real{1} / path_count : 0;
  const auto& rule = scenario.co_creation;
  return 1 -
         std::exp(-(rule.invitation * open + rule.pay_response * firm.decided.trait[group] * margin_to_share(firm)));
}

}  // namespace

void settle(Market& market, bool first_period) {
  const Scenario& scenario = market.scenario;
  Real size_of_profit = 0;
  market.damage = 0;
  for (auto& [id, firm] : market.firms) {
    settle(market, firm);
    size_of_profit += std::fabs(firm.profit) / firm.decided.trait[Trait::start_size];
    market.damage += positive(firm.offer.damage) * firm.quantity;
  }
  const Real mean = market.firms.empty() ? 0 : size_of_profit / market.firms.size();
  market.profit_scale = first_period ? mean : 0.9L * market.profit_scale + 0.1L * mean;
  if (scenario.policy.enabled) market.treasury += scenario.policy.carbon_price * market.damage;
  const auto& commons = scenario.commons;
  if (!commons.enabled) return;
  const Real recovered = market.commons + commons.regeneration * market.commons * (1 - market.commons);
  market.commons =
      std::clamp<Real>(recovered - commons.depletion * market.damage / market.world.total_start_size, 0, 1);
}

void pay_out(Market& market) {
  const auto& finance = market.scenario.finance;
  for (auto& [id, firm] : market.firms)
    firm.cash -= finance.payout * positive(firm.cash - finance.reserve * firm.fixed_cost);
}

void take_part(Market& market) {
  const auto& rule = market.scenario.co_creation;
  if (!rule.enabled) return;
  for (auto& [id, firm] : market.firms) {
    const Real joining = join(market.scenario, firm, Trait::to_users);
    firm.active_users =
        (1 - static_cast<Real>(rule.user_loss)) *
        ((1 - static_cast<Real>(rule.lapse)) * firm.active_users + joining * (firm.users - firm.active_users));
    firm.users = (1 - static_cast<Real>(rule.user_loss)) * firm.users + firm.quantity;
    const auto move = [&](Real& share, Trait group) {
      share = (1 - static_cast<Real>(rule.lapse)) * share + join(market.scenario, firm, group) * (1 - share);
    };
    move(firm.partners, Trait::to_partners);
    move(firm.staff, Trait::to_staff);
    count_on_participants(market, firm);
  }
}

void compare(Market& market) {
  Real sales = 0, log_costs = 0;
  for (const auto& [id, firm] : market.firms) {
    sales += firm.quantity;
    log_costs += firm.quantity * std::log(firm.production_cost);
  }
  market.log_mean_cost = sales > 0 ? log_costs / sales : 0;
  for (auto& block : market.patterns) block.clear();
  market.frequency.assign(static_cast<std::size_t>(market.scenario.catalogue.size()), 0);
  for (const auto& [id, firm] : market.firms) {
    const Real weight = sales > 0 ? firm.quantity / sales : Real{1} / market.firms.size();
    for (int k = 0; k < path_count; ++k)
      market.patterns[k][firm.decided.model & market.scenario.catalogue.block(static_cast<Path>(k))] += weight;
    for (std::size_t i = 0; i < market.frequency.size(); ++i)
      if (has(firm.decided.model, static_cast<int>(i))) market.frequency[i] += weight;
  }
  for (auto& [id, firm] : market.firms) firm.novelty = novelty(market, firm.decided.model);
}

Real novelty(const Market& market, std::uint64_t model) {
  Real sum = 0;
  for (int k = 0; k < path_count; ++k) {
    const std::uint64_t block = market.scenario.catalogue.block(static_cast<Path>(k));
    if (block == 0) continue;  // an empty block counts 0
    const auto same = market.patterns[k].find(model & block);
    sum += 1 - (same == market.patterns[k].end() ? 0 : same->second);
  }
  return sum / path_count;
}

void earn_legitimacy(Market& market, std::uint64_t promoted, std::int64_t period) {
  const auto& rule = market.scenario.legitimacy;
  if (!rule.enabled) return;
  const auto choices = market.frequency.size();
  for (auto& [id, firm] : market.firms) {
    Real likeness = 0, all = 0, favoured = 0;
    for (std::size_t i = 0; i < choices; ++i) {
      const bool active = has(firm.decided.model, static_cast<int>(i)), wanted = has(promoted, static_cast<int>(i));
      likeness += (active ? market.frequency[i] : 1 - market.frequency[i]) / choices;
      all += wanted;
      favoured += wanted && active;
    }
    const Real reference =
        (1 - static_cast<Real>(rule.policy)) * likeness + rule.policy * (all > 0 ? favoured / all : likeness);
    const Real age = period - firm.entered, size = firm.quantity / market.mean_start_sales;
    const Real efficiency = market.log_mean_cost - std::log(firm.production_cost);
    Real standing = age / (age + 20) + diminishing(size) + 1 / (1 + std::exp(-efficiency));
    if (market.scenario.network.enabled) {
      Real partners = 0;
      for (const Tie& tie : firm.decided.ties) partners += tie.fit;
      standing = (standing + diminishing(partners)) / 4;
    } else {
      standing /= 3;
    }
    firm.legitimacy += rule.adjustment * (reference - firm.legitimacy) + rule.growth * (1 - firm.legitimacy) * standing;
    firm.legitimacy = std::clamp<Real>(firm.legitimacy, 0.02L, 0.99L);
  }
}

}  // namespace rivalry::replay
