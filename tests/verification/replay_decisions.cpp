#include "replay_decisions.hpp"

#include <algorithm>
#include <bit>

namespace rivalry::replay {
namespace {

World world_of(const test::Laboratory& lab) {
  const Segments& segments = lab.market.segments;
  World world;
  for (Index s = 0; s < segments.count; ++s) {
    Segment one{.open = segments.open[s] != 0,
                .mass = segments.mass[s],
                .mass_before = segments.previous_mass[s],
                .ideal = {},
                .access = {},
                .price_sensitivity = segments.price_sensitivity[s],
                .novelty_taste = segments.novelty_taste[s],
                .legitimacy_taste = segments.legitimacy_taste[s],
                .sustainability_taste = segments.sustainability_taste[s],
                .switching_cost = segments.switching_cost[s],
                .outside = segments.outside[s]};
    for (const Column& ideal : segments.ideal) one.ideal.push_back(ideal[s]);
    for (int i = 0; i < lab.scenario.catalogue.size(); ++i) one.access.push_back(segments.access(s, i));
    world.segments.push_back(one);
  }
  for (Index l = 0; lab.scenario.value_chain.enabled && l < lab.market.stage_weight.size(); ++l)
    world.stage_weight.push_back(lab.market.stage_weight[l]);
  world.total_start_size = lab.market.total_start_size;
  return world;
}

Decisions decisions_of(const test::Laboratory& lab, Index j) {
  const Firms& firms = lab.market.firms;
  Decisions decided;
  decided.model = firms.model[j];
  for (const Column& home : firms.home) decided.home.push_back(home[j]);
  for (std::size_t t = 0; t < trait_count; ++t) decided.trait[t] = firms.trait[t][j];
  const Synergy synergy = lab.market.landscape.standardised(firms.model[j]);
  decided.value_synergy = synergy.value, decided.efficiency_synergy = synergy.efficiency;
  decided.technology = firms.technology[j];
  for (const Column& level : firms.stage_level) decided.stage_level.push_back(level[j]);
  for (std::size_t k = 0; k < firms.partner.size(); ++k)
    if (firms.partner[k][j] >= 0) decided.ties.push_back({firms.id[firms.partner[k][j]], firms.fit[k][j]});
  if (lab.scenario.competition.rule == Rule::capacity) decided.productivity = firms.productivity[j];
  decided.imitator = firms.origin[j] == static_cast<int>(Origin::imitator);
  return decided;
}

/// Choices that a finished project changes; a move of the home position and an innovated stage count as one each.
int changes(const EventRow& project) {
  return std::popcount(project.model_before ^ project.model_after) + (moves_home(project.mode) ? 1 : 0) +
         (project.mode == SearchMode::innovate_stage ? 1 : 0);
}

void open_books(const Market& market, Firm& firm) {
  const auto& competition = market.scenario.competition;
  count_on_participants(market, firm);
  make_offer(market, firm);
  find_unit_cost(market, firm);
  open_capital(market, firm);
  firm.novelty = novelty(market, firm.decided.model);
  firm.markup = competition.markup;
  firm.list_price = firm.unit_cost * (1 + static_cast<Real>(competition.markup));
  const bool by_list = competition.pricing == Pricing::fixed;
  firm.price = firm.offer.collected > 0 ? firm.list_price * (by_list ? firm.offer.collected : 1) : 0;
  firm.bought.assign(market.world.segments.size(), 0);
}

/// What a change of the design leaves of the experience with the one before.
Real kept(const Scenario& scenario, const Decisions& decided) {
  const Real reconfiguring = scenario.capabilities.enabled ? decided.trait[Trait::reconfiguring] : 0.5L;
  const Real choices = std::max(1, scenario.catalogue.count(static_cast<Path>(decided.path)));
  return positive(1 - decided.taken_up / choices * (1 - reconfiguring));
}

}  // namespace

void trade(Market& market, bool founding) {
  if (market.scenario.competition.rule != Rule::logit) return trade_one_good(market, founding);
  if (!founding) set_prices(market);
  clear(market);
}

Snapshot look_at(const test::Laboratory& lab) {
  Snapshot snapshot{world_of(lab), {}};
  for (Index j = 0; j < lab.market.firms.count; ++j) snapshot.decided[lab.market.firms.id[j]] = decisions_of(lab, j);
  return snapshot;
}

void note_projects(const test::Laboratory& lab, Snapshot& snapshot) {
  const Firms& firms = lab.market.firms;
  for (Index j = 0; j < firms.count; ++j) {
    Decisions& decided = snapshot.decided.at(firms.id[j]);
    decided.project_cost = lab.scratch.spending[j];
    decided.resource_outlay = firms.resource_outlay[j];
  }
  for (const EventRow& event : lab.market.flows.events) {
    if (event.kind != EventKind::project_finished) continue;
    Decisions& decided = snapshot.decided.at(event.firm);
    decided.taken_up = changes(event);
    decided.path = event.path;
  }
}

void found(Market& market, const Snapshot& founders) {
  market.world = founders.world;
  market.commons = market.scenario.commons.level;
  for (const auto& [id, decided] : founders.decided) {
    Firm& firm = market.firms[id];
    firm.decided = decided;
    firm.cash = decided.trait[Trait::start_cash] * decided.trait[Trait::start_size];
    firm.legitimacy = decided.trait[Trait::start_legitimacy];
  }
  for (auto& [id, firm] : market.firms) open_books(market, firm);
  compare(market);
  trade(market, /*founding=*/true);
  compare(market);
  for (const auto& [id, firm] : market.firms) market.mean_start_sales += firm.quantity / market.firms.size();
  take_part(market);
}

void exit_and_enter(Market& market, const Snapshot& present, std::int64_t period) {
  std::erase_if(market.firms, [&](const auto& one) { return !present.decided.contains(one.first); });
  const auto& entry = market.scenario.entry;
  for (const auto& [id, decided] : present.decided) {
    if (market.firms.contains(id)) continue;
    Firm& firm = market.firms[id];
    firm.decided = decided;
    firm.entered = period;
    firm.cash = entry.cash * decided.trait[Trait::start_cash] * decided.trait[Trait::start_size];
    firm.legitimacy = std::min<Real>(entry.legitimacy * (decided.imitator ? 2 : 1), 0.99L);
    open_books(market, firm);
  }
}

void orchestrate(Market& market, const Snapshot& built, std::int64_t period) {
  if (!market.scenario.orchestration.enabled) return;
  market.world = built.world;
  for (auto& [id, firm] : market.firms) {
    const auto acts_on_buyers = [&](const Decisions& decided) {
      return std::pair(decided.trait[Trait::brand], decided.trait[Trait::digital]);
    };
    const Decisions& now = built.decided.at(id);
    const bool changed = firm.entered < period && acts_on_buyers(now) != acts_on_buyers(firm.decided);
    firm.decided = now;
    if (changed) count_on_participants(market, firm);
  }
}

void take_over(Market& market, const Snapshot& decided) {
  market.world = decided.world;
  for (auto& [id, firm] : market.firms) {
    firm.decided = decided.decided.at(id);
    if (firm.decided.path < 0) continue;
    firm.experience *= kept(market.scenario, firm.decided);
    firm.novelty = novelty(market, firm.decided.model);
    count_on_participants(market, firm);
  }
}

void find_out(Market& market, const Snapshot& researched) {
  for (auto& [id, firm] : market.firms) firm.decided.next_productivity = researched.decided.at(id).productivity;
}

void tie_up(Market& market, const Snapshot& tied) {
  for (auto& [id, firm] : market.firms) firm.decided.ties = tied.decided.at(id).ties;
}

}  // namespace rivalry::replay
