#pragma once

#include <string>
#include <string_view>

namespace rivalry {

/// A cell of a CSV file (RFC 4180): in quotes where readers would take it apart, or take blanks off its ends. What it
/// begins with is left as it is: CSV is data, also where a spreadsheet would take it for a formula.
std::string csv_cell(std::string_view text);

}  // namespace rivalry
