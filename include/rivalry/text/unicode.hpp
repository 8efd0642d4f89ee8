#pragma once

#include <cstddef>
#include <string_view>

namespace rivalry {

/// One character of a text in UTF-8.
struct Character {
  char32_t code = 0;      ///< of a stray byte its value
  std::size_t bytes = 1;  ///< that it takes, from 1
  bool valid = true;      ///< false: the byte belongs to no character
};

/// The first character of a text that is not empty.
Character first_character(std::string_view text);

/// Whether it steers a terminal or the direction of what follows, ends a line, or cannot be seen: C0, C1, DEL, soft
/// hyphen, zero width, bidirectional marks, tags, variation selectors beyond the first sixteen.
bool steers(char32_t code);
/// Whether readers take it for the space between two words.
bool is_blank(char32_t code);

}  // namespace rivalry
