#include "rivalry/model/design.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "candidates.hpp"
#include "rivalry/model/bits.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/offers.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {

Openings::Openings(const Scenario& scenario) {
  const auto& levels = scenario.co_creation;
  if (!levels.enabled) return;
  const std::array on{levels.assertion, levels.creation, levels.delivery, levels.acquisition};
  const std::vector<Choice>& choices = scenario.catalogue.choices;
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (const auto path = static_cast<std::size_t>(choices[i].path); choices[i].open && on[path])
      choices_[path] |= std::uint64_t{1} << i;
}

EffectTable::EffectTable(const Catalogue& catalogue, const Segments& segments, int attributes)
    : rows_(static_cast<std::size_t>((catalogue.size() + 3) / 4 * 16 * row), 0.0),
      stride_((segments.count + 7) / 8 * 8) {
  const auto at = [](const std::vector<double>& values, Index i) {
    return values.empty() ? 0 : values[values.size() == 1 ? 0 : static_cast<std::size_t>(i)];
  };
  for (std::size_t factor = factors; factor < rows_.size(); factor += row)
    std::fill_n(&rows_[factor], row - factors, 1.0);
  for (int path = 0; path < path_count; ++path)
    block_[static_cast<std::size_t>(path)] = catalogue.block(static_cast<Path>(path));
  for (int i = 0; i < catalogue.size(); ++i) {
    const Choice& choice = catalogue.choices[static_cast<std::size_t>(i)];
    const bool by_segment = choice.willingness_to_pay.size() > 1;
    const double willingness = by_segment ? 0 : at(choice.willingness_to_pay, 0);
    Eigen::Array<double, row, 1> own = decltype(own)::Zero();
    own.head<7>() << willingness, choice.unit_cost, choice.fixed_cost, choice.third_party_revenue, choice.externality,
        choice.technology * willingness, choice.technology * choice.unit_cost;
    for (int d = 0; d < std::min(attributes, static_cast<int>(choice.position.size())); ++d)
      own[shifts + d] = choice.position[static_cast<std::size_t>(d)];
    own.segment<4>(factors) << 1 - choice.retention, 1 - choice.collects, functions::exp(choice.price_perception),
        1 - choice.orchestrates;
    for (Index value = 0; value < 16; ++value) {
      if ((value >> (i % 4) & 1) == 0) continue;
      Eigen::Map<Eigen::Array<double, row, 1>> all(rows_.data() + (i / 4 * 16 + value) * row);
      all.head<factors>() += own.head<factors>();
      all.tail<row - factors>() *= own.tail<row - factors>();
    }
    imitability_.push_back(choice.imitability);
    fixed_cost_.push_back(choice.fixed_cost);
    if (!choice.reach.empty()) reaching_ |= std::uint64_t{1} << i;
    if (by_segment) valued_ |= std::uint64_t{1} << i;
    if (std::ranges::any_of(choice.reach, [](double reach) { return reach > 0; })) serving_ |= std::uint64_t{1} << i;
    if (choice.collects > 0) collecting_ |= std::uint64_t{1} << i;
    for (Index s = 0; s < segments.count; ++s) {
      // A segment that opens later than a list foresaw takes the list's last entry.
      const auto entry = [&](const std::vector<double>& values) {
        return at(values, std::min(s, static_cast<Index>(values.size()) - 1));
      };
      missed_.push_back(1 - entry(choice.reach) * segments.access(s, i));
      willing_.push_back(by_segment ? entry(choice.willingness_to_pay) : 0);
    }
    missed_.resize(static_cast<std::size_t>((i + 1) * stride_), 1.0);
    willing_.resize(missed_.size(), 0.0);
  }
}

void EffectTable::add_stages(const Scenario& scenario) {
  bringing_.clear();
  for (const std::string& stage : scenario.value_chain.stages) {
    std::uint64_t bringing = 0;
    for (int i = 0; i < scenario.catalogue.size(); ++i)
      if (scenario.catalogue.choices[static_cast<std::size_t>(i)].stage == stage) bringing |= std::uint64_t{1} << i;
    bringing_.push_back(bringing);
  }
  orchestrating_ = 0;
  for (int i = 0; i < scenario.catalogue.size(); ++i)
    if (scenario.catalogue.choices[static_cast<std::size_t>(i)].orchestrates > 0)
      orchestrating_ |= std::uint64_t{1} << i;
  stage_cost_ = scenario.value_chain.fixed;
}

Design EffectTable::design(std::uint64_t model) const {
  double all[row];
  kernels::chosen().combine(static_cast<Index>(rows_.size()) / (16 * row), model, rows_.data(), all);
  Design design{.willingness = all[0],
                .unit_cost = all[1],
                .fixed_cost = all[2],
                .retention = 1 - all[factors],
                .collected = 1 - all[factors + 1],
                .felt = all[factors + 2],
                .third_party = all[3],
                .externality = all[4],
                .technology_value = all[5],
                .technology_cost = all[6]};
  std::copy_n(all + shifts, Design::max_attributes, design.shift);
  if (bringing_.empty()) return design;
  design.in_house = stages_of(model);
  design.fixed_cost += stage_cost_ * count_bits(design.in_house);
  design.orchestration = 1 - all[factors + 3];
  return design;
}

