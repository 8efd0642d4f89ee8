#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "enumerations.hpp"
#include "reading.hpp"
#include "rivalry/scenario/market_rule.hpp"
#include "write_value.hpp"

// What the rule of the market leaves without meaning is refused, so that nobody takes it to act.
namespace rivalry {
namespace {

std::string_view name_of(Rule rule) { return names_of(rule)[static_cast<std::size_t>(rule)]; }

std::string no_meaning(Rule rule) {
  return fmt::format("has no meaning with competition.rule = \"{}\"", name_of(rule));
}

/// Parameters that do not act under a rule. Looked up once: a sweep asks for every run.
const std::vector<const Parameter*>& idle_parameters(Rule rule) {
  static const auto table = [] {
    std::vector<std::vector<const Parameter*>> idle(names_of(Rule{}).size());
    for (std::size_t i = 0; i < idle.size(); ++i)
      for (const Parameter& parameter : parameters())
        if (!acts(parameter.key, static_cast<Rule>(i))) idle[i].push_back(&parameter);
    return idle;
  }();
  return table[static_cast<std::size_t>(rule)];
}

/// Parameters that do not act may stand at their default, as in a starter file, or at the value of a homogeneous
/// market.
void check_keys(Reading& reading) {
  const Rule rule = reading.scenario.competition.rule;
  std::vector<const Parameter*> idle;
  for (const Parameter* parameter : idle_parameters(rule))
    if (reading.has(parameter->key) && !reading.complaints.about(parameter->key)) idle.push_back(parameter);
  if (idle.empty()) return;
  Scenario given = reading.scenario, defaults, neutral;
  neutral.competition.rule = rule;
  make_homogeneous(neutral);
  for (const Parameter* parameter : idle) {
    const auto value = slot_toml(parameter->slot(given));
    if (value == slot_toml(parameter->slot(defaults)) || value == slot_toml(parameter->slot(neutral))) continue;
    reading.refuse(parameter->key, no_meaning(rule), "leave it out, or choose another rule");
  }
}

/// What a table sets a parameter to, by its key in quotes or under its section; null if it does not.
const Value* find_in(const Value& table, std::string_view key) {
  if (const Value* value = table.find(key)) return value;
  const std::size_t point = key.find('.');
  const Value* section = table.find(key.substr(0, point));
  return section != nullptr ? section->find(key.substr(point + 1)) : nullptr;
}

void check_one_segment(Reading& reading) {
  if (!reading.has("market.segments") || reading.scenario.market.segments == 1) return;
  reading.refuse("market.segments",
                 fmt::format("must be 1 with competition.rule = \"{}\": a homogeneous market has exactly one segment",
                             name_of(reading.scenario.competition.rule)),
                 "leave it out");
}

struct Meaningless {
  std::string_view column;
  bool (*stands_in)(const Choice&);
};

/// Columns of a choice that tell goods apart, for buyers or third parties.
constexpr Meaningless differences[] = {
    {"position", [](const Choice& c) { return std::any_of(c.position.begin(), c.position.end(), std::identity{}); }},
    {"willingness_to_pay",
     [](const Choice& c) {
       return std::any_of(c.willingness_to_pay.begin(), c.willingness_to_pay.end(), std::identity{});
     }},
    {"reach",
     [](const Choice& c) {
       return std::any_of(c.reach.begin(), c.reach.end(), [](double reach) { return reach != 0 && reach != 1; });
     }},
    {"retention", [](const Choice& c) { return c.retention != 0; }},
    {"collects", [](const Choice& c) { return c.collects != 0 && c.collects != 1; }},
    {"price_perception", [](const Choice& c) { return c.price_perception != 0; }},
    {"third_party_revenue", [](const Choice& c) { return c.third_party_revenue != 0; }},
};

void check_choices(Reading& reading) {
  const Rule rule = reading.scenario.competition.rule;
  if (reading.scenario.business_model.catalogue == CatalogueKind::standard)
    return reading.refuse("business_model.catalogue",
                          fmt::format("must not be \"standard\" with competition.rule = \"{}\": its choices make goods "
                                      "differ, or reach and collect in part",
                                      name_of(rule)),
                          "set business_model.catalogue = \"generated\", or \"custom\" with [[choice]] tables of "
                          "unit_cost, fixed_cost and externality");
  const auto table = reading.tables.find("choice");
  if (table == reading.tables.end()) return;
  for (const Value& row : table->second->items) {
    const Value* const name = row.find("name");
    const int choice = name != nullptr ? reading.scenario.catalogue.find(name->text) : -1;
    if (choice < 0) continue;
    for (const Meaningless& one : differences)
      if (one.stands_in(reading.scenario.catalogue.choices[static_cast<std::size_t>(choice)]))
        reading.complaints.add(
            *row.find(one.column), fmt::format("choice.{}", one.column), no_meaning(rule),
            one.column == "reach" || one.column == "collects" ? "write 1, or leave it out" : "leave it out");
  }
}

void check_populations(Reading& reading) {
  const auto tables = reading.tables.find("population");
  if (tables == reading.tables.end()) return;
  const Rule rule = reading.scenario.competition.rule;
  for (const Value& table : tables->second->items)
    for (const Parameter& parameter : parameters()) {
      if (parameter.level != Level::firm || acts(parameter.key, rule)) continue;
      if (const Value* value = find_in(table, parameter.key))
        reading.complaints.add(*value, fmt::format("population.{}", parameter.key), no_meaning(rule), "leave it out");
    }
}

void check_events(Reading& reading) {
  const auto tables = reading.tables.find("event");
  if (tables == reading.tables.end()) return;
  const Rule rule = reading.scenario.competition.rule;
  for (std::size_t i = 0; i < tables->second->items.size() && i < reading.scenario.events.size(); ++i) {
    const Value& table = tables->second->items[i];
    for (const auto& [key, value] : reading.scenario.events[i].set)
      if (!acts(key, rule))
        reading.complaints.add(*find_in(*table.find("set"), key), "event.set." + key, no_meaning(rule), "leave it out");
    if (rule == Rule::logit) continue;
    for (const std::string_view shock : {"open_segment", "shift_needs"})
      if (const Value* value = table.find(shock))
        reading.complaints.add(*value, fmt::format("event.{}", shock), no_meaning(rule), "leave it out");
  }
}

}  // namespace

void resolve_market_rule(Reading& reading) {
  check_keys(reading);
  if (reading.scenario.competition.rule != Rule::logit) check_one_segment(reading);
  make_homogeneous(reading.scenario);
}

void check_market_rule(Reading& reading) {
  check_populations(reading);
  check_events(reading);
  if (reading.scenario.competition.rule != Rule::logit && !reading.complaints.about("business_model.catalogue"))
    check_choices(reading);
}

}  // namespace rivalry
