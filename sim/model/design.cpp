#include "rivalry/model/design.hpp"

#include <algorithm>
#include <bit>

#include "rivalry/random/functions.hpp"

namespace rivalry {

EffectTable::EffectTable(const Catalogue& catalogue, const Segments& segments, int attributes)
    : segments_(segments.count) {
  const auto at = [](const std::vector<double>& values, Index i) {
    return values.empty() ? 0 : values[values.size() == 1 ? 0 : static_cast<std::size_t>(i)];
  };
  for (int i = 0; i < catalogue.size(); ++i) {
    const Choice& choice = catalogue.choices[static_cast<std::size_t>(i)];
    Row row;
    for (int d = 0; d < std::min(attributes, static_cast<int>(choice.position.size())); ++d)
      row.shift[d] = choice.position[static_cast<std::size_t>(d)];
    const bool by_segment = choice.willingness_to_pay.size() > 1;
    row.willingness = by_segment ? 0 : at(choice.willingness_to_pay, 0);
    row.unit_cost = choice.unit_cost;
    row.fixed_cost = choice.fixed_cost;
    row.keeps_not = 1 - choice.retention;
    row.collects_not = 1 - choice.collects;
    row.price_perception = choice.price_perception;
    row.third_party = choice.third_party_revenue;
    row.externality = choice.externality;
    row.technology_value = choice.technology * row.willingness;
    row.technology_cost = choice.technology * row.unit_cost;
    rows_.push_back(row);
    imitability_.push_back(choice.imitability);
    if (!choice.reach.empty()) reaching_ |= std::uint64_t{1} << i;
    if (by_segment) segment_choices_ |= std::uint64_t{1} << i;
    for (Index s = 0; s < segments_; ++s) {
      // A segment that opens later than a list foresaw takes the list's last entry.
      const auto entry = [&](const std::vector<double>& values) {
        return at(values, std::min(s, static_cast<Index>(values.size()) - 1));
      };
      missed_.push_back(1 - entry(choice.reach) * segments.access(s, i));
      willing_.push_back(by_segment ? entry(choice.willingness_to_pay) : 0);
    }
  }
  segment_choices_ |= reaching_;
}

Design EffectTable::design(std::uint64_t model) const {
  Design sum;
  double keeps_not = 1, collects_not = 1, perception = 0;
  for (std::uint64_t rest = model; rest != 0; rest &= rest - 1) {
    const Row& row = rows_[static_cast<std::size_t>(std::countr_zero(rest))];
    for (int d = 0; d < Design::max_attributes; ++d) sum.shift[d] += row.shift[d];
    sum.willingness += row.willingness;
    sum.unit_cost += row.unit_cost;
    sum.fixed_cost += row.fixed_cost;
    sum.third_party += row.third_party;
    sum.externality += row.externality;
    sum.technology_value += row.technology_value;
    sum.technology_cost += row.technology_cost;
    perception += row.price_perception;
    keeps_not *= row.keeps_not;
    collects_not *= row.collects_not;
  }
  sum.retention = 1 - keeps_not;
  sum.collected = 1 - collects_not;
  sum.felt = functions::exp(perception);
  return sum;
}

double EffectTable::reach(std::uint64_t model, Index segment, double gap) const {
  double missed = gap;
  for (std::uint64_t rest = model & reaching_; rest != 0; rest &= rest - 1)
    missed *= missed_[static_cast<std::size_t>(std::countr_zero(rest) * segments_ + segment)];
  return (model & reaching_) == 0 ? 0 : 1 - missed;
}

void EffectTable::segment_utility(std::uint64_t model, double gap, double* utility) const {
  for (Index s = 0; s < segments_; ++s) {
    double willing = 0;
    for (std::uint64_t rest = model & segment_choices_; rest != 0; rest &= rest - 1)
      willing += willing_[static_cast<std::size_t>(std::countr_zero(rest) * segments_ + s)];
    utility[s] = functions::log(std::max(0.0, reach(model, s, gap))) + willing;
  }
}

double digital_gap(const Scenario& scenario, double digital) {
  if (!scenario.resources.enabled) return 1;
  return 1 - scenario.resources.digital_reach * digital / (1 + digital);
}

void refresh_design(Market& market, const Scenario& scenario, const EffectTable& effects, Index slot) {
  Firms& firms = market.firms;
  const Design design = effects.design(firms.model[slot]);
  for (std::size_t d = 0; d < firms.home.size(); ++d) firms.position[d][slot] = firms.home[d][slot] + design.shift[d];
  const double brand = scenario.resources.enabled ? firms.trait[Trait::brand][slot] : 0;
  firms.willingness[slot] = design.willingness + scenario.resources.brand_value * brand;
  firms.unit_cost_effect[slot] = design.unit_cost;
  firms.fixed_cost_effect[slot] = design.fixed_cost;
  firms.retention[slot] = design.retention;
  firms.collected[slot] = design.collected;
  firms.felt[slot] = design.felt;
  firms.third_party[slot] = design.third_party;
  firms.externality[slot] = design.externality;
  firms.technology_value[slot] = design.technology_value;
  firms.technology_cost[slot] = design.technology_cost;

  const double gap = digital_gap(scenario, firms.trait[Trait::digital][slot]);
  const double log_size = functions::log(firms.trait[Trait::start_size][slot]);
  double utility[max_segments];
  effects.segment_utility(firms.model[slot], gap, utility);
  double reached = 0, mass = 0;
  for (Index s = 0; s < market.segments.count; ++s) {
    market.base_utility(s, slot) = log_size + utility[s];
    reached += market.segments.mass[s] * effects.reach(firms.model[slot], s, gap);
    mass += market.segments.mass[s];
  }
  firms.mean_reach[slot] = mass > 0 ? reached / mass : 0;

  const Synergy synergy = market.landscape.standardised(firms.model[slot]);
  firms.value_synergy[slot] = synergy.value;
  firms.efficiency_synergy[slot] = synergy.efficiency;
}

std::uint64_t available_choices(const Market& market, const Scenario& scenario) {
  std::uint64_t available = 0;
  for (int i = 0; i < scenario.catalogue.size(); ++i)
    if (scenario.catalogue.choices[static_cast<std::size_t>(i)].unlocks_at <= market.frontier)
      available |= std::uint64_t{1} << i;
  return available & ~market.banned;
}

std::uint64_t repaired(std::uint64_t model, const Scenario& scenario, std::uint64_t available, Stream& stream) {
  const auto repair = [&](auto serves) {
    std::uint64_t serving = 0;
    for (int i = 0; i < scenario.catalogue.size(); ++i)
      if (serves(scenario.catalogue.choices[static_cast<std::size_t>(i)])) serving |= std::uint64_t{1} << i;
    serving &= available;
    if (serving == 0 || (model & serving) != 0) return;
    std::int64_t pick = stream.below(std::popcount(serving));
    while (pick-- > 0) serving &= serving - 1;
    model |= serving & -serving;
  };
  repair([](const Choice& choice) {
    return std::any_of(choice.reach.begin(), choice.reach.end(), [](double reach) { return reach > 0; });
  });
  repair([](const Choice& choice) { return choice.collects > 0; });
  return model;
}

}  // namespace rivalry
