#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "documentation.hpp"
#include "rivalry/scenario/write.hpp"
#include "toml_text.hpp"

namespace rivalry {
namespace {

/// Keys that most scenarios set; the starter gives them, the rest is there to be uncommented.
constexpr std::array<std::string_view, 17> most_used{"scenario.name",
                                                     "scenario.question",
                                                     "scenario.periods",
                                                     "scenario.seed",
                                                     "market.firms",
                                                     "market.segments",
                                                     "market.attributes",
                                                     "market.size_per_firm",
                                                     "demand.price_sensitivity",
                                                     "landscape.interdependence",
                                                     "landscape.alignment",
                                                     "competition.pricing",
                                                     "innovation.enabled",
                                                     "capabilities.sensing",
                                                     "entry.rate",
                                                     "recording.every",
                                                     "recording.variables"};

bool is_used(std::string_view key) { return std::find(most_used.begin(), most_used.end(), key) != most_used.end(); }

std::string live(const Entry& entry, std::string_view value) {
  const std::string range = entry.range.empty() ? "" : "; " + entry.range;
  const std::string unit = entry.unit == "1" || entry.unit == "text" ? "" : fmt::format(" [{}]", entry.unit);
  const std::string name = entry.key.substr(entry.key.find('.') + 1);
  return fmt::format("# {} ({}{}){}\n{} = {}\n", entry.meaning, entry.type, range, unit, name, value);
}

std::string value_of(const Entry& entry, std::string_view scenario_name) {
  if (entry.key == "scenario.name") return toml_string(scenario_name);
  if (entry.key == "scenario.question") return toml_string("What do I want to know?");
  return entry.default_value;
}

std::string commented(const Entry& entry, bool repeated) {
  const std::string name = repeated ? entry.key : entry.key.substr(entry.key.find('.') + 1);
  const std::string value = entry.default_value == "none" ? "…" : entry.default_value;
  return fmt::format("# {:<44} # {}\n", fmt::format("{} = {}", name, value), entry.meaning);
}

constexpr std::string_view populations_and_events = R"(
# Groups of firms with their own parameters; one may leave out firms and share and gets the rest.
# [[population]]
# name = "incumbents"
# share = 0.8
# capabilities.sensing = 0.3
# [[population]]
# name = "startups"
# entrants = 1
# capabilities.sensing = {uniform = [0.4, 0.9]}

# Something that happens at a period, or at random with probability = 0.01 a period.
# [[event]]
# name = "price war"
# at = 100
# set = {"demand.price_sensitivity" = 4}
)";

}  // namespace

std::string starter_scenario(std::string_view name) {
  std::string text =
      "# A scenario for Rivalry. A key that is left out has its default; lines that begin with # are left out.\n"
      "# `rivalry describe KEY` explains a key, `rivalry check FILE` finds mistakes, `rivalry run FILE` runs it.\n";
  for (const Chapter& chapter : chapters()) {
    if (chapter.repeated) continue;
    const bool used = std::any_of(chapter.entries.begin(), chapter.entries.end(),
                                  [](const Entry& entry) { return is_used(entry.key); });
    text += fmt::format("\n# {}\n{}[{}]\n", chapter.meaning, used ? "" : "# ", chapter.name);
    for (const Entry& entry : chapter.entries)
      if (is_used(entry.key)) text += live(entry, value_of(entry, name));
    for (const Entry& entry : chapter.entries)
      if (!is_used(entry.key)) text += commented(entry, false);
  }
  return text + std::string(populations_and_events);
}

}  // namespace rivalry
