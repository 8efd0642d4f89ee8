#include "rivalry/model/offers.hpp"

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/design.hpp"

namespace rivalry {
namespace {

/// What the choices of a block's firms amount to, before resources and those who take part add to it.
struct Bases {
  BlockBuffer willingness, fixed_cost, retention;

  Bases(const Firms& firms, const EffectTable& effects, Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      const EffectTable::Basis basis = effects.basis(firms.model[j]);
      willingness[j - block.begin] = basis.willingness;
      fixed_cost[j - block.begin] = basis.fixed_cost;
      retention[j - block.begin] = basis.retention;
    }
  }
};

void add_brand(const Firms& firms, const Scenario& scenario, Block block, BlockBuffer& willingness) {
  if (!scenario.resources.enabled) return;
  const OneOrEach<Column>& brand = firms.trait[Trait::brand];
  for (Index j = block.begin; j < block.end; ++j)
    willingness[j - block.begin] += scenario.resources.brand_value * brand[j];
}

/// @param wanted  not 0: of these firms
void set_access(Market& market, const Step& step, Block block, const BlockBuffer& wanted) {
  Firms& firms = market.firms;
  const Index n = block.end - block.begin;
  BlockBuffer gap = buffer_for(n);
  const EffectTable& effects = step.scratch.effects;
  for (Index j = block.begin; j < block.end; ++j)
    gap[j - block.begin] = access_gap(market, step.scenario, j, effects.openness(firms.model[j]));
  kernels::chosen().reach(effects.channels(), n,
                          {.segments = market.segments.count,
                           .mass = market.segments.mass.data(),
                           .model = firms.model.data() + block.begin,
                           .wanted = wanted.data(),
                           .gap = gap.data(),
                           .size = firms.trait[Trait::start_size].each().data() + block.begin,
                           .base = market.base_utility.from(block.begin),
                           .mean = firms.mean_reach.data() + block.begin});
}

}  // namespace

void refresh_resources(Market& market, const Step& step, Block block, const BlockBuffer& changed) {
  Firms& firms = market.firms;
  const EffectTable& effects = step.scratch.effects;
  Bases bases(firms, effects, block);
  add_brand(firms, step.scenario, block, bases.willingness);
  BlockBuffer created;
  created_values(market, step, block, created);
  for (Index j = block.begin; j < block.end; ++j) {
    const Index i = j - block.begin;
    if (changed[i] == 0) continue;
    firms.willingness[j] = bases.willingness[i] + created[i];
    firms.fixed_cost_effect[j] =
        choices_cost(step.scenario, effects, bases.fixed_cost[i], firms.model[j], firms.trait[Trait::digital][j]);
  }
  set_access(market, step, block, changed);
}

void refresh_participation(Market& market, const Step& step, Block block) {
  Firms& firms = market.firms;
  const Index n = block.end - block.begin;
  const Openings& openings = step.scratch.effects.openings();
  Bases bases(firms, step.scratch.effects, block);
  add_brand(firms, step.scenario, block, bases.willingness);
  BlockBuffer created, open = buffer_for(n);
  created_values(market, step, block, created);
  firms.willingness.segment(block.begin, n) = bases.willingness.head(n) + created.head(n);
  bind_users(market, step, block, bases.retention);
  firms.retention.segment(block.begin, n) = bases.retention.head(n);
  mark_open(firms, openings[Path::delivery], block, open);
  set_access(market, step, block, open);
}

}  // namespace rivalry
