#include <bit>
#include <cmath>

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
  if (statistics.sales > 0) {
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
  census.count(firms.model, firms.count, step.scratch.opportunity[0], step.scratch.opportunity[1]);
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
  const auto mean = [&](auto value) {
    return sum_of_values(step, firms.count, value) / static_cast<double>(firms.count);
  };
  const auto mean_of = [&](Trait trait) {
    return sum_of(step, firms.count, firms.trait[trait].each()) / static_cast<double>(firms.count);
  };
  for (std::size_t i = 0; i < resource_stocks.size(); ++i) statistics.stock[i] = mean_of(resource_stocks[i]);
  Waste& waste = statistics.waste;
  Column& bundling = step.scratch.opportunity[0];  // free between periods
  waste.resources = mean([&](Index j) {
    const Waste own = waste_of(firms, step.scenario, j);
    bundling[j] = own.bundling;
    return own.resources;
  });
  waste.bundling = sum_of(step, firms.count, bundling) / static_cast<double>(firms.count);
  waste.leveraging = path_count * mean([&](Index j) { return firms.trait[Trait::leveraging][j]; });
  for (std::size_t path = 0; path < path_count; ++path) {
    const Trait trait = capability_of(static_cast<int>(path));
    const Column& capability = firms.trait[trait].each();
    statistics.capability[path] = mean_of(trait);
    statistics.deployed[path] =
        mean([&](Index j) { return firms.trait[Trait::leveraging][j] * (capability[j] / (1 + capability[j])); });
    waste.capability += mean([&](Index j) { return capability[j] / (1 + capability[j]); }) - statistics.deployed[path];
    waste.leveraging -= statistics.deployed[path];
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
  statistics.mutual_ties = sum_of_values(step, firms.count, [&](Index j) {
    double mutual = 0;
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      const Index partner = firms.partner[k][j];
      if (partner <= j || firms.tie_gain[k][j] <= 0) continue;
      mutual += firms.tie_gain[static_cast<std::size_t>(firms.mirror[k][j])][partner] > 0;
    }
    return mutual;
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

/// @param mean_sensitivity  of buyers to price, before what a firm's prices feel like
double supply_chain_synergy(const Market& market, const Scenario& scenario, const Openings& openings,
                            double mean_sensitivity, Index j) {
  const unsigned open = openings.of(market.firms.model[j]);
  const double sensitivity = mean_sensitivity * market.firms.felt[j];
  if (!is_open(open, Path::creation) || !(sensitivity > 0)) return 0;
  return partners_value(scenario, participants(market, scenario, j, open)) / sensitivity;
}

void describe_communities(CommunityStatistics& statistics, const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  if (!step.scenario.co_creation.enabled || firms.count == 0) return;
  const auto n = static_cast<double>(firms.count);
  statistics.users = sum_of(step, firms.count, firms.community.users.each());
  statistics.active_users = sum_of(step, firms.count, firms.community.active.each());
  statistics.partners_activity = sum_of(step, firms.count, firms.community.partners.each()) / n;
  statistics.staff_activity = sum_of(step, firms.count, firms.community.staff.each()) / n;
  const Openings openings(step.scenario);
  for (std::size_t path = 0; path < path_count; ++path)
    statistics.open[path] =
        sum_of_values(step, firms.count,
                      [&](Index j) { return (firms.model[j] & openings[static_cast<Path>(path)]) != 0 ? 1.0 : 0.0; }) /
        n;
  if (step.scenario.value_chain.enabled || step.scenario.network.enabled)
    statistics.supply_chain_synergy =
        sum_of_values(step, firms.count, [&, sensitivity = mean_sensitivity(market.segments)](Index j) {
          return supply_chain_synergy(market, step.scenario, openings, sensitivity, j) * firms.quantity[j];
        });
}

}  // namespace

double supply_chain_synergy(const Market& market, const Scenario& scenario, Index j) {
  return supply_chain_synergy(market, scenario, Openings(scenario), mean_sensitivity(market.segments), j);
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
  Column& efficiency = step.scratch.opportunity[0];  // free between periods
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