EffectTable::Basis EffectTable::basis(std::uint64_t model) const {
  double willingness = 0, fixed_cost = 0, leaving = 1;
  const std::uint64_t whole = model;
  const double* const end = rows_.data() + rows_.size();
  for (const double* nibble = rows_.data(); nibble != end; nibble += 16 * row, model >>= 4U) {
    const double* const own = nibble + static_cast<Index>(model & 15U) * row;
    willingness += own[0];
    fixed_cost += own[2];
    leaving *= own[factors];
  }
  if (!bringing_.empty()) fixed_cost += stage_cost_ * count_bits(stages_of(whole));
  return {willingness, fixed_cost, 1 - leaving};
}

double EffectTable::channel_cost(std::uint64_t model) const {
  double cost = 0;
  for (std::uint64_t rest = model & block(2); rest != 0; rest &= rest - 1)
    cost += std::max(0.0, fixed_cost_[static_cast<std::size_t>(std::countr_zero(rest))]);
  return cost;
}

void EffectTable::access(std::uint64_t model, double gap, double* reach, double* utility) const {
  kernels::chosen().access(channels(), model, gap, reach, utility);
}

double digital_saving(const Scenario& scenario, double most, double digital) {
  return scenario.resources.enabled ? most * digital / (1 + digital) : 0;
}

Design design_of(const Firms& firms, Index slot) {
  Design design{.willingness = firms.willingness[slot],
                .unit_cost = firms.unit_cost_effect[slot],
                .fixed_cost = firms.fixed_cost_effect[slot],
                .retention = firms.retention[slot],
                .collected = firms.collected[slot],
                .felt = firms.felt[slot],
                .third_party = firms.third_party[slot],
                .externality = firms.externality[slot],
                .technology_value = firms.technology_value[slot],
                .technology_cost = firms.technology_cost[slot]};
  for (std::size_t d = 0; d < firms.home.size(); ++d) design.shift[d] = firms.position[d][slot] - firms.home[d][slot];
  design.in_house = static_cast<unsigned>(firms.in_house[slot]);
  design.orchestration = firms.orchestration[slot];
  return design;
}

double choices_cost(const Scenario& scenario, const EffectTable& effects, double fixed_cost, std::uint64_t model,
                    double digital) {
  const double saving = digital_saving(scenario, scenario.resources.digital_channel, digital);
  return saving > 0 ? fixed_cost - saving * effects.channel_cost(model) : fixed_cost;
}

namespace {

void set_access(Market& market, const Scenario& scenario, const EffectTable& effects, Index slot) {
  Firms& firms = market.firms;
  const double gap = access_gap(market, scenario, slot, effects.openness(firms.model[slot]));
  const double log_size = functions::log(firms.trait[Trait::start_size][slot]);
  double reach[max_segments], utility[max_segments];
  effects.access(firms.model[slot], gap, reach, utility);
  double reached = 0, mass = 0;
  for (Index s = 0; s < market.segments.count; ++s) {
    market.base_utility(s, slot) = log_size + utility[s];
    reached += market.segments.mass[s] * reach[s];
    mass += market.segments.mass[s];
  }
  firms.mean_reach[slot] = mass > 0 ? reached / mass : 0;
}

}  // namespace

void refresh_synergies(Market& market, Index slot) {
  Firms& firms = market.firms;
  const Synergy synergy = market.landscape.standardised(firms.model[slot]);
  firms.value_synergy[slot] = synergy.value;
  firms.efficiency_synergy[slot] = synergy.efficiency;
  if (!firms.cross_block_synergy.shared())
    firms.cross_block_synergy.each()[slot] = market.landscape.cross_block(firms.model[slot]);
}

void refresh_design(Market& market, const Scenario& scenario, const EffectTable& effects, Index slot) {
  Firms& firms = market.firms;
  const Design design = effects.design(firms.model[slot]);
  for (std::size_t d = 0; d < firms.home.size(); ++d) firms.position[d][slot] = firms.home[d][slot] + design.shift[d];
  firms.unit_cost_effect[slot] = design.unit_cost;
  firms.collected[slot] = design.collected;
  firms.felt[slot] = design.felt;
  firms.third_party[slot] = design.third_party;
  firms.externality[slot] = design.externality;
  firms.technology_value[slot] = design.technology_value;
  firms.technology_cost[slot] = design.technology_cost;
  if (scenario.value_chain.enabled) {
    firms.in_house.each()[slot] = static_cast<std::int32_t>(design.in_house);
    firms.orchestration.each()[slot] = design.orchestration;
  }
  const Participants who = participants(market, scenario, slot, effects.openness(firms.model[slot]));
  const double brand = scenario.resources.enabled ? firms.trait[Trait::brand][slot] : 0;
  firms.willingness[slot] = design.willingness + scenario.resources.brand_value * brand + created_value(scenario, who);
  firms.retention[slot] = retention_with(scenario, who, design.retention);
  firms.fixed_cost_effect[slot] =
      choices_cost(scenario, effects, design.fixed_cost, firms.model[slot], firms.trait[Trait::digital][slot]);
  set_access(market, scenario, effects, slot);
  refresh_synergies(market, slot);
}

std::uint64_t available_choices(const Market& market, const Scenario& scenario) {
  std::uint64_t available = 0;
  for (int i = 0; i < scenario.catalogue.size(); ++i)
    if (scenario.catalogue.choices[static_cast<std::size_t>(i)].unlocks_at <= market.frontier)
      available |= std::uint64_t{1} << i;
  return available & ~market.banned;
}

std::uint64_t repaired(std::uint64_t model, const EffectTable& effects, std::uint64_t available, Stream& stream) {
  for (const std::uint64_t needed : {effects.serving() & available, effects.collecting() & available})
    if (needed != 0 && (model & needed) == 0) model |= random_bit(needed, stream);
  return model;
}

}  // namespace rivalry
