#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "item_keys.hpp"
#include "write_value.hpp"

namespace rivalry {

/// What is documented of a parameter or of a key of a repeated table.
struct Entry {
  std::string key;  ///< section.name, or the name in a repeated table
  std::string type, unit, range, default_value, meaning, source;
  Limits limits;
  std::vector<std::string_view> names;  ///< of an enumeration
  bool live = false;                    ///< an event may change it
};

/// A section or a repeated table.
struct Chapter {
  std::string name, meaning;
  bool repeated = false;
  std::vector<Entry> entries;
};

/// All sections, then all repeated tables.
std::vector<Chapter> chapters();

/// "from 0 to 1", "above 0"; empty for all numbers.
std::string range_text(const Limits& limits);
/// "number", "one of a, b".
std::string type_text(const ItemSlot& slot);

/// The chapter of a table of items.
template <class Item>
Chapter chapter_of(const ItemTable& table, const std::vector<ItemKey<Item>>& keys) {
  Chapter chapter{std::string(table.name), std::string(table.meaning), table.repeated, {}};
  Item defaults;
  for (const ItemKey<Item>& key : keys) {
    const ItemSlot slot = key.slot(defaults);
    const auto* enumeration = std::get_if<Enumeration>(&slot);
    const bool required = key.required || std::ranges::find(table.required, key.name) != table.required.end();
    chapter.entries.push_back({.key = std::string(key.name),
                               .type = type_text(slot),
                               .unit = std::string(key.unit),
                               .range = range_text(key.limits),
                               .default_value = required ? "required" : slot_toml(slot).value_or("none"),
                               .meaning = std::string(key.meaning),
                               .source = "",
                               .limits = key.limits,
                               .names = enumeration ? enumeration->names : std::vector<std::string_view>{}});
  }
  return chapter;
}

// A chapter as text for a terminal, as a section of a Markdown page, and several as JSON.
std::string chapter_text(const Chapter& chapter);
std::string chapter_markdown(const Chapter& chapter);
std::string chapters_json(const std::vector<Chapter>& all);

/// The chapter or the entry of that name; null where there is none.
const Chapter* find_chapter(const std::vector<Chapter>& all, std::string_view name);
const Entry* find_entry(const std::vector<Chapter>& all, std::string_view key);

/// @throws UnknownName  with the nearest known name
[[noreturn]] void refuse_name(std::string_view name);

}  // namespace rivalry
