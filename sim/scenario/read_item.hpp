#pragma once

#include <algorithm>

#include <fmt/format.h>

#include "reading.hpp"
#include "rivalry/scenario/nearest.hpp"

namespace rivalry {

/// Reads the entries of a table into an item.
///
/// @param other  called with key, value for what is none of the keys, has a free form or needs more context (`set`);
///               returns false to have the key reported as unknown
template <class Item, class Other>
void read_item(std::string_view table_name, const Value& table, Item& item, const std::vector<ItemKey<Item>>& keys,
               Complaints& complaints, Other other) {
  std::vector<std::string_view> names;
  for (const ItemKey<Item>& key : keys) names.push_back(key.name);
  for (const auto& [name, value] : table.entries) {
    const std::string full = fmt::format("{}.{}", table_name, name);
    const auto key = std::find(names.begin(), names.end(), name);
    if (key == names.end()) {
      if (other(name, value)) continue;
      const auto meant = nearest_name(name, names);
      complaints.add(value, full, "unknown key",
                     meant.empty() ? fmt::format("keys of {} are {}", table_name, fmt::join(names, ", "))
                                   : fmt::format("did you mean {}?", meant));
      continue;
    }
    const ItemKey<Item>& row = keys[static_cast<std::size_t>(key - names.begin())];
    const ItemSlot slot = row.slot(item);
    const Subject subject{full,       row.limits, item_slot_text(slot, row.limits), gist(row.meaning),
                          Level::run, complaints};
    std::visit(
        [&](const auto& target) {
          using Target = std::decay_t<decltype(target)>;
          if constexpr (std::is_same_v<Target, KeysAndValues*> || std::is_same_v<Target, FreeForm>)
            other(name, value);
          else
            assign(target, value, subject);
        },
        slot);
  }
}

/// The tables of that name in the file, each of which must be a table.
inline const std::vector<Value>& tables_of(const Reading& reading, std::string_view name) {
  static const std::vector<Value> none;
  return reading.tables.contains(name) ? reading.tables.at(name)->items : none;
}

/// Complains of items without name and of names that occur twice.
template <class Item>
void check_names(std::string_view table_name, const std::vector<Item>& items, const std::vector<Value>& values,
                 Complaints& complaints) {
  const std::string key = fmt::format("{}.name", table_name);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto same = [&](const Item& other) { return other.name == items[i].name; };
    const auto end = items.begin() + static_cast<std::ptrdiff_t>(i);
    if (items[i].name.empty()) {
      const Value* value = values[i].find("name");
      if (value == nullptr || value->is(Value::Kind::text))
        complaints.add(value ? value->place : values[i].place, key, "must be given and not be empty",
                       fmt::format("write name = \"…\" in each [[{}]]", table_name));
    } else if (std::find_if(items.begin(), end, same) != end) {
      complaints.add(*values[i].find("name"), key, "is the name of an earlier one", "give each its own name");
    }
  }
}

}  // namespace rivalry
