#include "firm_register.hpp"

#include <algorithm>
#include <memory>

#include "rivalry/model/population.hpp"
#include "rivalry/scenario/parameter.hpp"

namespace rivalry {

namespace {

double entered(const Firms& firms, Index slot, std::size_t) { return static_cast<double>(firms.entered(slot)); }
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

/// Firms of a chunk: about as many as will ever be in the panel.
std::size_t chunk_of(const RecordingPlan& plan, const Scenario& scenario) {
  constexpr double smallest = 64, largest = 16384;
  const double entries =
      scenario.entry.enabled ? scenario.entry.rate * static_cast<double>(scenario.scenario.periods) : 0;
  const double firms = plan.share * static_cast<double>(scenario.market.firms) * (1 + entries);
  return static_cast<std::size_t>(std::clamp(firms, smallest, largest));
}

}  // namespace

FirmRegister::FirmRegister(GroupWriter& group, const RecordingPlan& plan, const Scenario& scenario, Pipeline& pipeline)
    : plan_(plan),
      group_(group.place()),
      chunk_(chunk_of(plan, scenario)),
      axis_(group.add_growing(firm_coordinate(), chunk_)),
      pipeline_(pipeline),
      facts_(group_, axis_, chunk_, pipeline) {
  add(entry_period_variable(), entered, 0);
  exits_.emplace(group_, exit_period_variable(), Dimensions{&axis_}, std::vector<hsize_t>{chunk_});
  add(population_variable(scenario), population, 0);
  add(origin_variable(), origin, 0);
  add(start_size_variable(), trait_value, static_cast<std::size_t>(Trait::start_size));
  std::size_t treatment = 0;
  for (const Trait trait : treated_traits(scenario))
    add(arm_variable(trait_key(trait)), arm_of, treatment++, values_of_arms(scenario, trait));
  for (std::size_t trait = 0; trait < trait_count; ++trait)
    if (static_cast<Trait>(trait) != Trait::start_size && varies(scenario, static_cast<Trait>(trait)))
      add(trait_variable(trait_key(static_cast<Trait>(trait))), trait_value, trait);
  id_column_ = facts_.add_coordinate(firm_coordinate().element);
}

void FirmRegister::add(const VariableSchema& schema, Value value, std::size_t which,
                       std::span<const double> arm_values) {
  const std::size_t column = facts_.add(schema);
  columns_.push_back({schema.element, value, which});
  if (!arm_values.empty() && group_.creates())
    hdf5::write_attribute(facts_.data_set(column).id(), "arm_values", arm_values);
}

void FirmRegister::follow(const Market& market) {
  if (!founded_ || market.flows.entries > 0) {
    std::vector<std::pair<std::int64_t, Index>> newcomers;
    for (Index slot = 0; slot < market.firms.count; ++slot)
      if ((!founded_ || market.firms.entered(slot) == market.period) && plan_.holds(market.firms.id[slot]))
        newcomers.emplace_back(market.firms.id[slot], slot);
    std::ranges::sort(newcomers);
    for (const auto& [id, slot] : newcomers) enter(market.firms, slot);
    founded_ = true;
  }
  if (market.flows.exits == 0) return;
  for (const EventRow& event : market.flows.events)
    if (event.kind == EventKind::exit) leave(event.firm, event.period);
}

void FirmRegister::enter(const Firms& firms, Index slot) {
  changed_.resize(ids_.size() / chunk_ + 1);
  changed_.back() = true;
  ids_.push_back(firms.id[slot]);
  exit_periods_.push_back(fill_of(Element::int32));
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Fact& fact = columns_[i];
    facts_.put(i, cell_of(fact.value(firms, slot, fact.which), fact.element));
  }
  facts_.put(id_column_, static_cast<std::uint64_t>(firms.id[slot]));
  facts_.end_row();
}

void FirmRegister::leave(std::int64_t firm, std::int64_t period) {
  const Index place = find(firm);
  if (place < 0) return;
  exit_periods_[static_cast<std::size_t>(place)] = static_cast<std::uint64_t>(period);
  changed_[static_cast<std::size_t>(place) / chunk_] = true;
}

Index FirmRegister::find(std::int64_t firm) const {
  const auto found = std::ranges::lower_bound(ids_, firm);
  return found != ids_.end() && *found == firm ? found - ids_.begin() : -1;
}

void FirmRegister::flush() {
  for (std::size_t chunk = 0; chunk < changed_.size(); ++chunk)
    if (changed_[chunk]) write_exits(chunk);
  changed_.assign(changed_.size(), false);
  facts_.flush();
}

void FirmRegister::write_exits(std::size_t chunk) {
  const std::size_t begin = chunk * chunk_, end = std::min(begin + chunk_, exit_periods_.size());
  auto cells = std::make_shared<std::vector<std::uint64_t>>(chunk_, exits_->fill());
  std::copy(exit_periods_.begin() + static_cast<std::ptrdiff_t>(begin),
            exit_periods_.begin() + static_cast<std::ptrdiff_t>(end), cells->begin());
  pipeline_.submit(8 * chunk_, [this, cells, number = hsize_t{chunk}, firms = hsize_t{exit_periods_.size()}] {
    auto encoded = std::make_shared<EncodedChunk>(exits_->codec().encode_open(*cells));
    return [this, encoded, number, firms] {
      exits_->grow(std::span(&firms, 1));
      exits_->put(std::span(&number, 1), *encoded);
    };
  });
}

bool FirmRegister::reaches(const RegisterState& state) const {
  return facts_.reaches(state.facts);  // all exit periods are in the state
}

bool FirmRegister::fits(const RegisterState& state) const {
  return facts_.fits(state.facts) && std::ranges::is_sorted(state.ids) &&
         state.exit_periods.size() == state.ids.size() &&
         state.facts.blocks * chunk_ + state.facts.rows == state.ids.size();
}

void FirmRegister::restore(RegisterState state) {
  ids_ = std::move(state.ids);
  exit_periods_ = std::move(state.exit_periods);
  founded_ = state.founded;
  changed_.assign(ids_.empty() ? 0 : (ids_.size() - 1) / chunk_ + 1, true);
  facts_.restore(std::move(state.facts));
  const hsize_t whole_chunks = ids_.size() / chunk_ * chunk_;
  pipeline_.submit([this, whole_chunks] {
    if (exits_->lengths()[0] > whole_chunks) exits_->cut(std::span(&whole_chunks, 1));
  });
}

}  // namespace rivalry
