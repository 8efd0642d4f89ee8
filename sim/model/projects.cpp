#include <algorithm>
#include <array>
#include <cmath>

#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/learning.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/random/functions.hpp"
#include "search.hpp"

// From decisions to projects, and from projects to business models.
namespace rivalry {
namespace {

constexpr auto first_move = static_cast<std::size_t>(mode_of(ChainMove{}));

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
  design.moves_toward = moves_home(static_cast<SearchMode>(firms.project.mode[j])) ? 0 : -1;
  design.stage = firms.project.stage[j];
  firms.experience[j] = kept_experience(firms.experience[j], lost_by_a_change(firms, step, j, firms.project.path[j]),
                                        changed_choices(firms, j, design));
  firms.model[j] = design.model;
  if (design.stage >= 0) take_up_stage(firms, step.scenario, j, design.stage);
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
  const double alone = base + (1 - base) * deployed_capability(firms, step.scenario, j, path);
  const unsigned open = step.scratch.effects.openness(firms.model[j]);
  const double helped = averted_failures(step.scenario, participants(market, step.scenario, j, open));
  const bool success = stream.chance(alone + (1 - alone) * helped);
  EventRow row = project_event(step, firms, j, success ? EventKind::project_finished : EventKind::project_failed);
  if (success) {
    ++flows.adopted[p];
    if (const auto mode = static_cast<std::size_t>(row.mode); mode >= first_move) ++flows.moved[mode - first_move];
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
    reinforce(market, step, j, path, -firms.project.cost[j] / firms.trait[Trait::start_size][j]);
  }
  firms.project.path[j] = -1;
}

void finish_projects(Market& market, const Step& step) {
  Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    PeriodFlows& flows = step.scratch.block_flows[static_cast<std::size_t>(block.number)];
    for_each_due(step, block, firms.project.path, firms.project.due,
                 [&](Index j) { finish_project(market, step, j, flows); });
  });
  join_block_flows(market, step.scratch);
}

// --- committing ------------------------------------------------------------------------------------------------------

/// What a changed choice takes in money and time, relative to a firm with reconfiguring 1/2.
double effort(const Firms& firms, const Scenario& scenario, Index j) {
  return 1.5 - acting(firms, scenario, Trait::reconfiguring, j);
}

double project_cost(const Firms& firms, const Scenario& scenario, Index j, int changed) {
  const auto& innovation = scenario.innovation;
  const double saving =
      digital_saving(scenario, scenario.resources.digital_search, acting(firms, scenario, Trait::digital, j));
  return (innovation.base_cost * (1 - saving) + innovation.choice_cost * changed * effort(firms, scenario, j)) *
         firms.trait[Trait::start_size][j];
}

/// Present value of a unit of gain a period, to managers and to owners.
struct Annuity {
  explicit Annuity(const Scenario& scenario) {
    const auto& innovation = scenario.innovation;
    managers = annuity(innovation.discount, innovation.horizon);
    owners = scenario.managers.owner_horizon ? annuity(innovation.discount, innovation.owner_horizon) : managers;
  }
  double managers, owners;
};

bool commits(const Firms& firms, const Scenario& scenario, Index j, const Decision& decision, double cost,
             const Annuity& annuity) {
  const bool owner = acting(firms, scenario, Trait::owner_manager, j) > 0.5;
  // Seizing is the share of cash that a project may use; credit comes on top, debts come off.
  const double own = std::max(0.0, firms.cash[j]) * acting(firms, scenario, Trait::seizing, j);
  if (cost > own + std::min(0.0, firms.cash[j]) + credit_limit(firms, scenario, j)) return false;
  if (scenario.innovation.null == NullModel::no_selection) return true;
  if (scenario.innovation.objective == Objective::fitness) return decision.gain > 0;
  const double hurdle =
      owner && scenario.managers.owner_hurdle ? 0 : scenario.innovation.hurdle * firms.trait[Trait::start_size][j];
  return decision.gain * (owner ? annuity.owners : annuity.managers) > cost + hurdle;
}

