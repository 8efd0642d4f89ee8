#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reading.hpp"
#include "rivalry/random/streams.hpp"
#include "rivalry/scenario/footprint.hpp"
#include "rivalry/scenario/nearest.hpp"
#include "rivalry/scenario/segment_slots.hpp"

namespace rivalry {
namespace {

void check_lists(Reading& reading) {
  if (reading.complaints.about("market.segments")) return;
  const auto segments = static_cast<std::size_t>(reading.scenario.market.segments);
  for (const Parameter& parameter : parameters()) {
    if (parameter.level != Level::segment) continue;
    const auto* value = std::get<Distribution*>(parameter.slot(reading.scenario));
    if (value->kind == Distribution::Kind::list && value->values.size() != segments)
      reading.refuse(parameter.key, fmt::format("must have {} values, one for each of market.segments", segments),
                     fmt::format("it has {}", value->values.size()));
  }
}

void check_openings(Reading& reading) {
  const std::int64_t slots = segment_slots(reading.scenario);
  if (slots <= max_segments || reading.complaints.about("market.segments")) return;
  reading.refuse(reading.has("needs.openings") ? "needs.openings" : "market.segments",
                 fmt::format("makes {} segments with those that may open; at most {}", slots, max_segments),
                 "take fewer segments or openings");
}

void check_catalogue(Reading& reading) {
  const auto& choices = reading.scenario.catalogue.choices;
  if (choices.empty() || reading.complaints.about("business_model.choices_per_path")) return;
  constexpr std::string_view key = "business_model.catalogue";
  if (choices.size() > 64)
    reading.refuse(key, fmt::format("has {} choices; a business model has 1 to 64", choices.size()), "remove some");
  const bool reaches = std::any_of(choices.begin(), choices.end(), [](const Choice& choice) {
    return std::any_of(choice.reach.begin(), choice.reach.end(), [](double reach) { return reach > 0; });
  });
  if (!reaches)
    reading.refuse(key, "reaches no segment: no choice has reach above 0", "give a delivery choice reach = 0.5");
  const bool collects =
      std::any_of(choices.begin(), choices.end(), [](const Choice& choice) { return choice.collects > 0; });
  if (!collects)
    reading.refuse(key, "collects nothing: no choice has collects above 0", "give a capture choice collects = 1");
}

void check_matrix(Reading& reading, std::size_t choices) {
  constexpr std::string_view key = "landscape.matrix";
  const auto& matrix = reading.scenario.landscape.matrix;
  if (reading.complaints.about(key)) return;
  if (reading.scenario.landscape.pattern != Pattern::matrix) {
    if (reading.has(key) && !matrix.empty() && !reading.complaints.about("landscape.pattern"))
      reading.refuse(key, "counts only with pattern = \"matrix\"",
                     "set landscape.pattern = \"matrix\", or leave it out");
    return;
  }
  if (matrix.empty())
    return reading.refuse("landscape.pattern", "\"matrix\" needs landscape.matrix",
                          fmt::format("give {} rows of {} zeros and ones", choices, choices));
  const bool square = matrix.size() == choices &&
                      std::all_of(matrix.begin(), matrix.end(), [&](const auto& row) { return row.size() == choices; });
  if (!square)
    return reading.refuse(
        key, fmt::format("must have {} rows of {} numbers, one for each choice of the catalogue", choices, choices),
        fmt::format("it has {} rows, the first of {}", matrix.size(), matrix.front().size()));
  for (std::size_t i = 0; i < choices; ++i) {
    if (matrix[i][i] != 0)
      return reading.refuse(key, fmt::format("must have zeros on the diagonal; row {} has not", i + 1),
                            "a choice always counts for itself");
    for (const double entry : matrix[i])
      if (entry != 0 && entry != 1)
        return reading.refuse(key, fmt::format("must be made of zeros and ones; row {} has {}", i + 1, entry));
  }
}

void check_landscape(Reading& reading) {
  constexpr std::string_view key = "landscape.interdependence";
  const auto choices = static_cast<std::int64_t>(reading.scenario.catalogue.choices.size());
  if (choices == 0 || reading.complaints.about("business_model.choices_per_path")) return;
  check_matrix(reading, static_cast<std::size_t>(choices));
  const std::int64_t others = reading.scenario.landscape.interdependence;
  const Pattern pattern = reading.scenario.landscape.pattern;
  if (reading.complaints.about(key) || pattern == Pattern::matrix) return;
  if (others > choices - 1)
    reading.refuse(key, fmt::format("must be at most {}: the catalogue has {} choice{}", choices - 1, choices,
                                    choices == 1 ? "" : "s"));
  else if (pattern == Pattern::block && choices % (others + 1) != 0)
    reading.refuse(
        key, fmt::format("must make blocks of K + 1 that divide the {} choices (landscape.pattern is block)", choices),
        "take K + 1 from the divisors of the number of choices");
}

void check_members(Reading& reading, std::string_view key, const std::vector<std::string>& words,
                   const std::vector<std::string_view>& known, std::string_view what) {
  for (const std::string& word : words) {
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    const auto meant = nearest_name(word, known);
    reading.refuse(key, fmt::format("there is no {} \"{}\"", what, word),
                   meant.empty() ? fmt::format("known are {}", fmt::join(known, ", "))
                                 : fmt::format("did you mean \"{}\"?", meant));
  }
}

void check_co_creation(Reading& reading) {
  const std::vector<Choice>& choices = reading.scenario.catalogue.choices;
  if (!reading.scenario.co_creation.enabled || choices.empty()) return;
  if (std::none_of(choices.begin(), choices.end(), [](const Choice& choice) { return choice.open; }))
    reading.refuse("co_creation.enabled", "no choice of the catalogue is open to users and partners",
                   "give a [[choice]] open = true, or take the standard catalogue");
}

void check_names(Reading& reading) {
  const Scenario& scenario = reading.scenario;
  check_members(reading, "random.frozen", scenario.random.frozen, {draw_group_names.begin(), draw_group_names.end()},
                "group of draws");
  if (!reading.vocabulary.firm_variables.empty()) {
    std::vector<std::string_view> known{"default", "all", "none"};
    known.insert(known.end(), reading.vocabulary.firm_variables.begin(), reading.vocabulary.firm_variables.end());
    check_members(reading, "recording.variables", scenario.recording.variables, known, "firm variable");
  }
}

void check_memory(Reading& reading) {
  for (const std::string_view key : {"market.firms", "market.segments", "scenario.periods"})
    if (reading.complaints.about(key)) return;
  constexpr double gigabyte = 1024.0 * 1024 * 1024;
  const double needed = memory_needed(reading.scenario), available = machine_memory();
  if (needed <= available) return;
  reading.refuse("market.firms",
                 fmt::format("the market's state would need {:.1f} GB of memory; this machine has {:.1f}",
                             needed / gigabyte, available / gigabyte),
                 "lower market.firms, market.segments or scenario.periods");
}

}  // namespace

void check_rules(Reading& reading) {
  check_lists(reading);
  check_openings(reading);
  check_catalogue(reading);
  check_landscape(reading);
  check_market_rule(reading);
  check_value_chain(reading);
  check_co_creation(reading);
  check_names(reading);
  check_memory(reading);
}

}  // namespace rivalry
