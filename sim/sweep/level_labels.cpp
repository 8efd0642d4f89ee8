#include "level_labels.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "rivalry/text/unicode.hpp"
#include "scenario/document.hpp"

namespace rivalry {
namespace {

using Kind = Value::Kind;

constexpr std::size_t longest = 100;  // bytes

/// Whether all of it can be seen, in one line.
bool is_visible(std::string_view text) {
  while (!text.empty()) {
    const Character character = first_character(text);
    if (!character.valid || steers(character.code)) return false;
    text.remove_prefix(character.bytes);
  }
  return true;
}

/// Cut where a character of UTF-8 begins.
std::string cut(std::string text) {
  if (text.size() <= longest) return text;
  std::size_t end = longest - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string plain(const Value& value) {
  if (value.is(Kind::text)) {
    const bool shows = !value.text.empty() && is_visible(value.text);
    return shows ? value.text : write_value(value);
  }
  if (value.is(Kind::real)) return fmt::format("{}", value.real + 0.0);  // no -0
  if (value.is(Kind::list)) {
    std::string text;
    for (const Value& item : value.items) text += (text.empty() ? "" : ", ") + plain(item);
    return "[" + text + "]";
  }
  if (value.is(Kind::table)) {
    std::string text;
    for (const auto& [key, entry] : value.entries) text += (text.empty() ? "" : ", ") + key + " " + plain(entry);
    return text;
  }
  return write_value(value);
}

}  // namespace

std::string value_label(const Value& value) { return cut(plain(value)); }

std::vector<std::string> distinct_labels(std::vector<std::string> labels) {
  std::set<std::string> taken;
  for (std::string& label : labels) {
    const std::string wanted = label;
    for (int number = 2; !taken.insert(label).second; ++number) label = fmt::format("{} ({})", wanted, number);
  }
  return labels;
}

std::string label_fault(const std::string& text) {
  if (text.empty()) return "must not be empty";
  if (text.size() > longest) return fmt::format("must have at most {} bytes", longest);
  if (!is_visible(text)) return "must have no line break or other character that cannot be seen";
  return {};
}

}  // namespace rivalry
