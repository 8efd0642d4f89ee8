#include "level_labels.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "scenario/document.hpp"

namespace rivalry {
namespace {

using Kind = Value::Kind;

constexpr std::size_t longest = 100;  // bytes

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Cut where a character of UTF-8 begins.
std::string cut(std::string text) {
  if (text.size() <= longest) return text;
  std::size_t end = longest - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string plain(const Value& value) {
  if (value.is(Kind::text)) {
    const bool shows = !value.text.empty() && std::ranges::none_of(value.text, is_control);
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
  if (std::ranges::any_of(text, is_control)) return "must have no line break or other control character";
  return {};
}

}  // namespace rivalry
