#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "limits.hpp"

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

/// The chapter or the entry of that name; null where there is none.
const Chapter* find_chapter(const std::vector<Chapter>& all, std::string_view name);
const Entry* find_entry(const std::vector<Chapter>& all, std::string_view key);

/// @throws UnknownName  with the nearest known name
[[noreturn]] void refuse_name(std::string_view name);

}  // namespace rivalry
