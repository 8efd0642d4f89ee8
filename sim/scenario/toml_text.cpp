#include "toml_text.hpp"

#include <cmath>

#include <fmt/format.h>

#include "rivalry/text/unicode.hpp"

namespace rivalry {

std::string toml_number(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  return fmt::format("{}", number);
}

std::string toml_string(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const Character character = first_character(text);
    const auto code = static_cast<std::uint32_t>(character.code);
    if (character.code == U'"' || character.code == U'\\')
      quoted += {'\\', text.front()};
    else if (character.code == U'\n')
      quoted += "\\n";
    else if (character.code == U'\t')
      quoted += "\\t";
    else if (character.valid && steers(character.code))
      quoted += code > 0xFFFF ? fmt::format("\\U{:08X}", code) : fmt::format("\\u{:04X}", code);
    else
      quoted += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  return quoted + '"';
}

std::string toml_key(std::string_view key) {
  constexpr std::string_view bare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !key.empty() && key.find_first_not_of(bare) == std::string_view::npos ? std::string(key) : toml_string(key);
}

}  // namespace rivalry
