#include <algorithm>
#include <bit>

#include "rivalry/model/innovation.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/random/functions.hpp"

// Whether a firm innovates, and on which path.
namespace rivalry {
namespace {

/// Chance that each of a block's firms takes up innovation this period; 0 while it has a project.
void hazards(const Market& market, const Step& step, Block block, BlockBuffer& hazard) {
  const Firms& firms = market.firms;
  const auto& innovation = step.scenario.innovation;
  const Acting seizing(firms, step.scenario, Trait::seizing);
  for (Index j = block.begin; j < block.end; ++j) {
    const double drive = innovation.base_hazard + innovation.pressure_hazard * firms.pressure[j] +
                         innovation.slack_hazard * firms.slack[j] + innovation.threat_hazard * firms.threat[j];
    const double allowed = firms.trait[Trait::may_innovate][j];  // between 0 and 1: a share of the hazard
    hazard[j - block.begin] = firms.project.path[j] >= 0 ? 0 : -allowed * drive * (0.5 + seizing[j]);
  }
  const Index n = block.end - block.begin;
  kernels::chosen().exp(n, hazard.data(), hazard.data());
  hazard.head(n) = 1 - hazard.head(n);
}

using PathMoments = std::array<Moments, path_count>;

/// Logit over the four paths that have choices, and hold (4), whose utility is the firm's inertia.
int choose_path(const Market& market, const Step& step, const PathMoments& attraction, const PathMoments& opportunity,
                Index j, Stream& stream) {
  const Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  double weight[path_count + 1], total = 0;
  const double noise = scenario.innovation.noise * (1 - acting(firms, scenario, Trait::sensing, j));
  double utility[path_count + 1];
  for (int path = 0; path < path_count; ++path) {
    const auto p = static_cast<std::size_t>(path);
    utility[path] = attraction[p].standardised(firms.attraction[p][j]) +
                    opportunity[p].standardised(step.scratch.opportunity[p][j]) + noise * stream.normal();
  }
  utility[path_count] = acting(firms, scenario, Trait::inertia, j);
  const double best = *std::max_element(utility, utility + path_count + 1);
  for (int option = 0; option <= path_count; ++option) {
    const bool exists = option == path_count || step.scratch.effects.block(option) != 0;
    const bool random = scenario.innovation.null == NullModel::random_path && option < path_count;
    const double drive = random ? 0 : scenario.innovation.path_intensity * (utility[option] - best);
    weight[option] = exists ? functions::exp(drive) : 0;
    if (scenario.innovation.null == NullModel::random_path && option == path_count) weight[option] = 0;
    total += weight[option];
  }
  double ticket = stream.uniform() * total;
  int option = 0;
  while (option < path_count && (ticket -= weight[option]) >= 0) ++option;
  return option;
}

}  // namespace

void choose_paths(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Scratch& scratch = step.scratch;
  if (!step.scenario.innovation.enabled) {
    scratch.chosen.head(firms.count).setConstant(-1);
    return;
  }
  PathMoments attraction, opportunity;
  for (std::size_t p = 0; p < path_count; ++p) {
    attraction[p] = moments_of(step, firms.count, firms.attraction[p]);
    opportunity[p] = moments_of(step, firms.count, scratch.opportunity[p]);
  }
  step.workers.for_blocks(firms.count, [&](Block block) {
    BlockBuffer hazard = BlockBuffer::Zero();
    hazards(market, step, block, hazard);
    const BlockStreams streams(step, Purpose::trigger, firms.id, block);
    for (Index j = block.begin; j < block.end; ++j) {
      scratch.chosen[j] = -1;
      Stream stream = streams.at(j);
      if (!stream.chance(hazard[j - block.begin])) continue;
      ++scratch.block_flows[static_cast<std::size_t>(block.number)].triggered;
      const int path = choose_path(market, step, attraction, opportunity, j, stream);
      if (path < path_count) scratch.chosen[j] = path;
    }
  });
  join_block_flows(market, scratch);
}

}  // namespace rivalry
