#include "rivalry/scenario/write.hpp"

#include <fmt/format.h>

#include "item_keys.hpp"
#include "rivalry/scenario/intensity.hpp"
#include "rivalry/scenario/market_rule.hpp"
#include "toml_text.hpp"
#include "write_items.hpp"
#include "write_value.hpp"

namespace rivalry {
namespace {

/// Parameters that would contradict others, which say the same or make them count for nothing.
bool is_idle(std::string_view key, const Scenario& scenario) {
  if (!acts(key, scenario.competition.rule)) return true;
  if (key == "market.size_per_firm") return scenario.market.size.has_value();
  if (key == "landscape.matrix") return scenario.landscape.pattern != Pattern::matrix;
  if (key == "business_model.choices_per_path") return scenario.business_model.catalogue != CatalogueKind::generated;
  return false;
}

template <class Item>
std::string item_toml(std::string_view table, const Item& given, const std::vector<ItemKey<Item>>& keys) {
  Item item = given, defaults;
  std::string text = fmt::format("\n[[{}]]\n", table);
  for (const ItemKey<Item>& key : keys) {
    const auto value = slot_toml(key.slot(item));
    const bool always = key.name == "name" || key.name == "path";
    if (value && (always || value != slot_toml(key.slot(defaults)))) text += fmt::format("{} = {}\n", key.name, *value);
  }
  return text;
}

std::string population_toml(const Population& population) {
  std::string text = item_toml("population", population, population_keys());
  Scenario scratch;
  for (const Parameter& parameter : parameters()) {
    if (parameter.level != Level::firm) continue;
    const auto* trait = std::get<Distribution*>(parameter.slot(scratch));
    const auto& value = population.traits[static_cast<std::size_t>(trait - scratch.traits.data())];
    if (value) text += fmt::format("{} = {}\n", parameter.key, distribution_toml(*value));
  }
  return text;
}

}  // namespace

std::string items_toml(const Scenario& scenario) {
  std::string text;
  for (const Population& population : scenario.populations) text += population_toml(population);
  for (const Event& event : scenario.events) text += item_toml("event", event, event_keys());
  if (scenario.business_model.catalogue == CatalogueKind::custom)
    for (const Choice& choice : scenario.catalogue.choices) text += item_toml("choice", choice, choice_keys());
  return text;
}

std::string to_toml(const Scenario& given) {
  Scenario scenario = given;
  std::string text;
  for (const Section& section : sections()) {
    text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", section.name);
    for (const Parameter& parameter : parameters()) {
      if (parameter.section() != section.name || is_idle(parameter.key, scenario)) continue;
      const auto value = slot_toml(parameter.slot(scenario));
      if (!value) continue;
      if (parameter.key == "competition.intensity")
        text +=
            "# sets market.size_per_firm, market.homogeneity, demand.price_sensitivity and entry.rate to their values "
            "here\n";
      text += fmt::format("{} = {}\n", parameter.name(), *value);
    }
  }
  return text + items_toml(scenario);
}

}  // namespace rivalry
