#include "rivalry/scenario/unusual.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "rivalry/scenario/parameter.hpp"
#include "write_value.hpp"

namespace rivalry {
namespace {

/// Orders of magnitude between two numbers; a sign counts as one more.
double distance(double number, double usual) {
  constexpr double differs = 0.01;
  if (number == usual) return 0;
  if (number == 0 || usual == 0) return differs + std::log10(1 + std::fabs(number) + std::fabs(usual));
  return differs + std::fabs(std::log10(std::fabs(number)) - std::log10(std::fabs(usual))) +
         (std::signbit(number) != std::signbit(usual) ? 1 : 0);
}

/// Numbers that stand for a distribution: its extremes, or what lies far out.
std::vector<double> numbers_of(const Distribution& distribution) {
  constexpr double far_out = 5;  // standard deviations
  using Kind = Distribution::Kind;
  if (distribution.kind == Kind::normal)
    return {distribution.min.value_or(distribution.first - far_out * distribution.second),
            distribution.max.value_or(distribution.first + far_out * distribution.second)};
  return {distribution.lowest(), distribution.highest()};
}

struct Numbers {
  using List = std::vector<double>;
  List operator()(std::int64_t* number) const { return {static_cast<double>(*number)}; }
  List operator()(double* number) const { return {*number}; }
  List operator()(std::optional<double>* number) const { return *number ? List{**number} : List{}; }
  List operator()(Distribution* distribution) const { return numbers_of(*distribution); }
  List operator()(std::vector<double>* list) const { return *list; }
  template <class Other>
  List operator()(const Other&) const {
    return {};
  }
};

double distance(const Slot& slot, const Slot& usual) {
  const std::vector<double> defaults = std::visit(Numbers{}, usual);
  double farthest = 0;
  for (const double number : std::visit(Numbers{}, slot))
    farthest = std::max(farthest, distance(number, defaults.empty() ? 1 : defaults.front()));
  return farthest;
}

bool counts(std::string_view key, std::string_view sections) {
  const std::string_view section = key.substr(0, key.find('.'));
  if (sections.empty()) return section != "scenario" && section != "random" && section != "recording";
  return fmt::format(" {} ", sections).find(fmt::format(" {} ", section)) != std::string::npos;
}

struct Unusual {
  double distance;
  std::string text;
};

void note(std::vector<Unusual>& all, double distance, std::string_view key, const Slot& slot, std::string_view whose) {
  if (distance > 0) all.push_back({distance, fmt::format("{}{} = {}", whose, key, slot_toml(slot).value_or("none"))});
}

}  // namespace

std::vector<std::string> unusual_numbers(const Scenario& given, std::string_view sections, std::size_t most) {
  Scenario scenario = given, usual;
  std::vector<Unusual> all;
  for (const Parameter& parameter : parameters()) {
    if (!counts(parameter.key, sections)) continue;
    const Slot slot = parameter.slot(scenario);
    note(all, distance(slot, parameter.slot(usual)), parameter.key, slot, "");
  }
  for (Population& population : scenario.populations)
    for (std::size_t t = 0; t < trait_count; ++t)
      if (population.traits[t] && counts(trait_key(static_cast<Trait>(t)), sections))
        note(all, distance(Slot(&*population.traits[t]), Slot(&usual.traits[t])), trait_key(static_cast<Trait>(t)),
             Slot(&*population.traits[t]), fmt::format("population {}: ", population.name));
  std::ranges::stable_sort(all, std::ranges::greater{}, &Unusual::distance);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i) texts.push_back(all[i].text);
  return texts;
}

}  // namespace rivalry
