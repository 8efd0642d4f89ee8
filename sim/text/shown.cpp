#include "rivalry/text/shown.hpp"

#include <fmt/format.h>

#include "rivalry/text/unicode.hpp"

namespace rivalry {
namespace {

std::string escape(const Character& character) {
  switch (character.code) {
    case U'\n':
      return "\\n";
    case U'\r':
      return "\\r";
    case U'\t':
      return "\\t";
    default:
      break;
  }
  const auto code = static_cast<std::uint32_t>(character.code);
  const bool is_byte = code < 0x80 || !character.valid;
  return is_byte ? fmt::format("\\x{:02X}", code) : fmt::format("\\u{{{:X}}}", code);
}

std::string shown(std::string_view text, bool lines) {
  std::string result;
  while (!text.empty()) {
    const Character character = first_character(text);
    const bool stays = lines && (character.code == U'\n' || character.code == U'\t');
    if (!stays && (!character.valid || steers(character.code)))
      result += escape(character);
    else
      result += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  return result;
}

}  // namespace

std::string shown(std::string_view text) { return shown(text, false); }

std::string shown_lines(std::string_view text) { return shown(text, true); }

}  // namespace rivalry
