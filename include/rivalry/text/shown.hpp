#pragma once

#include <string>
#include <string_view>

namespace rivalry {

/// A text that others chose (a name, a title, a question), as it may go to a terminal: what would steer it, and bytes
/// that are no character, as `\n`, `\x1B`, `\u{202E}`.
std::string shown(std::string_view text);
/// The same for a text of several lines: ends of lines and tabs stay.
std::string shown_lines(std::string_view text);

}  // namespace rivalry
