#include <algorithm>
#include <bit>
#include <cmath>

#include "rivalry/model/demand.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/learning.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/random/functions.hpp"

// From candidate designs to projects, and from projects to business models.
namespace rivalry {
namespace {

struct Decision {
  Candidate design;
  double gain = 0;  ///< perceived, money a period (standard deviations of value synergy under the fitness objective)
  bool found = false;
};

EventRow project_event(const Step& step, const Firms& firms, Index j, EventKind kind) {
  EventRow row = firm_event(step, firms, j, kind);
  row.path = firms.project.path[j];
  row.mode = static_cast<SearchMode>(firms.project.mode[j]);
  row.model_after = firms.project.model[j];
  row.perceived_gain = firms.project.gain[j];
  row.source = firms.project.source[j];
  return row;
}

// --- finishing -------------------------------------------------------------------------------------------------------

void take_up(Market& market, const Step& step, Index j) {
  Firms& firms = market.firms;
  Candidate design;
  design.model = firms.project.model[j];
  design.moves_toward = firms.project.mode[j] == static_cast<int>(SearchMode::home_move) ? 0 : -1;
  firms.experience[j] = kept_experience(firms.experience[j], lost_by_a_change(firms, step, j, firms.project.path[j]),
                                        changed_choices(firms, j, design));
  firms.model[j] = design.model;
  for (std::size_t d = 0; d < firms.home.size(); ++d) firms.home[d][j] = firms.project.home[d][j];
  refresh_design(market, step.scenario, step.scratch.effects, j);
  firms.novelty[j] = step.scratch.commonness.novelty(design.model);
}

void finish_project(Market& market, const Step& step, Index j, PeriodFlows& flows) {
  Firms& firms = market.firms;
  const int path = firms.project.path[j];
  const auto p = static_cast<std::size_t>(path);
  Stream stream = step.streams.at(Purpose::project, firms.id[j], step.period);
  const double base = step.scenario.innovation.success;
  const double chance = base + (1 - base) * deployed_capability(firms, step.scenario, j, path);
  const bool success = stream.chance(chance);
  EventRow row = project_event(step, firms, j, success ? EventKind::project_finished : EventKind::project_failed);
  if (success) {
    ++flows.adopted[p];
    take_up(market, step, j);
    await_appraisal(market, step, j, path, flows);
    flows.events.push_back(row);
    if (row.source >= 0) {
      ++flows.imitations;
      row.kind = EventKind::imitation;
      flows.events.push_back(row);
    }
  } else {
    ++flows.failed[p];
    row.realised_gain = -firms.project.cost[j];
    flows.events.push_back(row);
    reinforce(firms, step, j, path, -firms.project.cost[j] / firms.trait[Trait::start_size][j], market.profit_scale);
  }
  firms.project.path[j] = -1;
}

void finish_projects(Market& market, const Step& step) {
  Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    PeriodFlows& flows = step.scratch.block_flows[static_cast<std::size_t>(block.number)];
    for (Index j = block.begin; j < block.end; ++j)
      if (firms.project.path[j] >= 0 && firms.project.due[j] <= step.period) finish_project(market, step, j, flows);
  });
  join_block_flows(market, step.scratch);
}

// --- searching -------------------------------------------------------------------------------------------------------

/// What a candidate made for novelty or for efficiency is picked by.
double emphasised(const Market& market, const Step& step, const Candidate& candidate, bool novelty) {
  if (novelty) return step.scratch.commonness.novelty(candidate.model);
  const Synergy synergy = market.landscape.standardised(candidate.model);
  return step.scenario.cost.synergy_weight * synergy.efficiency -
         step.scratch.effects.design(candidate.model).unit_cost;
}

/// A candidate; the firm's emphases are the shares of candidates picked from several draws as the most novel or the
/// most efficient one.
Candidate draw_with_emphasis(const Market& market, const Step& step, Index j, int path, Stream& stream) {
  const Firms& firms = market.firms;
  const double novelty = firms.trait[Trait::novelty_emphasis][j],
               efficiency = firms.trait[Trait::efficiency_emphasis][j];
  const double ticket = stream.uniform() * std::max(1.0, novelty + efficiency);
  Candidate best = draw_candidate(market, step, j, path, stream);
  if (ticket >= novelty + efficiency) return best;
  const bool for_novelty = ticket < novelty;
  double best_value = emphasised(market, step, best, for_novelty);
  for (std::int64_t trial = 1; trial < step.scenario.search.emphasis_trials; ++trial) {
    const Candidate other = draw_candidate(market, step, j, path, stream);
    const double value = emphasised(market, step, other, for_novelty);
    if (value > best_value) {
      best = other;
      best_value = value;
    }
  }
  return best;
}

