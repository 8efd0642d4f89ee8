#include "rivalry/text/shell.hpp"

#include <fmt/format.h>

#include "rivalry/text/shown.hpp"
#include "rivalry/text/unicode.hpp"

namespace rivalry {

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

std::string shell_file(std::string_view path) {
  const std::string file = (path.starts_with('-') ? "./" : "") + std::string(path);
  if (shown(file) == file) return shell_word(file);
  std::string word = "$'";
  for (const char c : file) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F)
      word += fmt::format("\\{:03o}", byte);
    else
      word += (c == '\'' || c == '\\' ? "\\" : "") + std::string(1, c);
  }
  return word + "'";
}

std::string python_text(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const Character character = first_character(text);
    const auto code = static_cast<std::uint32_t>(character.code);
    if (character.code == U'"' || character.code == U'\\') quoted += '\\';
    if (!character.valid)
      quoted += fmt::format("\\udc{:02x}", code);  // so Python names a file with such a byte
    else if (steers(character.code))
      quoted += code > 0xFFFF ? fmt::format("\\U{:08x}", code) : fmt::format("\\u{:04x}", code);
    else
      quoted += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  return quoted + '"';
}

}  // namespace rivalry
