#include <fmt/format.h>

#include "read_item.hpp"

namespace rivalry {
namespace {

void read_event_setting(const std::string& key, const Value& value, KeysAndValues& settings, Reading& reading) {
  const std::string full = "event.set." + key;
  Complaints& complaints = reading.complaints;
  const Parameter* parameter = find_parameter(key);
  if (parameter == nullptr) return complaints.add(value, full, "unknown parameter", unknown_key_remedy(key));
  if (!parameter->live)
    return complaints.add(value, full, fmt::format("{} is fixed when the run starts", key),
                          "`rivalry describe KEY` says which parameters an event may change");
  Scenario probe;
  Subject subject = subject_of(*parameter, complaints);
  subject.key = full;
  const Slot slot = parameter->slot(probe);
  if (!assign(slot, value, subject)) return;
  const auto segments = static_cast<std::size_t>(reading.scenario.market.segments);
  if (const auto* target = std::get_if<Distribution*>(&slot);
      target && (*target)->kind == Distribution::Kind::list && (*target)->values.size() != segments)
    return complaints.add(value, full, fmt::format("must have {} values, one for each of market.segments", segments));
  if (const auto* weights = std::get_if<std::vector<double>*>(&slot))
    if (const std::string rule = mistake_in_weights(**weights, reading.scenario.value_chain.stages.size());
        !rule.empty())
      return complaints.add(value, full, rule);
  settings.emplace_back(key, write_value(value));
}

void check_choice(const Value& table, std::string_view key, const std::string& name, Reading& reading) {
  if (name.empty() || reading.scenario.catalogue.find(name) >= 0) return;
  std::vector<std::string_view> names;
  for (const Choice& choice : reading.scenario.catalogue.choices) names.push_back(choice.name);
  const auto meant = nearest_name(name, names);
  reading.complaints.add(*table.find(key), fmt::format("event.{}", key),
                         "must be the name of a choice of the catalogue",
                         meant.empty() ? "" : fmt::format("did you mean \"{}\"?", meant));
}

void check_event(const Value& table, const Event& event, Reading& reading) {
  Complaints& complaints = reading.complaints;
  const bool at = table.find("at") != nullptr, probability = table.find("probability") != nullptr;
  if (at == probability)
    complaints.add(table.place, "event", at ? "has both at and probability" : "has neither at nor probability",
                   "give one of them: at = 40 for period 40, probability = 0.05 for a chance each period");
  // A run that is shortened for a trial need not reach the file's events.
  const bool shortened = reading.has("scenario.periods") && reading.given.at("scenario.periods")->place.setting;
  if (event.at && *event.at > reading.scenario.scenario.periods && !shortened && !complaints.about("scenario.periods"))
    complaints.add(
        *table.find("at"), "event.at",
        fmt::format("comes after the end of the run (scenario.periods = {})", reading.scenario.scenario.periods),
        "make it earlier, or the run longer");
  bool acts = false;
  for (const std::string_view key : {"set", "open_segment", "shift_needs", "frontier", "ban", "promote"})
    acts |= table.find(key) != nullptr;
  if (!acts)
    complaints.add(table.place, "event", "changes nothing",
                   "give at least one of set, open_segment, shift_needs, frontier, ban, promote");
  if (table.find("distance") != nullptr && table.find("open_segment") == nullptr)
    complaints.add(*table.find("distance"), "event.distance", "counts only together with open_segment", "leave it out");
  check_choice(table, "ban", event.ban, reading);
  check_choice(table, "promote", event.promote, reading);
}

void read_event_settings(const Value& value, KeysAndValues& settings, Reading& reading) {
  if (!value.is(Value::Kind::table) || value.entries.empty())
    return reading.complaints.add(value, "event.set", "must be a table of parameters and values",
                                  "write set = {\"demand.price_sensitivity\" = 4}");
  each_setting(value,
               [&](const std::string& key, const Value& entry) { read_event_setting(key, entry, settings, reading); });
}

}  // namespace

void read_events(Reading& reading) {
  for (const Value& table : tables_of(reading, "event")) {
    Event event;
    read_item("event", table, event, event_keys(), reading.complaints,
              [&](const std::string& name, const Value& value) {
                if (name != "set") return false;
                read_event_settings(value, event.set, reading);
                return true;
              });
    check_event(table, event, reading);
    reading.scenario.events.push_back(std::move(event));
  }
}

}  // namespace rivalry
