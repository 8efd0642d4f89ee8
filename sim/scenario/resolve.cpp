#include <cmath>

#include <fmt/format.h>

#include "reading.hpp"
#include "rivalry/scenario/intensity.hpp"
#include "toml_text.hpp"

namespace rivalry {
namespace {

void resolve_size(Reading& reading) {
  auto& market = reading.scenario.market;
  if (reading.has("market.size") && reading.has("market.size_per_firm")) {
    const bool by_setting = reading.place("market.size").setting;
    if (by_setting == reading.place("market.size_per_firm").setting)
      reading.refuse("market.size", "market.size and market.size_per_firm exclude each other", "keep one of them");
    else if (!by_setting)
      market.size.reset();  // the setting of size_per_firm replaces the file's size
  }
  if (market.size) market.size_per_firm = *market.size / static_cast<double>(market.firms);
}

/// Components may be given next to the intensity if they are what it stands for, as in a resolved scenario.
void resolve_intensity(Reading& reading) {
  Scenario& scenario = reading.scenario;
  if (!scenario.competition.intensity) return;
  Scenario intended = scenario;
  apply_intensity(intended);
  for (const std::string_view key : intensity_keys) {
    if (!reading.has(key)) continue;
    const Slot slot = find_parameter(key)->slot(intended);
    double value = 0;
    if (const auto* number = std::get_if<double*>(&slot)) value = **number;
    if (const auto* distribution = std::get_if<Distribution*>(&slot)) value = (*distribution)->first;
    if (reading.given.at(key)->number() == value) continue;
    reading.refuse(key,
                   fmt::format("is set by competition.intensity = {}{}", *scenario.competition.intensity,
                               value > 0 ? fmt::format(", to {}", toml_number(value)) : ""),
                   fmt::format("leave out {} or competition.intensity", key));
  }
  scenario = std::move(intended);
}

void resolve_catalogue(Reading& reading) {
  Scenario& scenario = reading.scenario;
  const auto& given = scenario.business_model.choices_per_path;
  const CatalogueKind kind = scenario.business_model.catalogue;
  if (kind != CatalogueKind::generated && reading.has("business_model.choices_per_path") &&
      !reading.complaints.about("business_model.catalogue"))
    reading.refuse("business_model.choices_per_path", "counts only with a generated catalogue",
                   "set business_model.catalogue = \"generated\", or leave it out");
  if (kind == CatalogueKind::standard) scenario.catalogue = default_catalogue();
  if (kind != CatalogueKind::generated) return;

  if (given.size() != 1 && given.size() != path_count)
    return reading.refuse("business_model.choices_per_path", "must be one number or four, one a path",
                          "write 6 or [6, 6, 6, 6]");
  std::array<int, path_count> counts{};
  int total = 0;
  for (std::size_t path = 0; path < path_count; ++path)
    total += counts[path] = static_cast<int>(given[given.size() == 1 ? 0 : path]);
  if (total < 1 || total > 64)
    return reading.refuse(
        "business_model.choices_per_path", fmt::format("makes {} choices; a business model has 1 to 64", total),
        total < 1 ? "give at least one path a choice" : "lower it: with one number a path at most 16");
  scenario.catalogue = generated_catalogue(counts);
}

}  // namespace

void resolve(Reading& reading) {
  resolve_market_rule(reading);
  resolve_size(reading);
  resolve_intensity(reading);
  resolve_catalogue(reading);
}

}  // namespace rivalry
