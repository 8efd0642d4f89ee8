#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "document.hpp"
#include "toml_text.hpp"

namespace rivalry {

std::optional<double> Value::number() const {
  if (kind == Kind::integer) return static_cast<double>(integer);
  if (kind == Kind::real) return real;
  return {};
}

const Value* Value::find(std::string_view key) const {
  for (const auto& [name, value] : entries)
    if (name == key) return &value;
  return nullptr;
}

std::string write_value(const Value& value) {
  switch (value.kind) {
    case Value::Kind::boolean:
      return value.boolean ? "true" : "false";
    case Value::Kind::integer:
      return fmt::format("{}", value.integer);
    case Value::Kind::real: {
      const std::string text = toml_number(value.real);
      const bool plain = text.find_first_not_of("-0123456789") == std::string::npos;
      return plain ? text + ".0" : text;
    }
    case Value::Kind::text:
      return toml_string(value.text);
    case Value::Kind::list:
      return toml_list(value.items, [](const Value& item) { return write_value(item); });
    case Value::Kind::table: {
      std::string inside;
      for (const auto& [key, entry] : value.entries)
        inside += fmt::format("{}{} = {}", inside.empty() ? "" : ", ", toml_key(key), write_value(entry));
      return "{" + inside + "}";
    }
    case Value::Kind::other:
      return value.text.empty() ? "…" : value.text;
  }
  return {};
}

namespace {

Value shortened(const Value& value) {
  constexpr std::size_t most = 24;
  Value copy;
  copy.kind = value.kind;
  copy.boolean = value.boolean, copy.integer = value.integer, copy.real = value.real;
  copy.text = value.text.substr(0, 400);
  for (std::size_t i = 0; i < std::min(most, value.items.size()); ++i) copy.items.push_back(shortened(value.items[i]));
  for (std::size_t i = 0; i < std::min(most, value.entries.size()); ++i)
    copy.entries.push_back({value.entries[i].key, shortened(value.entries[i].value)});
  return copy;
}

}  // namespace

std::string quote_value(const Value& value) {
  constexpr std::size_t most = 60;
  std::string text = write_value(shortened(value));
  if (text.size() > most) {
    std::size_t end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end) + "...";
  }
  return text;
}

std::string_view kind_name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::boolean:
      return "true or false";
    case Value::Kind::integer:
      return "an integer";
    case Value::Kind::real:
      return "a number";
    case Value::Kind::text:
      return "text";
    case Value::Kind::list:
      return "a list";
    case Value::Kind::table:
      return "a table";
    case Value::Kind::other:
      return "a date or time";
  }
  return {};
}

}  // namespace rivalry
