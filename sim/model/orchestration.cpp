#include "rivalry/model/orchestration.hpp"

#include <algorithm>
#include <array>

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/design.hpp"

namespace rivalry {
namespace {

constexpr std::size_t stock_count = resource_stocks.size();
constexpr std::array<Trait, stock_count> weights{Trait::toward_human, Trait::toward_technology, Trait::toward_brand,
                                                 Trait::toward_digital};
/// Which paths a unit of a stock serves: rows add up to 1.
constexpr double serves[stock_count][path_count] = {
    {0.25, 0.25, 0.25, 0.25},  // human
    {0, 1, 0, 0},              // technology
    {1, 0, 0, 0},              // brand
    {0, 0, 0.5, 0.5},          // digital
};

/// Services that a firm's bundling can use on each path.
double usable(const Firms& firms, Index j) {
  return firms.trait[Trait::stabilising][j] + firms.trait[Trait::enriching][j] + firms.trait[Trait::pioneering][j];
}

constexpr double nothing = 1e-300;  // divisor where there is nothing to be divided

/// The firms of a block that orchestrate resources.
class Orchestrators {
  using Part = Eigen::VectorBlock<Column>;

 public:
  Orchestrators(Market& market, const Step& step, Block block)
      : firms_(market.firms),
        step_(step),
        rule_(step.scenario.orchestration),
        block_(block),
        begin_(block.begin),
        n_(block.end - block.begin),
        size_(levels(Trait::start_size)),
        stabilising_(levels(Trait::stabilising)),
        enriching_(levels(Trait::enriching)),
        pioneering_(levels(Trait::pioneering)),
        usable_(BlockBuffer::Zero()) {
    usable_.head(n_) = stabilising_.head(n_) + enriching_.head(n_) + pioneering_.head(n_);
  }

  /// Stocks decay, idle ones are sold, and spending buys or builds new ones.
  void structure(PeriodCounts& flows) {
    divest();
    const BlockBuffer acquiring = levels(Trait::acquiring);
    BlockBuffer spending = levels(Trait::structuring), total = BlockBuffer::Zero(), part, bought, built;
    spending.head(n_) = (spending.head(n_) * size_.head(n_)).min(rule_.cash_share * of(firms_.cash).max(0.0));
    for (const Trait weight : weights) total.head(n_) += levels(weight).head(n_);
    for (std::size_t i = 0; i < stock_count; ++i) {
      part.head(n_) = levels(weights[i]).head(n_) / total.head(n_).max(nothing);
      built.head(n_) = spending.head(n_) * part.head(n_) / (rule_.stock_price * size_.head(n_));
      bought.head(n_) = acquiring.head(n_) * built.head(n_) / (1 + rule_.premium);
      built.head(n_) *= 1 - acquiring.head(n_);
      auto stock = stock_of(resource_stocks[i]);
      stock = (1 - rule_.stock_decay) * stock + bought.head(n_) + built.head(n_) / (1 + built.head(n_) / rule_.pace);
    }
    spending.head(n_) = (total.head(n_) > 0).select(spending.head(n_), 0);
    part.head(n_) = acquiring.head(n_) * spending.head(n_) - proceeds_.head(n_);
    outlay() = part.head(n_);
    flows.resource_suppliers += kernels::chosen().sum(n_, part.data());
    part.head(n_) = (1 - acquiring.head(n_)) * spending.head(n_);
    pay_staff(part, flows);
  }

  /// Services of the stocks keep, extend and create capabilities, as far as bundling takes them up.
  void bundle() {
    draw_luck();
    for (int path = 0; path < path_count; ++path) {
      BlockBuffer used = services_for(path);  // share of what bundling could use
      used.head(n_) = (used.head(n_) / usable_.head(n_).max(nothing)).min(1.0);
      auto capability = stock_of(capability_of(path));
      capability =
          (1 - rule_.capability_decay / (1 + rule_.stabilising_effect * stabilising_.head(n_) * used.head(n_))) *
              capability +
          (rule_.enriching_growth * enriching_.head(n_) +
           rule_.pioneering_growth * pioneering_.head(n_) * luck_[path].head(n_)) *
              used.head(n_);
    }
  }

  /// Bundling and leveraging are paid whether or not they find a use.
  void pay_for_effort(PeriodCounts& flows) {
    BlockBuffer cost = BlockBuffer::Zero();
    for (Index i = 0; i < n_; ++i) cost[i] = orchestration_cost(firms_, step_.scenario, begin_ + i) * size_[i];
    pay_staff(cost, flows);
  }

 private:
  Part of(Column& column) const { return column.segment(begin_, n_); }
  Part stock_of(Trait stock) { return of(firms_.trait[stock].each()); }
  Part outlay() { return of(firms_.resource_outlay.each()); }
  /// A trait, which all firms may share.
  BlockBuffer levels(Trait trait) const {
    BlockBuffer values = BlockBuffer::Zero();
    const OneOrEach<Column>& own = firms_.trait[trait];
    if (own.shared())
      values.head(n_).setConstant(own.common());
    else
      values.head(n_) = own.each().segment(begin_, n_);
    return values;
  }
  BlockBuffer services_for(int path) {
    BlockBuffer sum = BlockBuffer::Zero();
    for (std::size_t i = 0; i < stock_count; ++i)
      if (serves[i][path] > 0) sum.head(n_) += serves[i][path] * stock_of(resource_stocks[i]);
    return sum;
  }

