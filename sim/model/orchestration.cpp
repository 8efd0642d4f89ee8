#include "rivalry/model/orchestration.hpp"

#include <algorithm>
#include <array>

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/offers.hpp"

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

/// Log-normal factors of mean 1 by which pioneering is more or less fruitful, of a block's firms, one for each path.
class Luck {
 public:
  Luck(const Firms& firms, const Step& step, Block block) {
    // The four uniforms that a stream begins with: of its first block of words, then of two words of each block.
    constexpr std::array<Index, path_count> begins{0, 2, 4, 8};
    const Index n = block.end - block.begin;
    const OneOrEach<Column>& pioneering = firms.trait[Trait::pioneering];
    const FirmStreams<block_size, 12> streams(step.streams, Purpose::bundling, step.period,
                                              firms.id.data() + block.begin, n);
    const kernels::Set& kernel = kernels::chosen();
    const double spread = step.scenario.orchestration.pioneering_spread;
    for (std::size_t path = 0; path < path_count; ++path) {
      const std::uint32_t *const high = streams.words(begins[path]), *const low = streams.words(begins[path] + 1);
      BlockBuffer& factor = of_[path] = buffer_for(n);
      for (Index i = 0; i < n; ++i)
        factor[i] = pioneering[block.begin + i] > 0 ? Stream::uniform_of(high[i], low[i]) : 0.5;
      kernel.normal_quantile(n, factor.data(), factor.data());
      factor.head(n) = spread * factor.head(n) - spread * spread / 2;
      kernel.exp(n, factor.data(), factor.data());
    }
  }
  const BlockBuffer& operator[](int path) const { return of_[static_cast<std::size_t>(path)]; }

 private:
  std::array<BlockBuffer, path_count> of_;
};

/// Money of a block's firms that leaves the market's accounts, by receiver.
struct Receipts {
  BlockBuffer suppliers, builders, staff;  ///< those who build resources are staff, too
};

/// A few firms of a block that orchestrate resources: so few that all about them stays next to the processor.
class Orchestrators {
 public:
  static constexpr Index most = 64;

  /// @param place  of the first of them in the block
  Orchestrators(Market& market, const Step& step, Block block, Index place)
      : firms_(market.firms),
        rule_(step.scenario.orchestration),
        place_(place),
        begin_(block.begin + place),
        n_(std::min(most, block.end - begin_)),
        size_(levels(Trait::start_size)),
        stabilising_(levels(Trait::stabilising)),
        enriching_(levels(Trait::enriching)),
        pioneering_(levels(Trait::pioneering)) {
    usable_.head(n_) = stabilising_.head(n_) + enriching_.head(n_) + pioneering_.head(n_);
  }

  /// Stocks decay, idle ones are sold, and spending buys or builds new ones.
  void structure(Receipts& receipts) {
    divest();
    const Few acquiring = levels(Trait::acquiring);
    Few spending = levels(Trait::structuring), total, part, bought, built;
    spending.head(n_) = (spending.head(n_) * size_.head(n_)).min(rule_.cash_share * of(firms_.cash).max(0.0));
    total.head(n_).setZero();
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
    auto suppliers = receipts.suppliers.segment(place_, n_), builders = receipts.builders.segment(place_, n_);
    suppliers = acquiring.head(n_) * spending.head(n_) - proceeds_.head(n_);
    builders = (1 - acquiring.head(n_)) * spending.head(n_);
    of(firms_.resource_outlay.each()) = suppliers + builders;
  }

  /// Services of the stocks keep, extend and create capabilities, as far as bundling takes them up.
  void bundle(const Luck& luck) {
    for (int path = 0; path < path_count; ++path) {
      Few used = services_for(path);  // share of what bundling could use
      used.head(n_) = (used.head(n_) / usable_.head(n_).max(nothing)).min(1.0);
      auto capability = stock_of(capability_of(path));
      capability =
          (1 - rule_.capability_decay / (1 + rule_.stabilising_effect * stabilising_.head(n_) * used.head(n_))) *
              capability +
          (rule_.enriching_growth * enriching_.head(n_) +
           rule_.pioneering_growth * pioneering_.head(n_) * luck[path].segment(place_, n_)) *
              used.head(n_);
    }
  }

  /// Bundling and leveraging are paid whether or not they find a use.
  void pay_for_effort(Receipts& receipts) {
    auto staff = receipts.staff.segment(place_, n_);
    staff = (rule_.bundling_cost * path_count * usable_.head(n_) +
             rule_.leveraging_cost * levels(Trait::leveraging).head(n_)) *
            size_.head(n_);
    of(firms_.resource_outlay.each()) += staff;
  }

 private:
  using Few = Eigen::Array<double, most, 1>;
  using Part = Eigen::VectorBlock<Column>;

