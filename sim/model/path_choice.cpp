#include <algorithm>

#include "own_rules.hpp"
#include "rivalry/model/buffers.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/random/functions.hpp"

// Whether a firm innovates, and on which path.
namespace rivalry {
namespace {

using PathMoments = std::array<Moments, path_count>;
constexpr int options = path_count + 1;  ///< the four paths that have choices, and hold (4)
constexpr double alike = 1e-9;           ///< firms that differ by less, in units of what is compared, do not

using Trigger = FirmStreams<block_size, 4>;

/// Logit over the options for those of a block's firms that are triggered; hold's utility is the firm's inertia.
class PathChoice {
 public:
  PathChoice(const Market& market, const Step& step, const PathMoments& attraction, const PathMoments& opportunity)
      : market_(market), step_(step), attraction_(attraction), opportunity_(opportunity) {}

  /// Who takes up innovation this period, with chance 1 - exp(-hazard); nobody who has a project.
  /// @param trigger  first words of the firms' streams
  void find_triggered(Block block, const Trigger& trigger) {
    const Firms& firms = market_.firms;
    const auto& innovation = step_.scenario.innovation;
    const auto from = [&](const auto& column) { return column.data() + block.begin; };
    const Acting seizing(firms, step_.scenario, Trait::seizing);
    BlockBuffer others;
    count_ = kernels::columns().find_triggered(
        block.end - block.begin,
        {.base = innovation.base_hazard,
         .by_pressure = innovation.pressure_hazard,
         .by_slack = innovation.slack_hazard,
         .by_threat = innovation.threat_hazard,
         .allowed = level_of(firms.trait[Trait::may_innovate], block),  // in [0, 1]: a share of the hazard
         .seizing = seizing.in(block, others),
         .pressure = from(firms.pressure),
         .slack = from(firms.slack),
         .threat = from(firms.threat),
         .project = from(firms.project.path),
         .first = trigger.words(0),
         .second = trigger.words(1),
         .who = firm_.data(),
         .drawn = drawn_.data()});
    for (Index i = 0; i < count_; ++i) firm_[static_cast<std::size_t>(i)] += static_cast<std::int32_t>(block.begin);
  }
  Index count() const { return count_; }

  /// Calls `take(firm, option)` for each of them.
  template <class Take>
  void decide(Take take) {
    draw();
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
  /// A uniform number for each path and a ticket, from the words behind those that the trigger took.
  void draw() {
    std::int64_t id[block_size];
    for (Index i = 0; i < count_; ++i) id[i] = market_.firms.id[firm_[static_cast<std::size_t>(i)]];
    const FirmStreams<block_size, 2 + 2 * options> streams(step_.streams, Purpose::trigger, step_.period, id, count_);
    for (int option = 0; option < options; ++option) {
      BlockBuffer& drawn = option < path_count ? utility_[option] : ticket_;
      for (Index i = 0; i < count_; ++i) {
        const Index number = drawn_[static_cast<std::size_t>(i)] + 2 * option;
        drawn[i] = Stream::uniform_of(streams.words(number)[i], streams.words(number + 1)[i]);
      }
    }
  }

  void set_utilities() {
    const Firms& firms = market_.firms;
    const Scenario& scenario = step_.scenario;
    const Acting sensing(firms, scenario, Trait::sensing), inertia(firms, scenario, Trait::inertia);
    const auto& measure = step_.scratch.measure;
    for (int path = 0; path < path_count; ++path)
      kernels::chosen().normal_quantile(count_, utility_[path].data(), utility_[path].data());
    for (Index i = 0; i < count_; ++i) {
      const Index j = firm_[static_cast<std::size_t>(i)];
      const double noise = scenario.innovation.noise * (1 - sensing[j]);
      utility_[0][i] *= 1 - told_by_users(market_, step_, j);
      for (std::size_t p = 0; p < path_count; ++p)
        utility_[p][i] = attraction_[p].standardised(firms.attraction[p][j], alike) +
                         opportunity_[p].standardised(step_.scratch.opportunity[p][j], alike * measure[p]) +
                         noise * utility_[p][i];
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
  std::array<std::int32_t, block_size + 8> firm_, drawn_;  ///< words that the trigger took
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
    PathChoice choice(market, step, attraction, opportunity);
    choice.find_triggered(
        block, {step.streams, Purpose::trigger, step.period, firms.id.data() + block.begin, block.end - block.begin});
    scratch.block_flows[static_cast<std::size_t>(block.number)].triggered += choice.count();
    scratch.chosen.segment(block.begin, block.end - block.begin).setConstant(-1);
    choice.decide([&](Index j, int option) {
      if (option < path_count) scratch.chosen[j] = option;
    });
  });
  join_block_flows(market, scratch);
}

}  // namespace rivalry
