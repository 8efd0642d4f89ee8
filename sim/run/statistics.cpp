#include <array>

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/random/functions.hpp"
#include "rivalry/run/observables.hpp"

namespace rivalry {
namespace {

void describe_shares(PeriodStatistics& statistics, const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  for (Index s = 0; s < market.segments.count; ++s) statistics.mass += market.segments.mass[s];
  statistics.sales = sum_of(step, firms.count, firms.quantity);
  statistics.hhi = sum_of_values(step, firms.count, [&](Index j) { return firms.share(j) * firms.share(j); });
  statistics.revenue = sum_of(step, firms.count, firms.revenue);
  const double paid = dot_of(step, firms.count, firms.paid_price, firms.quantity);
  const double cost = dot_of(step, firms.count, firms.unit_cost, firms.quantity);
  if (statistics.sales >= least_sales) {
    statistics.price_index = paid / statistics.sales;
    statistics.unit_cost_index = cost / statistics.sales;
  }
  Index leader = -1;
  for (Index j = 0; j < firms.count; ++j)  // of equals the older firm, by id: slots do not matter
    if (leader < 0 || firms.share(j) > firms.share(leader) ||
        (firms.share(j) == firms.share(leader) && firms.id[j] < firms.id[leader]))
      leader = j;
  if (leader >= 0) {
    statistics.leader = firms.id[leader];
    statistics.leader_share = firms.share(leader);
  }
  statistics.leader_changed = market.leader >= 0 && leader >= 0 && statistics.leader != market.leader;
}

/// Diversity of business models, and how far they are from the most common choices.
void describe_models(PeriodStatistics& statistics, const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  if (firms.count == 0) return;
  ModelCensus& census = step.scratch.census;
  census.count(firms.model, firms.count, step.scratch.counted[0], step.scratch.counted[1]);
  statistics.distinct_models = census.distinct();
  const auto n = static_cast<double>(firms.count);
  double sum = 0;  // of c ln c, where c firms share a model
  census.each_shared([&](double count, double models) { sum += models * (count * functions::log(count)); });
  statistics.model_entropy = functions::log(n) - sum / n;
  std::uint64_t centre = 0;
  for (int i = 0; i < step.scenario.catalogue.size(); ++i)
    if (step.scratch.commonness.frequency(i) > 0.5) centre |= std::uint64_t{1} << i;
  statistics.hamming_to_centre =
      sum_over_blocks(step, firms.count,
                      [&](Block block) {
                        return kernels::chosen().differing_bits(block.end - block.begin,
                                                                firms.model.data() + block.begin, centre);
                      }) /
      n;
}

void describe_resources(ResourceStatistics& statistics, const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  if (!step.scenario.orchestration.enabled || firms.count == 0) return;
  const auto mean_of = [&](Trait trait) {
    return sum_of(step, firms.count, firms.trait[trait].each()) / static_cast<double>(firms.count);
  };
  for (std::size_t i = 0; i < resource_stocks.size(); ++i) statistics.stock[i] = mean_of(resource_stocks[i]);
  enum : std::size_t { resources, bundling, leveraging, potential, deployed = potential + path_count };
  constexpr std::size_t sums = deployed + path_count;
  std::array<double, sums> mean = sums_over_blocks<sums>(step, firms.count, [&](Block block, double* sum) {
    const Index n = block.end - block.begin;
    const auto add_up = [&](const BlockBuffer& values) { return kernels::chosen().sum(n, values.data()); };
    BlockBuffer idle = buffer_for(n), vain = buffer_for(n);
    idle.head(n).setZero(), vain.head(n).setZero();
    add_waste(firms, block, idle, vain);
    sum[resources] = add_up(idle), sum[bundling] = add_up(vain);
    const BlockBuffer leverage = values_of(firms.trait[Trait::leveraging], block);
    sum[leveraging] = add_up(leverage);
    for (std::size_t path = 0; path < path_count; ++path) {
      BlockBuffer effect = values_of(firms.trait[capability_of(static_cast<int>(path))], block);
      effect.head(n) /= 1 + effect.head(n);
      sum[potential + path] = add_up(effect);
      effect.head(n) *= leverage.head(n);
      sum[deployed + path] = add_up(effect);
    }
  });
  for (double& value : mean) value /= static_cast<double>(firms.count);
  Waste& waste = statistics.waste;
  waste.resources = mean[resources];
  waste.bundling = mean[bundling];
  waste.leveraging = path_count * mean[leveraging];
  for (std::size_t path = 0; path < path_count; ++path) {
    statistics.capability[path] = mean_of(capability_of(static_cast<int>(path)));
    statistics.deployed[path] = mean[deployed + path];
    waste.capability += mean[potential + path] - mean[deployed + path];
    waste.leveraging -= mean[deployed + path];
  }
}

void describe_network(PeriodStatistics& statistics, const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  if (!step.scenario.network.enabled || firms.count == 0) return;
  const auto n = static_cast<double>(firms.count);
  statistics.support = sum_of(step, firms.count, firms.support.each()) / n;
  statistics.cross_block_synergy = firms.cross_block_synergy.shared()
                                       ? firms.cross_block_synergy.common()
                                       : sum_of(step, firms.count, firms.cross_block_synergy.each()) / n;
  statistics.mutual_ties = sum_over_blocks(step, firms.count, [&](Block block) {
    Index mutual = 0;
    for (std::size_t k = 0; k < firms.partner.size(); ++k)
      for (Index j = block.begin; j < block.end; ++j) {
        const Index partner = firms.partner[k][j];
        if (partner <= j || firms.tie_gain[k][j] <= 0) continue;
        mutual += firms.tie_gain[static_cast<std::size_t>(firms.mirror[k][j])][partner] > 0;
      }
    return static_cast<double>(mutual);
  });
}

/// Price sensitivity of the open segments, weighted by mass.
double mean_sensitivity(const Segments& segments) {
  double sum = 0, mass = 0;
  for (Index s = 0; s < segments.count; ++s) {
    if (segments.open[s] == 0) continue;
    sum += segments.mass[s] * segments.price_sensitivity[s];
    mass += segments.mass[s];
  }
  return mass > 0 ? sum / mass : 0;
}

/// Value that partners add to what all firms sell.
double supply_chain_synergy(const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  const double mean = mean_sensitivity(market.segments);
  return sum_over_blocks(step, firms.count, [&](Block block) {
    BlockBuffer value = buffer_for(block.end - block.begin);
    partners_values(market, step, block, value);
    for (Index j = block.begin; j < block.end; ++j) {
      const double sensitivity = mean * firms.felt[j];
      double& own = value[j - block.begin];
      own = sensitivity > 0 ? own / sensitivity * firms.quantity[j] : 0;
    }
    return kernels::chosen().sum(block.end - block.begin, value.data());
  });
}

void describe_communities(CommunityStatistics& statistics, const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  if (!step.scenario.co_creation.enabled || firms.count == 0) return;
  const auto n = static_cast<double>(firms.count);
  statistics.users = sum_of(step, firms.count, firms.community.users.each());
  statistics.active_users = sum_of(step, firms.count, firms.community.active.each());
  statistics.partners_activity = sum_of(step, firms.count, firms.community.partners.each()) / n;
  statistics.staff_activity = sum_of(step, firms.count, firms.community.staff.each()) / n;
  statistics.open = sums_over_blocks<path_count>(step, firms.count, [&](Block block, double* open) {
    for (int path = 0; path < path_count; ++path) {
      const std::uint64_t choices = step.scratch.effects.openings()[static_cast<Path>(path)];
      Index models = 0;
      for (Index j = block.begin; j < block.end; ++j) models += (firms.model[j] & choices) != 0;
      open[path] = static_cast<double>(models);
    }
  });
  for (double& share : statistics.open) share /= n;
  if (step.scenario.value_chain.enabled || step.scenario.network.enabled)
    statistics.supply_chain_synergy = supply_chain_synergy(market, step);
}

}  // namespace

double supply_chain_synergy(const Market& market, const Scenario& scenario, Index j) {
  const double sensitivity = mean_sensitivity(market.segments) * market.firms.felt[j];
  if (!(sensitivity > 0)) return 0;
  return partners_value(scenario, participants(market, scenario, j, Openings(scenario).of(market.firms.model[j]))) /
         sensitivity;
}

PeriodStatistics describe_period(const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  PeriodStatistics statistics;
  statistics.period = market.period;
  statistics.firms = firms.count;
  statistics.counts = market.flows;
  describe_shares(statistics, market, step);
  describe_models(statistics, market, step);
  describe_resources(statistics.resources, market, step);
  describe_network(statistics, market, step);
  describe_communities(statistics.community, market, step);
  const auto moments = [&](const Column& column) { return moments_of(step, firms.count, column); };
  statistics.profit = moments(firms.profit);
  statistics.log_cost = moments(firms.log_unit_cost);
  statistics.novelty = moments(firms.novelty);
  Column& efficiency = step.scratch.efficiency;
  for (Index j = 0; j < firms.count; ++j) efficiency[j] = firms.efficiency(j);
  statistics.efficiency = moments(efficiency);
  statistics.legitimacy = moments(firms.legitimacy);
  statistics.pressure = moments(firms.pressure);
  statistics.value_synergy = moments(firms.value_synergy);
  statistics.efficiency_synergy = moments(firms.efficiency_synergy);
  statistics.technology = moments(firms.technology);
  statistics.performance = moments(firms.performance);
  statistics.profit_total = market.flows.profit;
  statistics.cash_total = sum_of(step, firms.count, firms.cash);
  statistics.consumer_surplus = market.flows.consumer_surplus;
  statistics.damage = market.flows.damage;
  const PeriodCounts& flows = market.flows;
  statistics.value_created = statistics.consumer_surplus + statistics.profit_total + flows.suppliers_income +
                             flows.to_users + flows.to_partners + flows.to_staff + flows.carbon_revenue -
                             flows.subsidies - statistics.damage;
  if (step.scenario.value_chain.enabled && firms.count > 0)
    statistics.in_house_share = sum_of_values(step, firms.count, [&](Index j) { return share_in_house(market, j); }) /
                                static_cast<double>(firms.count);
  return statistics;
}

}  // namespace rivalry
