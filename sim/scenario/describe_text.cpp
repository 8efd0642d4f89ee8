#include <fmt/format.h>

#include "documentation.hpp"
#include "rivalry/scenario/write.hpp"

namespace rivalry {
namespace {

std::string head(const Chapter& chapter) {
  return fmt::format(fmt::runtime(chapter.repeated ? "[[{}]]  {}\n" : "[{}]  {}\n"), chapter.name, chapter.meaning);
}

std::string block(const Entry& entry) {
  std::string text = fmt::format("{}\n    {}\n", entry.key, entry.meaning);
  const auto line = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) text += fmt::format("    {:<8} {}\n", label, value);
  };
  line("type", entry.type);
  line("range", entry.range);
  line("unit", entry.unit == "1" || entry.unit == "text" ? "" : entry.unit);
  line("default", entry.default_value);
  line("source", entry.source);
  if (entry.live) text += "    an event may change it during a run\n";
  return text;
}

std::string list_of_all(const std::vector<Chapter>& all) {
  std::string text;
  for (const Chapter& chapter : all) {
    text += (text.empty() ? "" : "\n") + head(chapter);
    for (const Entry& entry : chapter.entries)
      text += fmt::format("  {:<34} {:<24} {}\n", entry.key, entry.default_value, entry.meaning);
  }
  return text;
}

}  // namespace

std::string chapter_text(const Chapter& chapter) {
  std::string text = head(chapter);
  for (const Entry& entry : chapter.entries) text += "\n" + block(entry);
  return text;
}

std::string describe_text(std::string_view name) {
  const std::vector<Chapter> all = chapters();
  if (name.empty()) return list_of_all(all);
  if (const Chapter* chapter = find_chapter(all, name)) return chapter_text(*chapter);
  if (const Entry* entry = find_entry(all, name)) return block(*entry);
  refuse_name(name);
}

}  // namespace rivalry