  Part of(Column& column) const { return column.segment(begin_, n_); }
  Part stock_of(Trait stock) { return of(firms_.trait[stock].each()); }
  /// A trait, which all firms may share.
  Few levels(Trait trait) const {
    Few values;
    const OneOrEach<Column>& own = firms_.trait[trait];
    if (own.shared())
      values.head(n_).setConstant(own.common());
    else
      values.head(n_) = own.each().segment(begin_, n_);
    return values;
  }
  Few services_for(int path) {
    Few sum;
    sum.head(n_).setZero();
    for (std::size_t i = 0; i < stock_count; ++i)
      if (serves[i][path] > 0) sum.head(n_) += serves[i][path] * stock_of(resource_stocks[i]);
    return sum;
  }

  /// Sells a part of the resources that bundling leaves idle.
  void divest() {
    std::array<Few, stock_count> idle;  // share of each stock
    for (Few& share : idle) share.head(n_).setZero();
    for (int path = 0; path < path_count; ++path) {
      Few share = services_for(path);
      share.head(n_) = (1 - usable_.head(n_) / share.head(n_).max(nothing)).max(0.0);
      for (std::size_t i = 0; i < stock_count; ++i)
        if (serves[i][path] > 0) idle[i].head(n_) += serves[i][path] * share.head(n_);
    }
    proceeds_.head(n_).setZero();
    for (std::size_t i = 0; i < stock_count; ++i) {
      auto stock = stock_of(resource_stocks[i]);
      idle[i].head(n_) *= rule_.divestment * stock;
      stock -= idle[i].head(n_);
      proceeds_.head(n_) += idle[i].head(n_);
    }
    proceeds_.head(n_) *= rule_.resale * rule_.stock_price * size_.head(n_);
  }

  Firms& firms_;
  const decltype(Scenario::orchestration)& rule_;
  Index place_, begin_, n_;
  Few size_, stabilising_, enriching_, pioneering_, usable_, proceeds_;
};

/// Brand and digital resources act on buyers with the stocks of today.
void refresh_offers(Market& market, const Step& step, Block block, const BlockBuffer& brand,
                    const BlockBuffer& digital) {
  const Firms& firms = market.firms;
  const double* const brand_now = firms.trait[Trait::brand].each().data() + block.begin;
  const double* const digital_now = firms.trait[Trait::digital].each().data() + block.begin;
  const Index n = block.end - block.begin;
  BlockBuffer changed = buffer_for(n);
  for (Index i = 0; i < n; ++i) changed[i] = (brand_now[i] != brand[i]) | (digital_now[i] != digital[i]);
  refresh_resources(market, step, block, changed);
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

void add_waste(const Firms& firms, Block block, BlockBuffer& resources, BlockBuffer& bundling) {
  const Index n = block.end - block.begin;
  BlockBuffer usable_services, offered, used;
  for (Index i = 0; i < n; ++i) usable_services[i] = usable(firms, block.begin + i);
  for (int path = 0; path < path_count; ++path) {
    offered.head(n).setZero();
    for (std::size_t i = 0; i < stock_count; ++i)
      if (serves[i][path] > 0)
        offered.head(n) += serves[i][path] * firms.trait[resource_stocks[i]].each().segment(block.begin, n);
    used.head(n) = offered.head(n).min(usable_services.head(n));
    resources.head(n) += offered.head(n) - used.head(n);
    bundling.head(n) += usable_services.head(n) - used.head(n);
  }
}

void orchestrate_resources(Market& market, const Step& step) {
  if (!step.scenario.orchestration.enabled) return;
  Firms& firms = market.firms;
  Index incumbents = firms.count;  // entrants, which come last, begin with what they bring
  while (incumbents > 0 && firms.entered(incumbents - 1) == step.period) firms.resource_outlay.each()[--incumbents] = 0;
  step.workers.for_blocks(incumbents, [&](Block block) {
    const Index n = block.end - block.begin;
    BlockBuffer brand, digital;
    brand.head(n) = firms.trait[Trait::brand].each().segment(block.begin, n);
    digital.head(n) = firms.trait[Trait::digital].each().segment(block.begin, n);
    const Luck luck(firms, step, block);
    Receipts receipts{buffer_for(n), buffer_for(n), buffer_for(n)};
    for (Index place = 0; place < n; place += Orchestrators::most) {
      Orchestrators few(market, step, block, place);
      few.structure(receipts);
      few.bundle(luck);
      few.pay_for_effort(receipts);
    }
    PeriodFlows& flows = step.scratch.block_flows[static_cast<std::size_t>(block.number)];
    const auto sum = [n](const BlockBuffer& money) { return kernels::chosen().sum(n, money.data()); };
    flows.resource_suppliers += sum(receipts.suppliers);
    flows.resource_staff += sum(receipts.builders);
    flows.resource_staff += sum(receipts.staff);
    refresh_offers(market, step, block, brand, digital);
  });
  join_block_flows(market, step.scratch);
}

}  // namespace rivalry