  /// Sells a part of the resources that bundling leaves idle.
  void divest() {
    std::array<BlockBuffer, stock_count> idle;  // share of each stock
    idle.fill(BlockBuffer::Zero());
    for (int path = 0; path < path_count; ++path) {
      BlockBuffer share = services_for(path);
      share.head(n_) = (1 - usable_.head(n_) / share.head(n_).max(nothing)).max(0.0);
      for (std::size_t i = 0; i < stock_count; ++i)
        if (serves[i][path] > 0) idle[i].head(n_) += serves[i][path] * share.head(n_);
    }
    for (std::size_t i = 0; i < stock_count; ++i) {
      auto stock = stock_of(resource_stocks[i]);
      idle[i].head(n_) *= rule_.divestment * stock;
      stock -= idle[i].head(n_);
      proceeds_.head(n_) += idle[i].head(n_);
    }
    proceeds_.head(n_) *= rule_.resale * rule_.stock_price * size_.head(n_);
  }

  /// Log-normal factors of mean 1 by which pioneering is more or less fruitful, one for each path.
  void draw_luck() {
    // The four uniforms that a stream begins with: of its first block of words, then of two words of each block.
    constexpr std::array<Index, path_count> begins{0, 2, 4, 8};
    const FirmStreams<block_size, 12> streams(step_.streams, Purpose::bundling, step_.period, firms_.id.data() + begin_,
                                              n_);
    for (std::size_t path = 0; path < path_count; ++path) {
      const std::uint32_t *const high = streams.words(begins[path]), *const low = streams.words(begins[path] + 1);
      luck_[path] = buffer_for(n_);
      for (Index i = 0; i < n_; ++i) luck_[path][i] = pioneering_[i] > 0 ? Stream::uniform_of(high[i], low[i]) : 0.5;
    }
    const double spread = rule_.pioneering_spread;
    for (BlockBuffer& luck : luck_) {
      kernels::chosen().normal_quantile(n_, luck.data(), luck.data());
      luck.head(n_) = spread * luck.head(n_) - spread * spread / 2;
      kernels::chosen().exp(n_, luck.data(), luck.data());
    }
  }

  void pay_staff(const BlockBuffer& money, PeriodCounts& flows) {
    outlay() += money.head(n_);
    flows.resource_staff += kernels::chosen().sum(n_, money.data());
  }

  Firms& firms_;
  const Step& step_;
  const decltype(Scenario::orchestration)& rule_;
  Block block_;
  Index begin_, n_;
  BlockBuffer size_, stabilising_, enriching_, pioneering_, usable_, proceeds_ = BlockBuffer::Zero();
  std::array<BlockBuffer, path_count> luck_;
};

/// Brand and digital resources act on buyers with the stocks of today.
void refresh_offers(Market& market, const Step& step, Block block, const BlockBuffer& brand,
                    const BlockBuffer& digital) {
  const Firms& firms = market.firms;
  for (Index j = block.begin; j < block.end; ++j)
    if (firms.trait[Trait::brand][j] != brand[j - block.begin] ||
        firms.trait[Trait::digital][j] != digital[j - block.begin])
      refresh_resources(market, step.scenario, step.scratch.effects, j);
}

}  // namespace

bool is_stock(const Scenario& scenario, Trait trait) {
  const bool resource = std::ranges::find(resource_stocks, trait) != resource_stocks.end();
  const bool capability = trait >= capability_of(0) && trait <= capability_of(path_count - 1);
  return scenario.orchestration.enabled && (resource || capability);
}

double services(const Firms& firms, Index j, int path) {
  double sum = 0;
  for (std::size_t i = 0; i < stock_count; ++i) sum += serves[i][path] * firms.trait[resource_stocks[i]][j];
  return sum;
}

Waste waste_of(const Firms& firms, const Scenario& scenario, Index j) {
  const double usable_services = usable(firms, j);
  const double leveraging = scenario.orchestration.enabled ? firms.trait[Trait::leveraging][j] : 1;
  Waste waste;
  for (int path = 0; path < path_count; ++path) {
    const double offered = services(firms, j, path), used = std::min(offered, usable_services);
    waste.resources += offered - used;
    waste.bundling += usable_services - used;
    const double capability = firms.trait[capability_of(path)][j], potential = capability / (1 + capability);
    waste.capability += (1 - leveraging) * potential;
    waste.leveraging += leveraging * (1 - potential);
  }
  return waste;
}

double orchestration_cost(const Firms& firms, const Scenario& scenario, Index j) {
  return scenario.orchestration.bundling_cost * path_count * usable(firms, j) +
         scenario.orchestration.leveraging_cost * firms.trait[Trait::leveraging][j];
}

void orchestrate_resources(Market& market, const Step& step) {
  if (!step.scenario.orchestration.enabled) return;
  Firms& firms = market.firms;
  Index incumbents = firms.count;  // entrants, which come last, begin with what they bring
  while (incumbents > 0 && firms.entered(incumbents - 1) == step.period) firms.resource_outlay.each()[--incumbents] = 0;
  step.workers.for_blocks(incumbents, [&](Block block) {
    PeriodFlows& flows = step.scratch.block_flows[static_cast<std::size_t>(block.number)];
    const Index n = block.end - block.begin;
    BlockBuffer brand, digital;
    brand.head(n) = firms.trait[Trait::brand].each().segment(block.begin, n);
    digital.head(n) = firms.trait[Trait::digital].each().segment(block.begin, n);
    Orchestrators orchestrators(market, step, block);
    orchestrators.structure(flows);
    orchestrators.bundle();
    orchestrators.pay_for_effort(flows);
    refresh_offers(market, step, block, brand, digital);
  });
  join_block_flows(market, step.scratch);
}

}  // namespace rivalry
