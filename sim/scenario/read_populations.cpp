#include <cmath>

#include <fmt/format.h>

#include "read_item.hpp"
#include "rivalry/scenario/population.hpp"

namespace rivalry {
namespace {

/// Firm-level parameters of a population: `capabilities.sensing = 0.8`, which TOML reads as a table in a table.
bool read_trait(const std::string& name, const Value& value, Population& population, Reading& reading) {
  Complaints& complaints = reading.complaints;
  const auto set = [&](const std::string& key, const Value& entry) {
    const Parameter* parameter = find_parameter(key);
    const std::string full = "population." + key;
    if (parameter == nullptr) {
      complaints.add(entry, full, "unknown key", unknown_key_remedy(key));
    } else if (parameter->level != Level::firm) {
      complaints.add(entry, full, fmt::format("{} belongs to the market, not to firms", key),
                     fmt::format("set it in section [{}]; `rivalry describe` lists the firm-level parameters",
                                 parameter->section()));
    } else {
      Scenario scratch;
      Subject subject = subject_of(*parameter, complaints);
      subject.key = full;
      const Slot slot = parameter->slot(scratch);
      if (!assign(slot, entry, subject)) return;
      const auto* target = std::get<Distribution*>(slot);
      population.traits[static_cast<std::size_t>(target - scratch.traits.data())] = *target;
    }
  };
  if (name.find('.') != std::string::npos) {  // "capabilities.sensing" in quotes
    set(name, value);
    return true;
  }
  if (!value.is(Value::Kind::table)) return false;
  for (const auto& [inner, entry] : value.entries) set(fmt::format("{}.{}", name, inner), entry);
  return true;
}

void check_model(const Value& table, const Population& population, Reading& reading) {
  const Catalogue& catalogue = reading.scenario.catalogue;
  std::vector<std::string_view> names;
  for (const Choice& choice : catalogue.choices) names.push_back(choice.name);
  for (const std::string& name : population.model) {
    if (catalogue.find(name) >= 0) continue;
    const auto meant = nearest_name(name, names);
    reading.complaints.add(*table.find("model"), "population.model", fmt::format("there is no choice \"{}\"", name),
                           meant.empty() ? "" : fmt::format("did you mean \"{}\"?", meant));
  }
}

/// Settles how many founders each population has.
void share_out(const std::vector<Value>& tables, Reading& reading) {
  auto& populations = reading.scenario.populations;
  Complaints& complaints = reading.complaints;
  Population* rest = nullptr;
  double taken = 0;
  const auto firms = static_cast<double>(reading.scenario.market.firms);
  for (std::size_t i = 0; i < populations.size(); ++i) {
    Population& population = populations[i];
    const bool firms_given = tables[i].find("firms") != nullptr, share_given = tables[i].find("share") != nullptr;
    if (firms_given && share_given) {
      complaints.add(*tables[i].find("share"), "population.share", "a population has either firms or share",
                     "keep one");
    } else if (!firms_given && !share_given) {
      if (rest != nullptr)
        complaints.add(tables[i].place, "population", "only one population may leave out both firms and share",
                       "give this one firms or share");
      rest = &population;
    }
    taken += population.firms ? static_cast<double>(*population.firms) : population.share.value_or(0) * firms;
  }
  if (!complaints.empty()) return;  // the sum may be wrong only for what was refused
  const double left = firms - std::round(taken);
  const TextPlace place = tables.front().place;
  if (left < 0)
    complaints.add(place, "population",
                   fmt::format("populations have {} firms together, but market.firms = {}", taken, firms),
                   "lower firms or share, or raise market.firms");
  else if (rest != nullptr)
    rest->firms = static_cast<std::int64_t>(left);
  else if (left > 0)
    complaints.add(place, "population",
                   fmt::format("populations have {} firms together, but market.firms = {}", taken, firms),
                   "leave firms and share out of one population: it gets the rest");
}

void check_entrants(const std::vector<Value>& tables, Reading& reading) {
  const Scenario& scenario = reading.scenario;
  double weights = 0;
  for (const Population& population : scenario.populations) weights += population.entrants;
  if (weights > 0 || !scenario.entry.enabled || scenario.entry.rate <= 0) return;
  reading.complaints.add(tables.front().place, "population.entrants",
                         "firms enter (entry.rate is above 0), but no population takes them",
                         "give one population entrants = 1, or set entry.enabled = false");
}

}  // namespace

void read_populations(Reading& reading) {
  const std::vector<Value>& tables = tables_of(reading, "population");
  auto& populations = reading.scenario.populations;
  for (const Value& table : tables) {
    Population population;
    read_item(
        "population", table, population, population_keys(), reading.complaints,
        [&](const std::string& name, const Value& value) { return read_trait(name, value, population, reading); });
    check_model(table, population, reading);
    populations.push_back(std::move(population));
  }
  if (populations.empty()) return;
  check_names("population", populations, tables, reading.complaints);
  share_out(tables, reading);
  check_entrants(tables, reading);
}

std::vector<std::int64_t> founders_by_population(const Scenario& scenario) {
  const auto firms = static_cast<double>(scenario.market.firms);
  if (scenario.populations.empty()) return {scenario.market.firms};
  std::vector<std::int64_t> founders;
  double shared = 0;
  std::int64_t given = 0;
  for (const Population& population : scenario.populations) {
    // Rounding the running sum of shares keeps every population within one firm of its share and the total exact.
    const double before = std::round(shared * firms);
    if (!population.firms) shared += population.share.value_or(0);
    founders.push_back(population.firms ? *population.firms
                                        : static_cast<std::int64_t>(std::round(shared * firms) - before));
    given += founders.back();
  }
  // Shares that add up to 1 but for rounding.
  if (given != scenario.market.firms) founders.back() += scenario.market.firms - given;
  return founders;
}

}  // namespace rivalry
