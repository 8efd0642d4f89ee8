#include "rivalry/scenario/value_chain.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reading.hpp"
#include "rivalry/scenario/nearest.hpp"

namespace rivalry {
namespace {

template <class Names>
bool among(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_stages(Reading& reading) {
  constexpr std::string_view key = "value_chain.stages";
  const std::vector<std::string>& stages = reading.scenario.value_chain.stages;
  if (stages.empty() || stages.size() > max_stages)
    return reading.refuse(key, fmt::format("must name 1 to {} stages", max_stages));
  for (std::size_t l = 0; l < stages.size(); ++l)
    if (stages[l].empty() || std::find(stages.begin(), stages.begin() + static_cast<std::ptrdiff_t>(l), stages[l]) !=
                                 stages.begin() + static_cast<std::ptrdiff_t>(l))
      return reading.refuse(key, fmt::format("stage {} is empty or the name of an earlier one", l + 1),
                            "give each its own name");
}

void check_weights(Reading& reading) {
  constexpr std::string_view key = "value_chain.weights";
  const auto& chain = reading.scenario.value_chain;
  if (reading.complaints.about(key) || reading.complaints.about("value_chain.stages")) return;
  if (const std::string rule = mistake_in_weights(chain.weights, chain.stages.size()); !rule.empty())
    reading.refuse(key, rule);
}

void check_choices(Reading& reading) {
  const Scenario& scenario = reading.scenario;
  if (scenario.catalogue.choices.empty() || reading.complaints.about("value_chain.stages")) return;
  bool any = false;
  for (const Choice& choice : scenario.catalogue.choices) {
    if (choice.stage.empty()) continue;
    any = true;
    if (!among(scenario.value_chain.stages, choice.stage))
      reading.refuse(
          "value_chain.stages",
          fmt::format("the choice {} is of the stage \"{}\", which is not among them", choice.name, choice.stage),
          "add the stage, or use a custom catalogue with stages of your own");
  }
  if (!any)
    reading.refuse("value_chain.enabled", "no choice of the catalogue brings a stage in-house",
                   "give a [[choice]] a stage, or take the standard catalogue");
}

void check_moves(Reading& reading) {
  const auto& chain = reading.scenario.value_chain;
  for (const std::string& move : chain.moves) {
    if (among(chain_move_names, move)) continue;
    const std::vector<std::string_view> known{chain_move_names.begin(), chain_move_names.end()};
    const auto meant = nearest_name(move, known);
    reading.refuse("value_chain.moves", fmt::format("there is no move \"{}\"", move),
                   meant.empty() ? fmt::format("known are {}", fmt::join(known, ", "))
                                 : fmt::format("did you mean \"{}\"?", meant));
  }
  if (chain.moves.empty() && chain.move_share >= 1)
    reading.refuse("value_chain.move_share", "leaves firms no way to search: no move is allowed",
                   "allow value_chain.moves, or lower it");
}

}  // namespace

std::string mistake_in_weights(const std::vector<double>& weights, std::size_t stages) {
  constexpr double rounding = 1e-6;
  if (weights.size() != stages) return fmt::format("must be one number for each of value_chain.stages ({})", stages);
  double sum = 0;
  for (const double weight : weights) sum += weight;
  return std::fabs(sum - 1) > rounding ? fmt::format("must sum to 1; the sum is {:.6g}", sum) : "";
}

std::array<unsigned, path_count> allowed_chain_moves(const Scenario& scenario) {
  std::array<unsigned, path_count> allowed{};
  if (!scenario.value_chain.enabled) return allowed;
  for (int move = 0; move < chain_move_count; ++move)
    for (int path = 0; path < path_count; ++path)
      if (among(scenario.value_chain.moves, chain_move_names[static_cast<std::size_t>(move)]) &&
          belongs_to(static_cast<ChainMove>(move), static_cast<Path>(path)))
        allowed[static_cast<std::size_t>(path)] |= 1U << move;
  return allowed;
}

void check_value_chain(Reading& reading) {
  check_moves(reading);
  check_stages(reading);
  check_weights(reading);
  if (reading.scenario.value_chain.enabled) check_choices(reading);
}

}  // namespace rivalry
