#include "firm_register.hpp"

#include <algorithm>

#include "block_table.hpp"
#include "rivalry/model/population.hpp"

namespace rivalry {

namespace {

constexpr std::size_t longest_chunk = 16384;

double entered(const Firms& firms, Index slot, std::size_t) { return firms.entered[slot]; }
double population(const Firms& firms, Index slot, std::size_t) { return firms.population[slot]; }
double origin(const Firms& firms, Index slot, std::size_t) { return firms.origin[slot]; }
double trait_value(const Firms& firms, Index slot, std::size_t trait) { return firms.trait[trait][slot]; }
double arm_of(const Firms& firms, Index slot, std::size_t treatment) { return firms.arm[treatment][slot]; }

std::vector<double> values_of_arms(const Scenario& scenario, Trait trait) {
  if (scenario.traits[trait].is_treatment()) return scenario.traits[trait].values;
  for (const Population& group : scenario.populations)
    if (group.traits[trait] && group.traits[trait]->is_treatment()) return group.traits[trait]->values;
  return {};
}

bool events_set(const Scenario& scenario, std::string_view key) {
  return std::ranges::any_of(scenario.events, [&](const Event& event) {
    return std::ranges::any_of(event.set, [&](const auto& setting) { return setting.first == key; });
  });
}

void write_column(hid_t group, const VariableSchema& schema, const Dimension& firm, int level,
                  std::span<const std::uint64_t> cells, std::span<const double> arm_values) {
  const hsize_t chunk = std::clamp<std::size_t>(cells.size(), 1, longest_chunk);
  DataSet data_set(group, schema, {&firm}, {chunk}, level);
  if (!arm_values.empty()) hdf5::write_attribute(data_set.id(), "arm_values", arm_values);
  data_set.write_all(cells);
}

}  // namespace

bool varies(const Scenario& scenario, Trait trait) {
  const Distribution& usual = scenario.traits[trait];
  const bool differs = std::ranges::any_of(scenario.populations, [&](const Population& group) {
    return group.traits[trait] && *group.traits[trait] != usual;
  });
  return usual.kind != Distribution::Kind::constant || differs || events_set(scenario, trait_key(trait));
}

FirmRegister::FirmRegister(const RecordingPlan& plan, const Scenario& scenario) : plan_(plan) {
  facts_.push_back({entry_period_variable(), entered, 0, {}, {}});
  facts_.push_back({population_variable(scenario), population, 0, {}, {}});
  facts_.push_back({origin_variable(), origin, 0, {}, {}});
  facts_.push_back({start_size_variable(), trait_value, static_cast<std::size_t>(Trait::start_size), {}, {}});
  std::size_t treatment = 0;
  for (const Trait trait : treated_traits(scenario))
    facts_.push_back({arm_variable(trait_key(trait)), arm_of, treatment++, values_of_arms(scenario, trait), {}});
  for (std::size_t trait = 0; trait < trait_count; ++trait)
    if (static_cast<Trait>(trait) != Trait::start_size && varies(scenario, static_cast<Trait>(trait)))
      facts_.push_back({trait_variable(trait_key(static_cast<Trait>(trait))), trait_value, trait, {}, {}});
}

void FirmRegister::follow(const Market& market) {
  if (!founded_ || market.flows.entries > 0) {
    std::vector<std::pair<std::int64_t, Index>> newcomers;
    for (Index slot = 0; slot < market.firms.count; ++slot)
      if ((!founded_ || market.firms.entered[slot] == market.period) && plan_.holds(market.firms.id[slot]))
        newcomers.emplace_back(market.firms.id[slot], slot);
    std::ranges::sort(newcomers);
    for (const auto& [id, slot] : newcomers) enter(market.firms, slot);
    founded_ = true;
  }
  if (market.flows.exits == 0) return;
  for (const EventRow& event : market.flows.events) {
    if (event.kind != EventKind::exit) continue;
    const Index place = find(event.firm);
    if (place >= 0) exit_periods_[static_cast<std::size_t>(place)] = static_cast<std::uint64_t>(event.period);
  }
}

void FirmRegister::enter(const Firms& firms, Index slot) {
  ids_.push_back(firms.id[slot]);
  exit_periods_.push_back(~std::uint64_t{0});
  for (Fact& fact : facts_) fact.cells.push_back(cell_of(fact.value(firms, slot, fact.which), fact.schema.element));
}

Index FirmRegister::find(std::int64_t firm) const {
  const auto found = std::ranges::lower_bound(ids_, firm);
  return found != ids_.end() && *found == firm ? found - ids_.begin() : -1;
}

void FirmRegister::write(hid_t group, const Dimension& firm, int level) const {
  for (const Fact& fact : facts_) {
    write_column(group, fact.schema, firm, level, fact.cells, fact.arm_values);
    if (fact.value == entered) write_column(group, exit_period_variable(), firm, level, exit_periods_, {});
  }
}

}  // namespace rivalry