/// Blocks whose choices differ: what a manager sees who takes them to stand alone.
std::uint64_t changed_blocks(const EffectTable& effects, std::uint64_t before, std::uint64_t after) {
  std::uint64_t changed = 0;
  for (int path = 0; path < path_count; ++path) {
    const std::uint64_t block = effects.block(path);
    if (((before ^ after) & block) != 0) changed |= block;
  }
  return changed;
}

/// The most profitable candidate as the firm perceives them; a random one under the null model without selection.
Decision search_for_profit(const Market& market, const Step& step, Index j, int path, PeriodFlows& flows) {
  const Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  Stream stream = step.streams.at(Purpose::candidates, firms.id[j], step.period);
  Stream judgement = step.streams.at(Purpose::evaluation, firms.id[j], step.period);
  const double deployed = deployed_capability(firms, scenario, j, path);
  const auto budget = 1 + static_cast<std::int64_t>(std::floor(scenario.innovation.candidates * deployed));
  Candidate status_quo;
  status_quo.model = firms.model[j];
  for (std::size_t d = 0; d < firms.home.size(); ++d) status_quo.home[d] = firms.home[d][j];
  const Appraiser appraiser(market, step, j, path);
  const double now = appraiser.expected_profit(status_quo, 0);
  const double error = evaluation_noise(firms, scenario, j) * firms.paid_price[j] * firms.quantity[j];
  const double integration = acting(firms, scenario, Trait::integration, j);

  Decision decision;
  std::int64_t designs = 0;
  for (std::int64_t i = 0; i < budget; ++i) {
    const Candidate candidate = draw_with_emphasis(market, step, j, path, stream);
    ++flows.tried[static_cast<std::size_t>(path)];
    const bool integrated = judgement.chance(integration);
    const double noise = judgement.normal();
    if (changed_choices(firms, j, candidate) == 0) continue;
    const std::uint64_t alone = integrated ? 0 : changed_blocks(step.scratch.effects, firms.model[j], candidate.model);
    const double gain = appraiser.expected_profit(candidate, alone) + error * noise - now;
    ++designs;
    const bool taken = scenario.innovation.null == NullModel::no_selection
                           ? judgement.below(designs) == 0  // each design with the same chance
                           : !decision.found || gain > decision.gain;
    if (taken) decision = {candidate, gain, true};
  }
  return decision;
}

/// One step of an adaptive walk on the value landscape: a fitter one-choice neighbour, or a fitter long jump.
Decision search_for_fitness(const Market& market, const Step& step, Index j, int path, PeriodFlows& flows) {
  const Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const double now = firms.value_synergy[j];
  Stream stream = step.streams.at(Purpose::candidates, firms.id[j], step.period);
  Decision decision;
  const auto gain_of = [&](std::uint64_t model) {
    ++flows.tried[static_cast<std::size_t>(path)];
    return market.landscape.standardised(model).value - now;
  };
  const auto consider = [&](std::uint64_t model, SearchMode mode, double gain) {
    if (gain > 0 && (!decision.found || gain > decision.gain)) {
      decision.design.model = model;
      decision.design.mode = mode;
      decision.gain = gain;
      decision.found = true;
    }
    return gain > 0;
  };
  for (std::size_t d = 0; d < firms.home.size(); ++d) decision.design.home[d] = firms.home[d][j];
  std::uint64_t scope = step.scratch.available | firms.model[j];
  if (stream.chance(scenario.search.long_jumps)) {
    std::uint64_t model = 0;
    for (; scope != 0; scope &= scope - 1)
      if (stream.chance(0.5)) model |= scope & -scope;
    consider(model, SearchMode::long_jump, gain_of(model));
    return decision;
  }
  if (scenario.search.scope == SearchScope::path) scope &= step.scratch.effects.block(path);
  std::uint64_t neighbours[64];
  std::int64_t count = 0;
  for (; scope != 0; scope &= scope - 1) neighbours[count++] = firms.model[j] ^ (scope & -scope);
  for (std::int64_t i = 0; i < count; ++i) std::swap(neighbours[i], neighbours[i + stream.below(count - i)]);
  if (scenario.search.order == SearchOrder::random_fitter) {
    double gains[64];
    std::int64_t fitter = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      gains[fitter] = gain_of(neighbours[i]);
      if (gains[fitter] > 0) neighbours[fitter++] = neighbours[i];
    }
    const std::int64_t pick = fitter > 0 ? stream.below(fitter) : 0;
    if (fitter > 0) consider(neighbours[pick], SearchMode::local, gains[pick]);
    return decision;
  }
  for (std::int64_t i = 0; i < count; ++i)
    if (consider(neighbours[i], SearchMode::local, gain_of(neighbours[i])) &&
        scenario.search.order == SearchOrder::first_better)
      break;
  return decision;
}

