#pragma once

#include <cstdint>
#include <string>

namespace rivalry::fuzz {

/// Changes some lines of a TOML text: another value, a parameter set on top, a table more; lines twice, gone, swapped.
std::string change_lines(std::string text, std::uint32_t seed);

}  // namespace rivalry::fuzz
