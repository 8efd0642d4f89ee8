#include "rivalry/scenario/catalogue.hpp"

#include <algorithm>
#include <string>

namespace rivalry {

int Catalogue::count(Path path) const {
  return static_cast<int>(
      std::count_if(choices.begin(), choices.end(), [&](const Choice& choice) { return choice.path == path; }));
}

std::uint64_t Catalogue::block(Path path) const {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (choices[i].path == path) bits |= std::uint64_t{1} << i;
  return bits;
}

int Catalogue::find(const std::string& name) const {
  const auto found =
      std::find_if(choices.begin(), choices.end(), [&](const Choice& choice) { return choice.name == name; });
  return found == choices.end() ? -1 : static_cast<int>(found - choices.begin());
}

Catalogue generated_catalogue(const std::array<int, path_count>& choices_per_path) {
  Catalogue catalogue;
  for (int path = 0; path < path_count; ++path) {
    const auto at = static_cast<std::size_t>(path);
    for (int i = 1; i <= choices_per_path[at]; ++i) {
      Choice choice;
      choice.name = std::string(path_names[at]) + "_" + std::to_string(i);
      choice.path = static_cast<Path>(path);
      choice.reach = {1.0};
      choice.collects = 1;
      catalogue.choices.push_back(std::move(choice));
    }
  }
  return catalogue;
}

}  // namespace rivalry
