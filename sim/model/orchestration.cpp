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
static_assert(kernels::Orchestration::stocks == stock_count && kernels::Orchestration::paths == path_count);

/// Services that a firm's bundling can use on each path.
double usable(const Firms& firms, Index j) {
  return firms.trait[Trait::stabilising][j] + firms.trait[Trait::enriching][j] + firms.trait[Trait::pioneering][j];
}

/// Log-normal factors of mean 1 by which pioneering is more or less fruitful, of a block's firms, one for each path.
class Luck {
 public:
  Luck(const Firms& firms, const Step& step, Block block) {
    const Index n = block.end - block.begin;
    const OneOrEach<Column>& pioneering = firms.trait[Trait::pioneering];
    const FirmStreams<block_size, 2 * path_count> streams(step.streams, Purpose::bundling, step.period,
                                                          firms.id.data() + block.begin, n);
    const kernels::Set& kernel = kernels::chosen();
    const double spread = step.scenario.orchestration.pioneering_spread;
    for (Index path = 0; path < path_count; ++path) {
      const std::uint32_t *const high = streams.words(2 * path), *const low = streams.words(2 * path + 1);
      BlockBuffer& factor = of_[static_cast<std::size_t>(path)] = buffer_for(n);
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

/// Structuring, bundling and leveraging of a block's firms (columns_level.cpp has the steps).
void orchestrate(Market& market, const Step& step, Block block, PeriodCounts& flows) {
  Firms& firms = market.firms;
  const auto& rule = step.scenario.orchestration;
  const Index n = block.end - block.begin;
  const auto column = [&](OneOrEach<Column>& values) { return values.each().data() + block.begin; };
  const auto level = [&](Trait trait) { return level_of(firms.trait[trait], block); };
  const Luck luck(firms, step, block);
  BlockBuffer suppliers = buffer_for(n), builders = buffer_for(n), staff = buffer_for(n);
  kernels::Orchestration task{.cash_share = rule.cash_share,
                              .stock_price = rule.stock_price,
                              .premium = rule.premium,
                              .pace = rule.pace,
                              .stock_decay = rule.stock_decay,
                              .divestment = rule.divestment,
                              .resale = rule.resale,
                              .capability_decay = rule.capability_decay,
                              .stabilising_effect = rule.stabilising_effect,
                              .enriching_growth = rule.enriching_growth,
                              .pioneering_growth = rule.pioneering_growth,
                              .bundling_cost = rule.bundling_cost,
                              .leveraging_cost = rule.leveraging_cost,
                              .serves = serves,
                              .size = column(firms.trait[Trait::start_size]),
                              .cash = firms.cash.data() + block.begin,
                              .structuring = level(Trait::structuring),
                              .acquiring = level(Trait::acquiring),
                              .stabilising = level(Trait::stabilising),
                              .enriching = level(Trait::enriching),
                              .pioneering = level(Trait::pioneering),
                              .leveraging = level(Trait::leveraging),
                              .outlay = column(firms.resource_outlay),
                              .suppliers = suppliers.data(),
                              .builders = builders.data(),
                              .staff = staff.data()};
  for (std::size_t i = 0; i < stock_count; ++i) {
    task.toward[i] = level(weights[i]);
    task.stock[i] = column(firms.trait[resource_stocks[i]]);
  }
  for (int path = 0; path < path_count; ++path) {
    task.luck[path] = luck[path].data();
    task.capability[path] = column(firms.trait[capability_of(path)]);
  }
  kernels::columns().orchestrate(n, task);
  const auto sum = [n](const BlockBuffer& money) { return kernels::chosen().sum(n, money.data()); };
  flows.resource_suppliers += sum(suppliers);
  flows.resource_staff += sum(builders);  // who build resources are staff, too
  flows.resource_staff += sum(staff);
}

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
    orchestrate(market, step, block, step.scratch.block_flows[static_cast<std::size_t>(block.number)]);
    refresh_offers(market, step, block, brand, digital);
  });
  join_block_flows(market, step.scratch);
}

}  // namespace rivalry