// --- committing ------------------------------------------------------------------------------------------------------

/// What a changed choice takes in money and time, relative to a firm with reconfiguring 1/2.
double effort(const Firms& firms, const Scenario& scenario, Index j) {
  return 1.5 - acting(firms, scenario, Trait::reconfiguring, j);
}

double project_cost(const Firms& firms, const Scenario& scenario, Index j, int changed) {
  const auto& innovation = scenario.innovation;
  return (innovation.base_cost + innovation.choice_cost * changed * effort(firms, scenario, j)) *
         firms.trait[Trait::start_size][j];
}

/// Present value of a unit of gain a period: (1 - d^H) / (1 - d).
double annuity(const Scenario& scenario, bool owner) {
  const auto& innovation = scenario.innovation;
  const double d = innovation.discount;
  const auto horizon =
      static_cast<double>(owner && scenario.managers.owner_horizon ? innovation.owner_horizon : innovation.horizon);
  return (1 - functions::pow(d, horizon)) / (1 - d);
}

bool commits(const Firms& firms, const Scenario& scenario, Index j, const Decision& decision, double cost) {
  const bool owner = acting(firms, scenario, Trait::owner_manager, j) > 0.5;
  // Seizing is the share of cash that a project may use; credit comes on top, debts come off.
  const double own = std::max(0.0, firms.cash[j]) * acting(firms, scenario, Trait::seizing, j);
  if (cost > own + std::min(0.0, firms.cash[j]) + credit_limit(firms, scenario, j)) return false;
  if (scenario.innovation.null == NullModel::no_selection) return true;
  if (scenario.innovation.objective == Objective::fitness) return decision.gain > 0;
  const double hurdle =
      owner && scenario.managers.owner_hurdle ? 0 : scenario.innovation.hurdle * firms.trait[Trait::start_size][j];
  return decision.gain * annuity(scenario, owner) > cost + hurdle;
}

void start_project(Market& market, const Step& step, Index j, int path, PeriodFlows& flows) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const Decision decision = scenario.innovation.objective == Objective::fitness
                                ? search_for_fitness(market, step, j, path, flows)
                                : search_for_profit(market, step, j, path, flows);
  if (!decision.found) return;
  const int changed = changed_choices(firms, j, decision.design);
  const double cost = project_cost(firms, scenario, j, changed);
  if (!commits(firms, scenario, j, decision, cost)) return;
  Projects& project = firms.project;
  const double pace = scenario.innovation.lead_time * effort(firms, scenario, j);
  project.path[j] = path;
  project.model[j] = decision.design.model;
  for (std::size_t d = 0; d < project.home.size(); ++d) project.home[d][j] = decision.design.home[d];
  project.mode[j] = static_cast<int>(decision.design.mode);
  project.due[j] = static_cast<std::int32_t>(step.period) + static_cast<std::int32_t>(std::ceil(changed * pace));
  project.source[j] = decision.design.source >= 0 ? firms.id[decision.design.source] : -1;
  project.gain[j] = decision.gain;
  project.cost[j] = cost;
  project.base[j] = firms.performance[j];
  step.scratch.spending[j] = cost;
  ++flows.started[static_cast<std::size_t>(path)];
  flows.events.push_back(project_event(step, firms, j, EventKind::project_started));
}

void start_projects(Market& market, const Step& step) {
  Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    PeriodFlows& flows = step.scratch.block_flows[static_cast<std::size_t>(block.number)];
    for (Index j = block.begin; j < block.end; ++j)
      if (step.scratch.chosen[j] >= 0) start_project(market, step, j, step.scratch.chosen[j], flows);
  });
  join_block_flows(market, step.scratch);
}

}  // namespace

void innovate(Market& market, const Step& step) {
  step.scratch.spending.head(market.firms.count).setZero();
  if (step.scenario.innovation.enabled) {
    count_weights(market, step);  // today's rivals at today's prices
    tabulate_segments(market, step);
    start_projects(market, step);
  }
  finish_projects(market, step);  // afterwards, so that all who search see the market as the phase began
}

}  // namespace rivalry
