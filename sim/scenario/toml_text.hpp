#pragma once

#include <string>
#include <string_view>

namespace rivalry {

/// Shortest text that reads back to the same number.
std::string toml_number(double number);
std::string toml_string(std::string_view text);
/// Bare where TOML allows it, else quoted.
std::string toml_key(std::string_view key);

template <class List, class Write>
std::string toml_list(const List& list, Write write) {
  std::string text = "[";
  for (const auto& item : list) {
    if (text.size() > 1) text += ", ";
    text += write(item);
  }
  return text + "]";
}

}  // namespace rivalry
