// The only file that sees toml++.
#include "document.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "toml_text.hpp"

namespace rivalry {
namespace {

constexpr int deepest_nesting = 16;

TextPlace place_of(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column), false};
}

Value convert(const toml::node& node, int depth) {
  Value value;
  value.place = place_of(node.source());
  if (depth > deepest_nesting) {
    value.kind = Value::Kind::other;
    return value;
  }
  if (const auto* table = node.as_table()) {
    for (const auto& [key, entry] : *table) {
      value.entries.push_back({std::string(key.str()), convert(entry, depth + 1)});
      value.entries.back().value.place = place_of(key.source());
    }
    std::stable_sort(value.entries.begin(), value.entries.end(), [](const auto& a, const auto& b) {
      return std::pair(a.value.place.line, a.value.place.column) < std::pair(b.value.place.line, b.value.place.column);
    });
  } else if (const auto* list = node.as_array()) {
    value.kind = Value::Kind::list;
    value.items.reserve(list->size());
    for (const toml::node& item : *list) value.items.push_back(convert(item, depth + 1));
  } else if (const auto* text = node.as_string()) {
    value.kind = Value::Kind::text;
    value.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = Value::Kind::integer;
    value.integer = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    value.kind = Value::Kind::real;
    value.real = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = Value::Kind::boolean;
    value.boolean = boolean->get();
  } else {
    value.kind = Value::Kind::other;
    std::ostringstream stream;
    node.visit([&](const auto& leaf) {
      if constexpr (toml::is_date<decltype(leaf)> || toml::is_time<decltype(leaf)> ||
                    toml::is_date_time<decltype(leaf)>)
        stream << leaf.get();
    });
    value.text = stream.str();
  }
  return value;
}

/// Names joined by very many dots (`a.a.a.…`) would make nested tables too deep to take apart again.
bool has_endless_key(std::string_view text) {
  int dots = 0;
  for (const char c : text) {
    if (c == '.')
      ++dots;
    else if (c == '\n' || c == '=' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}' || c == '#')
      dots = 0;
    if (dots > 500) return true;
  }
  return false;
}

/// What the parser says of frequent slips, in the words of a user.
std::string remedy_for(std::string_view reason) {
  const auto says = [&](std::string_view words) { return reason.find(words) != std::string_view::npos; };
  if (says("redefine")) return "keep one of the two: a key or a section may be given once";
  if (says("UTF-8") || says("utf-8")) return "save the file as UTF-8 text";
  if (says("nesting")) return "lists and tables nest three levels deep at most";
  return "write key = value lines under [section] heads, text in \"quotes\" (TOML, see toml.io)";
}

void find_zeros(const Value& value, const std::string& file, const std::string& key, std::vector<Mistake>& mistakes) {
  const auto refuse = [&](std::string_view text, const TextPlace& place, const std::string& at) {
    if (text.find('\0') != std::string_view::npos)
      mistakes.push_back({file, place.line, place.column, at, toml_string(text.substr(0, 40)),
                          "holds a zero character, which would end the text for every program that reads it",
                          "leave \\u0000 out"});
  };
  refuse(value.text, value.place, key);
  for (const Value& item : value.items) find_zeros(item, file, key, mistakes);
  for (const auto& [name, entry] : value.entries) {
    refuse(name, entry.place, key.empty() ? "a key" : key);
    find_zeros(entry, file, key.empty() ? name : key + "." + name, mistakes);
  }
}

/// Texts and keys may be written with `\u0000`.
Value without_zeros(Value document, const std::string& file, const std::string& key = "") {
  std::vector<Mistake> mistakes;
  find_zeros(document, file, key, mistakes);
  if (!mistakes.empty()) throw ScenarioError(std::move(mistakes));
  return document;
}

Value parse_toml(std::string_view text, const std::string& file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos)
    throw ScenarioError({{file, 0, 0, "", "", "is not text (it contains zero bytes)",
                          "give TOML text (rivalry new FILE writes a scenario to start from)"}});
  if (has_endless_key(text))
    throw ScenarioError({{file, 0, 0, "", "", "has a key of more than 500 parts joined by dots",
                          "write section.name, or name under a [section] head"}});
  try {
    return convert(toml::parse(text), 0);
  } catch (const toml::parse_error& error) {
    const TextPlace place = place_of(error.source());
    std::string reason(error.description());
    if (const std::size_t macro = reason.find(" (TOML_MAX"); macro != std::string::npos) reason.erase(macro);
    if (reason.starts_with("Error while parsing ")) reason = "while reading a " + reason.substr(20);
    throw ScenarioError({{file, place.line, place.column, "", "", "is not valid TOML: " + reason, remedy_for(reason)}});
  }
}

}  // namespace

Value parse_document(std::string_view text, const std::string& file) {
  return without_zeros(parse_toml(text, file), file);
}

Value parse_setting_value(std::string_view text) {
  Value value;
  if (auto simple = simple_value(text)) {
    simple->place = {.setting = true};
    return *std::move(simple);
  }
  try {
    Value document = parse_toml("value = " + std::string(text), "--set");
    if (document.entries.size() == 1 && document.entries.front().key == "value")
      value = std::move(document.entries.front().value);
    else
      throw ScenarioError({});
  } catch (const ScenarioError&) {
    value = {};
    value.kind = Value::Kind::text;
    value.text = text;
  }
  value.place = {.setting = true};
  return without_zeros(std::move(value), "--set", "value");
}

}  // namespace rivalry
