#include <algorithm>

#include "own_rules.hpp"
#include "rivalry/model/buffers.hpp"
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
constexpr int options = path_count + 1;  ///< the four paths that have choices, and hold (4)

/// Logit over the options for those of a block's firms that are triggered; hold's utility is the firm's inertia.
class PathChoice {
 public:
  PathChoice(const Market& market, const Step& step, const PathMoments& attraction, const PathMoments& opportunity)
      : market_(market), step_(step), attraction_(attraction), opportunity_(opportunity) {}

  /// Draws what a triggered firm chooses by.
  void add(Index firm, Stream& stream) {
    for (int path = 0; path < path_count; ++path) utility_[path][count_] = stream.uniform();
    ticket_[count_] = stream.uniform();
    firm_[static_cast<std::size_t>(count_++)] = firm;
  }

  /// Calls `take(firm, option)` for each of them.
  template <class Take>
  void decide(Take take) {
    set_utilities();
    set_weights();
    for (Index i = 0; i < count_; ++i) {
      double total = 0;
      for (const BlockBuffer& weight : utility_) total += weight[i];
      double ticket = ticket_[i] * total;
      int option = 0;
      while (option < path_count && (ticket -= utility_[option][i]) >= 0) ++option;
      take(firm_[static_cast<std::size_t>(i)], option);
    }
  }

 private:
  void set_utilities() {
    const Firms& firms = market_.firms;
    const Scenario& scenario = step_.scenario;
    const Acting sensing(firms, scenario, Trait::sensing), inertia(firms, scenario, Trait::inertia);
    for (int path = 0; path < path_count; ++path)
      kernels::chosen().normal_quantile(count_, utility_[path].data(), utility_[path].data());
    for (Index i = 0; i < count_; ++i) {
      const Index j = firm_[static_cast<std::size_t>(i)];
      const double noise = scenario.innovation.noise * (1 - sensing[j]);
      utility_[0][i] *= 1 - told_by_users(market_, step_, j);
      for (std::size_t p = 0; p < path_count; ++p)
        utility_[p][i] = attraction_[p].standardised(firms.attraction[p][j]) +
                         opportunity_[p].standardised(step_.scratch.opportunity[p][j]) + noise * utility_[p][i];
      utility_[path_count][i] = inertia[j];
    }
  }

  /// From utilities to logit weights: of the null model alike for all paths, and none for hold.
  void set_weights() {
    const bool random = step_.scenario.innovation.null == NullModel::random_path;
    BlockBuffer best;
    best.head(count_) = utility_[0].head(count_);
    for (const BlockBuffer& utility : utility_) best.head(count_) = best.head(count_).max(utility.head(count_));
    for (int option = 0; option < options; ++option) {
      auto weight = utility_[option].head(count_);
      const bool exists = option == path_count ? !random : can_be_taken(option);
      weight = (random ? 0 : step_.scenario.innovation.path_intensity) * (weight - best.head(count_));
      kernels::chosen().exp(count_, weight.data(), weight.data());
      if (!exists) weight.setZero();
    }
  }

  /// Whether a path has choices, and a way to search them.
  bool can_be_taken(int path) const {
    const auto& chain = step_.scenario.value_chain;
    const bool closed =
        chain.enabled && chain.move_share >= 1 && step_.scratch.chain_moves[static_cast<std::size_t>(path)] == 0;
    return step_.scratch.effects.block(path) != 0 && !closed;
  }

  const Market& market_;
  const Step& step_;
  const PathMoments &attraction_, &opportunity_;
  Index count_ = 0;
  std::array<Index, block_size> firm_;
  BlockBuffer utility_[options], ticket_;
};

}  // namespace

void choose_paths(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Scratch& scratch = step.scratch;
  if (!step.scenario.innovation.enabled) {
    scratch.chosen.head(firms.count).setConstant(-1);
    return;
  }
  if (step.rules.path) return choose_own_paths(market, step);
  PathMoments attraction, opportunity;
  for (std::size_t p = 0; p < path_count; ++p) {
    attraction[p] = moments_of(step, firms.count, firms.attraction[p]);
    opportunity[p] = moments_of(step, firms.count, scratch.opportunity[p]);
  }
  step.workers.for_blocks(firms.count, [&](Block block) {
    BlockBuffer hazard = buffer_for(block.end - block.begin);
    hazards(market, step, block, hazard);
    const FirmStreams<block_size, 4> streams(step.streams, Purpose::trigger, step.period, firms.id.data() + block.begin,
                                             block.end - block.begin);
    PathChoice choice(market, step, attraction, opportunity);
    for (Index j = block.begin; j < block.end; ++j) {
      scratch.chosen[j] = -1;
      if (streams.words(0)[j - block.begin] >= hazard[j - block.begin] * 0x1p32) continue;  // as Stream::chance
      Stream stream = streams.at(j - block.begin);
      if (!stream.chance(hazard[j - block.begin])) continue;
      ++scratch.block_flows[static_cast<std::size_t>(block.number)].triggered;
      choice.add(j, stream);
    }
    choice.decide([&](Index j, int option) {
      if (option < path_count) scratch.chosen[j] = option;
    });
  });
  join_block_flows(market, scratch);
}

}  // namespace rivalry
