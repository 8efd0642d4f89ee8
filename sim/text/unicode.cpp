#include "rivalry/text/unicode.hpp"

#include <algorithm>
#include <array>

namespace rivalry {
namespace {

struct Range {
  char32_t first, last;
};

template <std::size_t count>
bool is_in(const std::array<Range, count>& ranges, char32_t code) {
  return std::ranges::any_of(ranges, [&](const Range& range) { return range.first <= code && code <= range.last; });
}

constexpr std::array<Range, 15> steering{{{0x00, 0x1F},
                                          {0x7F, 0x9F},
                                          {0xAD, 0xAD},
                                          {0x061C, 0x061C},
                                          {0x115F, 0x1160},
                                          {0x180E, 0x180E},
                                          {0x200B, 0x200F},
                                          {0x2028, 0x202E},
                                          {0x2060, 0x206F},
                                          {0x3164, 0x3164},
                                          {0xFEFF, 0xFEFF},
                                          {0xFFF0, 0xFFFB},
                                          {0xFFFE, 0xFFFF},
                                          {0x1BCA0, 0x1BCA3},
                                          {0xE0000, 0xE0FFF}}};

constexpr std::array<Range, 10> blanks{{{0x09, 0x0D},
                                        {0x1C, 0x20},
                                        {0x85, 0x85},
                                        {0xA0, 0xA0},
                                        {0x1680, 0x1680},
                                        {0x2000, 0x200A},
                                        {0x2028, 0x2029},
                                        {0x202F, 0x202F},
                                        {0x205F, 0x205F},
                                        {0x3000, 0x3000}}};

}  // namespace

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const Character stray{lead, 1, false};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return stray;
  char32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return stray;
    code = code << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = 0xD800 <= code && code <= 0xDFFF;
  return code < least[bytes] || code > 0x10FFFF || is_surrogate ? stray : Character{code, bytes, true};
}

bool steers(char32_t code) { return is_in(steering, code); }

bool is_blank(char32_t code) { return is_in(blanks, code); }

}  // namespace rivalry
