#include <algorithm>

#include <fmt/format.h>

#include "read_item.hpp"

namespace rivalry {
namespace {

void check_extent(const Value& table, const ItemKey<Choice>& key, Choice& choice, Reading& reading) {
  const Value* value = table.find(key.name);
  if (value == nullptr || key.extent == ListLength::any) return;
  const ItemSlot slot = key.slot(choice);
  const auto length = static_cast<std::int64_t>(std::get<std::vector<double>*>(slot)->size());
  const std::string name = fmt::format("choice.{}", key.name);
  const auto& market = reading.scenario.market;
  if (reading.complaints.about("market.segments") || reading.complaints.about("market.attributes")) return;
  if (value->is(Value::Kind::list) && static_cast<std::int64_t>(value->items.size()) != length) return;  // refused
  if (!value->is(Value::Kind::list) && length == 0) return;                                              // refused
  if (key.extent == ListLength::attributes && length != market.attributes)
    reading.complaints.add(*value, name,
                           fmt::format("must have {} numbers, one for each of market.attributes", market.attributes));
  if (key.extent == ListLength::one_or_segments && length != 1 && length != market.segments)
    reading.complaints.add(*value, name,
                           fmt::format("must be one number, or {}, one for each of market.segments", market.segments));
}

}  // namespace

void read_choices(Reading& reading) {
  const std::vector<Value>& tables = tables_of(reading, "choice");
  Complaints& complaints = reading.complaints;
  const bool custom = reading.scenario.business_model.catalogue == CatalogueKind::custom;
  if (!custom) {
    if (!tables.empty() && !complaints.about("business_model.catalogue"))
      complaints.add(tables.front().place, "choice", "[[choice]] counts only with a custom catalogue",
                     "set business_model.catalogue = \"custom\", or leave the choices out");
    return;
  }
  std::vector<Choice> choices;
  for (const Value& table : tables) {
    Choice choice;
    read_item("choice", table, choice, choice_keys(), complaints, [](const auto&, const auto&) { return false; });
    for (const auto& key : choice_keys()) check_extent(table, key, choice, reading);
    if (table.find("path") == nullptr)
      complaints.add(table.place, "choice.path", fmt::format("must be given: one of {}", fmt::join(path_names, ", ")));
    choices.push_back(std::move(choice));
  }
  if (choices.empty())
    reading.refuse("business_model.catalogue", "a custom catalogue needs [[choice]] tables",
                   "write one [[choice]] for each choice, with name and path");
  check_names("choice", choices, tables, complaints);
  std::stable_sort(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) { return a.path < b.path; });
  reading.scenario.catalogue.choices = std::move(choices);
}

}  // namespace rivalry
