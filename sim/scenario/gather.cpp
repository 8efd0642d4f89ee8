#include <algorithm>

#include <fmt/format.h>

#include "reading.hpp"
#include "rivalry/scenario/nearest.hpp"

namespace rivalry {
namespace {

bool is_section(std::string_view name) {
  return std::any_of(sections().begin(), sections().end(),
                     [&](const Section& section) { return section.name == name; });
}

bool is_item_table(std::string_view name) {
  return std::any_of(item_tables().begin(), item_tables().end(),
                     [&](const ItemTable& table) { return table.name == name; });
}

void gather_section(Reading& reading, const std::string& section, const Value& table) {
  for (const auto& [name, value] : table.entries) {
    const std::string key = fmt::format("{}.{}", section, name);
    if (const Parameter* parameter = find_parameter(key))
      reading.given[parameter->key] = &value;
    else
      reading.complaints.add(value, key, "unknown key", unknown_key_remedy(key));
  }
}

void gather_items(Reading& reading, const std::string& name, const Value& value) {
  const bool tables =
      value.is(Value::Kind::list) &&
      std::all_of(value.items.begin(), value.items.end(), [](const Value& v) { return v.is(Value::Kind::table); });
  if (tables)
    reading.tables[name] = &value;
  else
    reading.complaints.add(value, name, "must be a list of tables",
                           fmt::format("head each with [[{}]], in double brackets", name));
}

std::string unknown_section_remedy(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Section& section : sections()) names.push_back(section.name);
  for (const ItemTable& table : item_tables()) names.push_back(table.name);
  const auto meant = nearest_name(name, names);
  if (meant.empty()) return "`rivalry describe` lists the sections";
  return is_item_table(meant) ? fmt::format("did you mean [[{}]]?", meant) : fmt::format("did you mean [{}]?", meant);
}

}  // namespace

std::string unknown_key_remedy(std::string_view key) {
  const auto meant = nearest_parameter(key);
  if (!meant.empty()) return fmt::format("did you mean {}?", meant);
  const std::string section(key.substr(0, key.find('.')));
  return is_section(section) ? fmt::format("`rivalry describe {}` lists the keys of the section", section)
                             : unknown_section_remedy(section);
}

void gather(Reading& reading, const Value& document, const Value& settings) {
  for (const auto& [name, value] : document.entries) {
    if (is_item_table(name))
      gather_items(reading, name, value);
    else if (is_section(name) && value.is(Value::Kind::table))
      gather_section(reading, name, value);
    else if (is_section(name))
      reading.complaints.add(value, name, fmt::format("is a section, not {}", kind_name(value.kind)),
                             fmt::format("write [{}] and its keys in the lines below", name));
    else if (value.is(Value::Kind::table) || value.is(Value::Kind::list))
      reading.complaints.add(value.place, name, "unknown section", unknown_section_remedy(name));
    else if (const auto meant = nearest_parameter(name); !meant.empty())
      reading.complaints.add(value, name, "stands in no section",
                             fmt::format("did you mean {} under [{}]?", meant.substr(meant.find('.') + 1),
                                         meant.substr(0, meant.find('.'))));
    else
      reading.complaints.add(value, name, "unknown key, and in no section", "`rivalry describe` lists the parameters");
  }
  for (const auto& [key, value] : settings.entries) {
    if (const Parameter* parameter = find_parameter(key))
      reading.given[parameter->key] = &value;
    else if (const std::string table = key.substr(0, key.find('.')); is_item_table(table))
      reading.complaints.add(value, key, fmt::format("is no parameter: [[{}]] stands in files only", table),
                             "change it in the file");
    else
      reading.complaints.add(value, key, "unknown key", unknown_key_remedy(key));
  }
}

}  // namespace rivalry
