#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace rivalry {

/// True if the stream is a terminal whose lines can be redrawn.
bool is_terminal(std::FILE* stream);
/// Columns of the terminal, or 80.
int terminal_width(std::FILE* stream);
/// True if the environment's locale is UTF-8.
bool shows_unicode();

/// "3.2 MB", "2 min 5 s", "0.962": short words for reports.
std::string bytes_text(double bytes);
std::string duration_text(double seconds);
std::string number_text(double number);

/// A series in `width` characters: means of equal stretches, from its lowest to its highest value; gaps for NaN.
std::string sparkline(const std::vector<double>& values, int width, bool unicode);

}  // namespace rivalry
