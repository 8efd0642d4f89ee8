#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rivalry {

/// Number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
int edit_distance(std::string_view first, std::string_view second);

/// The name that was probably meant, or "" if none is near.
std::string_view nearest_name(std::string_view word, std::span<const std::string_view> names);

/// The parameter that was probably meant: a misspelt key, or the right name in the wrong section; or "".
std::string_view nearest_parameter(std::string_view key);

}  // namespace rivalry
