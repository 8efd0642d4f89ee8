#include "rivalry/text/csv.hpp"

namespace rivalry {

std::string csv_cell(std::string_view text) {
  const bool has_blank_end =
      text.starts_with(' ') || text.ends_with(' ') || text.starts_with('\t') || text.ends_with('\t');
  if (!has_blank_end && text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace rivalry
