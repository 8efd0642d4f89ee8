#pragma once

#include <string>

namespace rivalry {

/// The page docs/formats.md: every group and variable of a result file with its dimensions, type, unit and definition,
/// made from the tables of observables that the files themselves are made from.
std::string formats_markdown();

}  // namespace rivalry
