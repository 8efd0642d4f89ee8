#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rivalry/scenario/mistake.hpp"

namespace rivalry {

/// Where something stands; line 0: nowhere in the file.
struct TextPlace {
  int line = 0, column = 0;
  bool setting = false;  ///< in a setting rather than the file
};

/// What a scenario file says at one place.
struct Value {
  enum class Kind { boolean, integer, real, text, list, table, other };
  struct Entry;  // complete only below: a list may hold what a pair may not

  Kind kind = Kind::table;
  TextPlace place;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<Value> items;    ///< of a list
  std::vector<Entry> entries;  ///< of a table, in the order of the file

  bool is(Kind wanted) const { return kind == wanted; }
  /// The number, integer or not; nothing for other kinds.
  std::optional<double> number() const;
  const Value* find(std::string_view key) const;
};

struct Value::Entry {
  std::string key;
  Value value;
};

/// Parses TOML.
/// @throws ScenarioError  with the place and the reason
Value parse_document(std::string_view text, const std::string& file);

/// The value of a setting: TOML, or text where it is not.
Value parse_setting_value(std::string_view text);

/// The same of a decimal number or a word of letters and digits, without a parser; nothing of all else. A table of
/// points has millions of them.
std::optional<Value> simple_value(std::string_view text);

/// TOML for the value, on one line.
std::string write_value(const Value& value);
/// The same, shortened for a message.
std::string quote_value(const Value& value);
/// "an integer", "text" …
std::string_view kind_name(Value::Kind kind);

}  // namespace rivalry