/// Starts the project that a search ended in, if the firm commits itself to it.
void start_project(Market& market, const Step& step, Searcher searcher, const Decision& decision,
                   const Annuity& annuity, PeriodFlows& flows) {
  const auto [j, path] = searcher;
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  if (!decision.found) return;
  const int changed = changed_choices(firms, j, decision.design);
  const double full_cost = project_cost(firms, scenario, j, changed),
               subsidy = subsidy_of(firms, scenario, j, full_cost);
  const double cost = full_cost - subsidy;
  if (!commits(firms, scenario, j, decision, cost, annuity)) return;
  Projects& project = firms.project;
  const double pace = scenario.innovation.lead_time * effort(firms, scenario, j);
  project.path[j] = path;
  project.model[j] = decision.design.model;
  for (std::size_t d = 0; d < project.home.size(); ++d) project.home[d][j] = decision.design.home[d];
  project.mode[j] = static_cast<int>(decision.design.mode);
  if (scenario.value_chain.enabled) project.stage.each()[j] = static_cast<std::int8_t>(decision.design.stage);
  project.due[j] = static_cast<std::int32_t>(step.period) + static_cast<std::int32_t>(std::ceil(changed * pace));
  project.source[j] = decision.design.source >= 0 ? firms.id[decision.design.source] : -1;
  project.gain[j] = decision.gain;
  project.cost[j] = cost;
  project.base[j] = firms.performance[j];
  step.scratch.spending[j] = cost;
  if (scenario.policy.enabled) firms.subsidy.each()[j] = subsidy;
  flows.project_costs += full_cost;
  flows.subsidies += subsidy;
  ++flows.started[static_cast<std::size_t>(path)];
  flows.events.push_back(project_event(step, firms, j, EventKind::project_started));
}

void start_projects(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const Annuity annuity(step.scenario);
  step.workers.for_blocks(firms.count, [&](Block block) {
    PeriodFlows& flows = step.scratch.block_flows[static_cast<std::size_t>(block.number)];
    std::array<Searcher, Appraisers::seats> searchers;
    std::array<Decision, Appraisers::seats> decisions;
    SearchRoom room;
    std::size_t waiting = 0;
    const auto search_and_start = [&] {
      search(market, step, std::span(searchers.data(), waiting), room, decisions.data(), flows);
      for (std::size_t i = 0; i < waiting; ++i) start_project(market, step, searchers[i], decisions[i], annuity, flows);
      waiting = 0;
    };
    for (Index j = block.begin; j < block.end; ++j) {
      if (step.scratch.chosen[j] < 0) continue;
      searchers[waiting++] = {j, step.scratch.chosen[j]};
      if (waiting == searchers.size()) search_and_start();
    }
    if (waiting > 0) search_and_start();
  });
  join_block_flows(market, step.scratch);
}

}  // namespace

double annuity(double discount, std::int64_t periods) {
  constexpr double hardly_discounted = 1e-5;  // both differences would be of the size of rounding
  if (1 - discount > hardly_discounted)
    return (1 - functions::pow(discount, static_cast<double>(periods))) / (1 - discount);
  double value = 0;
  for (std::int64_t period = 0; period < periods; ++period) value = 1 + discount * value;
  return value;
}

void innovate(Market& market, const Step& step) {
  step.scratch.spending.head(market.firms.count).setZero();
  if (step.scenario.policy.enabled) market.firms.subsidy.each().head(market.firms.count).setZero();
  if (step.scenario.innovation.enabled) {
    count_weights(market, step);  // today's rivals at today's prices
    tabulate_segments(market, step);
    start_projects(market, step);
  }
  finish_projects(market, step);  // afterwards, so that all who search see the market as the phase began
}

}  // namespace rivalry
