#include "documentation.hpp"

#include <fmt/format.h>

#include "rivalry/scenario/nearest.hpp"
#include "rivalry/scenario/write.hpp"

namespace rivalry {
namespace {

Entry entry_of(const Parameter& parameter) {
  const Limits limits = limits_of(parameter);
  const Slot slot = default_slot(parameter);
  const auto* enumeration = std::get_if<Enumeration>(&slot);
  return {.key = std::string(parameter.key),
          .type = kind_text(parameter),
          .unit = std::string(parameter.unit),
          .range = range_text(limits),
          .default_value = default_text(parameter),
          .meaning = std::string(parameter.meaning),
          .source = std::string(parameter.source),
          .limits = limits,
          .names = enumeration ? enumeration->names : std::vector<std::string_view>{},
          .live = parameter.live};
}

}  // namespace

std::string range_text(const Limits& limits) {
  std::string text = interval_text("", limits);
  if (text.starts_with(" from ")) text.erase(0, 6);
  if (text.starts_with(' ')) text.erase(0, 1);
  return text;
}

std::string type_text(const ItemSlot& slot) {
  std::string type = item_slot_text(slot, Limits{});
  if (type.starts_with("a ") || type.starts_with("an ")) type.erase(0, type.find(' ') + 1);
  return type;
}

std::vector<Chapter> chapters() {
  std::vector<Chapter> all;
  for (const Section& section : sections()) {
    all.push_back({std::string(section.name), std::string(section.meaning), false, {}});
    for (const Parameter& parameter : parameters())
      if (parameter.section() == section.name) all.back().entries.push_back(entry_of(parameter));
  }
  for (const ItemTable& table : item_tables()) {
    if (table.name == "population") all.push_back(chapter_of(table, population_keys()));
    if (table.name == "event") all.push_back(chapter_of(table, event_keys()));
    if (table.name == "choice") all.push_back(chapter_of(table, choice_keys()));
    if (table.name == "expect") all.push_back(chapter_of(table, expectation_keys()));
  }
  return all;
}

const Chapter* find_chapter(const std::vector<Chapter>& all, std::string_view name) {
  for (const Chapter& chapter : all)
    if (chapter.name == name) return &chapter;
  return nullptr;
}

const Entry* find_entry(const std::vector<Chapter>& all, std::string_view key) {
  for (const Chapter& chapter : all)
    for (const Entry& entry : chapter.entries)
      if (chapter.repeated ? fmt::format("{}.{}", chapter.name, entry.key) == key : entry.key == key) return &entry;
  return nullptr;
}

void refuse_name(std::string_view name) {
  std::vector<std::string> names;
  for (const Chapter& chapter : chapters()) {
    names.push_back(chapter.name);
    if (chapter.repeated)
      for (const Entry& entry : chapter.entries) names.push_back(fmt::format("{}.{}", chapter.name, entry.key));
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  std::string_view meant = nearest_parameter(name);
  if (name.find('.') == std::string_view::npos || meant.empty())
    if (const auto section = nearest_name(name, views); !section.empty()) meant = section;
  throw UnknownName(meant.empty()
                        ? fmt::format("there is no parameter or section \"{}\"; `rivalry describe` lists all", name)
                        : fmt::format("there is no parameter or section \"{}\"; did you mean {}?", name, meant));
}

}  // namespace rivalry
