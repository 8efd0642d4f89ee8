#include "rivalry/model/value_chain.hpp"

#include "rivalry/model/buffers.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

bool holds(unsigned stages, Index stage) { return (stages >> stage & 1U) != 0; }

}  // namespace

double suppliers_margin(const Market& market, const Scenario& scenario, unsigned in_house, double orchestration,
                        double support) {
  const double bought = market.stage_weight.of(~in_house) - scenario.network.margin_share * support;
  return scenario.value_chain.margin * bought * (1 - orchestration);
}

double stage_gain(const Market& market, const Scenario& scenario, Index j, unsigned in_house, int innovated) {
  double gain = 0;
  for (Index l = 0; l < market.stage_weight.size(); ++l) {
    if (!holds(in_house, l)) continue;
    const double level = market.firms.stage_level[static_cast<std::size_t>(l)][j];
    gain += market.stage_weight[l] * (l == innovated ? innovated_level(scenario, level) : level);
  }
  return scenario.value_chain.stage_effect * gain;
}

Index key_stage(const StageWeights& stage_weight) {
  Index key = 0;
  for (Index l = 1; l < stage_weight.size(); ++l)
    if (stage_weight[l] > stage_weight[key]) key = l;
  return key;
}

void found_chain(Market& market, const Scenario& scenario) {
  Firms& firms = market.firms;
  const auto& chain = scenario.value_chain;
  if (!chain.enabled) {
    firms.in_house.share(0);
    firms.orchestration.share(0);
    firms.suppliers_margin.share(0);
    firms.project.stage.share(-1);
    return;
  }
  firms.stage_level.resize(chain.stages.size());
  set_stage_weights(market, scenario);
}

void set_stage_weights(Market& market, const Scenario& scenario) {
  const std::vector<double>& weights = scenario.value_chain.weights;
  if (scenario.value_chain.enabled)
    market.stage_weight = StageWeights(Eigen::Map<const Column>(weights.data(), static_cast<Index>(weights.size())));
}

void open_chain(Market& market, const Scenario& scenario, Index j) {
  Firms& firms = market.firms;
  firms.project.stage.each()[j] = -1;
  const double margin =
      suppliers_margin(market, scenario, static_cast<unsigned>(firms.in_house[j]), firms.orchestration[j], 0);
  firms.suppliers_margin.each()[j] = margin;
  firms.unit_cost[j] += margin;
  firms.log_unit_cost[j] = functions::log(firms.unit_cost[j]);
}

void take_up_stage(Firms& firms, const Scenario& scenario, Index j, int stage) {
  double& level = firms.stage_level[static_cast<std::size_t>(stage)][j];
  level = innovated_level(scenario, level);
}

void shift_stages(Market& market, const Step& step) {
  // Exponential draws, normalised, are uniform over all distributions of weights.
  Stream stream = step.streams.at(Purpose::stages, 0, step.period);
  double drawn[max_stages], total = 0;
  const Index stages = market.stage_weight.size();
  for (Index l = 0; l < stages; ++l) total += drawn[l] = stream.exponential();
  const double shift = step.scenario.value_chain.shift;
  market.stage_weight.change(
      [&](Index stage, double weight) { return (1 - shift) * weight + shift * drawn[stage] / total; });
}

void count_stage_gains(Market& market, const Step& step, Block block) {
  Firms& firms = market.firms;
  const Index n = block.end - block.begin;
  const std::int32_t* const in_house = firms.in_house.each().data() + block.begin;
  BlockBuffer gain = buffer_for(n);
  gain.head(n).setZero();
  for (Index l = 0; l < market.stage_weight.size(); ++l) {
    const double* const level = firms.stage_level[static_cast<std::size_t>(l)].data() + block.begin;
    const double weight = market.stage_weight[l];
    for (Index i = 0; i < n; ++i) gain[i] += (in_house[i] >> l & 1) * (weight * level[i]);  // a branch would be a guess
  }
  firms.log_unit_cost.segment(block.begin, n) -= step.scenario.value_chain.stage_effect * gain.head(n);
}

void pay_suppliers(Market& market, const Step& step, Block block) {
  Firms& firms = market.firms;
  for (Index j = block.begin; j < block.end; ++j) {
    double& margin = firms.suppliers_margin.each()[j];
    margin = suppliers_margin(market, step.scenario, static_cast<unsigned>(firms.in_house[j]), firms.orchestration[j],
                              firms.support[j]);
    firms.unit_cost[j] += margin;
  }
  kernels::chosen().log(block.end - block.begin, firms.unit_cost.data() + block.begin,
                        firms.log_unit_cost.data() + block.begin);
}

}  // namespace rivalry
