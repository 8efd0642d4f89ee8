#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// The numbers of a scenario that are farthest from the defaults, in orders of magnitude, the farthest first, each as
/// "section.name = value": where to look when a market goes wrong.
/// @param sections  those that count, separated by blanks; empty: all
std::vector<std::string> unusual_numbers(const Scenario& scenario, std::string_view sections, std::size_t most);

}  // namespace rivalry
