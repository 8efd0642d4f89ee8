#include "rivalry/scenario/nearest.hpp"

#include <algorithm>
#include <vector>

#include "rivalry/scenario/parameter.hpp"

namespace rivalry {

int edit_distance(std::string_view first, std::string_view second) {
  const std::size_t columns = second.size() + 1;
  std::vector<int> before(columns), above(columns), row(columns);
  for (std::size_t j = 0; j < columns; ++j) above[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= first.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j < columns; ++j) {
      const int replaced = above[j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above.back();
}

std::string_view nearest_name(std::string_view word, std::span<const std::string_view> names) {
  if (word.size() > 100) return {};
  std::string_view nearest;
  int least = std::max(2, static_cast<int>(word.size()) / 3) + 1;
  for (const std::string_view name : names) {
    // A word that the name begins with is near, whatever was left out.
    const bool beginning = word.size() >= 3 && (name.starts_with(word) || word.starts_with(name));
    const int distance = beginning ? 1 : edit_distance(word, name);
    if (distance < least) least = distance, nearest = name;
  }
  return least < static_cast<int>(word.size()) ? nearest : std::string_view{};
}

namespace {

/// Like edit_distance, but a name whose part or single word was meant is near too: sensitivity for price_sensitivity.
int name_distance(std::string_view given, std::string_view name) {
  int least = edit_distance(given, name);
  if (given.size() < 4) return least;
  if (name.find(given) != std::string_view::npos) least = std::min(least, 1);
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find('_', begin), name.size());
    if (end - begin >= 4) least = std::min(least, 1 + edit_distance(given, name.substr(begin, end - begin)));
    begin = end + 1;
  }
  return least;
}

}  // namespace

std::string_view nearest_parameter(std::string_view key) {
  if (key.size() > 100) return {};
  const std::size_t dot = key.find('.');
  const bool has_section = dot != std::string_view::npos;
  const std::string_view section = has_section ? key.substr(0, dot) : std::string_view{};
  const std::string_view name = has_section ? key.substr(dot + 1) : key;
  const int allowed = std::max(1, static_cast<int>(name.size()) / 3);

  std::string_view nearest;
  int least = 100;
  for (const Parameter& parameter : parameters()) {
    const int by_name = name_distance(name, parameter.name());
    if (by_name > allowed) continue;
    const int by_section = !has_section ? 0 : std::min(3, edit_distance(section, parameter.section()));
    if (2 * by_name + by_section < least) least = 2 * by_name + by_section, nearest = parameter.key;
  }
  return nearest;
}

}  // namespace rivalry
