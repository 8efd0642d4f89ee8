#include "rivalry/model/step.hpp"

#include <algorithm>

namespace rivalry {

void Scratch::resize(const Market& market) {
  const Index capacity = market.firms.capacity();
  for (Column* column :
       {&firm_utility, &log_legitimacy, &sustainability, &demand, &weighted_demand, &weighted_gamma, &margin})
    if (column->size() != capacity) column->setZero(capacity);
  for (Column& column : price_factor)
    if (column.size() != capacity) column.setZero(capacity);
  for (Column& column : opportunity)
    if (column.size() != capacity) column.setZero(capacity);
  if (chosen.size() != capacity) chosen.setConstant(capacity, -1);
  visible.resize(static_cast<std::size_t>(capacity));
  block_flows.resize(static_cast<std::size_t>(Workers::blocks(capacity)));
  free_share.resize(static_cast<std::size_t>(market.segments.count));
  free_square.resize(static_cast<std::size_t>(market.segments.count));
}

void prepare(const Market& market, const Step& step) {
  Scratch& scratch = step.scratch;
  const Segments& segments = market.segments;
  const auto attributes = static_cast<int>(market.firms.home.size());
  scratch.effects = EffectTable(step.scenario.catalogue, segments, attributes);
  scratch.commonness = Commonness(step.scenario.catalogue);
  if (market.firms.count > 0) scratch.commonness.count(market.firms, step.workers);
  scratch.available = available_choices(market, step.scenario);
  scratch.sensitivities.assign(segments.price_sensitivity.data(), segments.price_sensitivity.data() + segments.count);
  std::sort(scratch.sensitivities.begin(), scratch.sensitivities.end());
  scratch.sensitivities.erase(std::unique(scratch.sensitivities.begin(), scratch.sensitivities.end()),
                              scratch.sensitivities.end());
  scratch.sensitivity.clear();
  for (Index s = 0; s < segments.count; ++s)
    scratch.sensitivity.push_back(static_cast<std::size_t>(
        std::lower_bound(scratch.sensitivities.begin(), scratch.sensitivities.end(), segments.price_sensitivity[s]) -
        scratch.sensitivities.begin()));
  scratch.price_factor.resize(scratch.sensitivities.size());
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

void join_block_flows(Market& market, Scratch& scratch) {
  PeriodFlows& all = market.flows;
  for (PeriodFlows& block : scratch.block_flows) {
    all.imitations += block.imitations;
    all.triggered += block.triggered;
    for (std::size_t path = 0; path < path_count; ++path) {
      all.tried[path] += block.tried[path];
      all.started[path] += block.started[path];
      all.adopted[path] += block.adopted[path];
      all.failed[path] += block.failed[path];
    }
    all.events.insert(all.events.end(), block.events.begin(), block.events.end());
    block.imitations = block.triggered = 0;
    block.tried = block.started = block.adopted = block.failed = {};
    block.events.clear();
  }
}

}  // namespace rivalry
