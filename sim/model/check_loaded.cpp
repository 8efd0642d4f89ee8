#include <cmath>
#include <string>
#include <type_traits>

#include "rivalry/model/carry.hpp"
#include "rivalry/model/orchestration.hpp"
#include "rivalry/scenario/parameter.hpp"

namespace rivalry {
namespace {

[[noreturn]] void refuse(const std::string& name) { throw ArchiveError(name + ": a value that cannot be"); }

/// Columns of so many firms or segments.
class Checker {
 public:
  explicit Checker(Index count) : count_(count) {}

  template <class Values>
  void range(const char* name, const Values& values, std::int64_t least, std::int64_t most) const {
    each(name, values, [&](auto value) { return value >= least && value <= most; });
  }
  template <class Values>
  void bits(const char* name, const Values& values, std::uint64_t known) const {
    each(name, values, [&](auto value) { return (static_cast<std::uint64_t>(value) & ~known) == 0; });
  }
  void numbers(const char* name, const Column& values) const {
    each(name, values, [](double value) { return std::isfinite(value); });
  }

 private:
  template <class Values, class Holds>
  void each(const char* name, const Values& values, Holds holds) const {
    for (Index i = 0; i < count_; ++i)
      if (!holds(values[i])) refuse(name);
  }
  Index count_;
};

std::uint64_t first_bits(Index count) { return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1; }

void check_ties(const Firms& firms) {
  const auto ties = static_cast<std::int64_t>(firms.partner.size());
  for (Index j = 0; j < firms.count; ++j)
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      const Index partner = firms.partner[k][j], mirror = firms.mirror[k][j];
      if (partner == -1) continue;
      if (partner < 0 || partner >= firms.count || mirror < 0 || mirror >= ties ||
          firms.partner[static_cast<std::size_t>(mirror)][partner] != j ||
          firms.mirror[static_cast<std::size_t>(mirror)][partner] != static_cast<Index>(k))
        refuse("partner");
    }
}

void check_projects(const Firms& firms, const Scenario& scenario, const Checker& check) {
  const Projects& project = firms.project;
  check.bits("project_model", project.model, first_bits(scenario.catalogue.size()));
  check.range("project_path", project.path, -1, path_count - 1);
  check.range("project_mode", project.mode, 0, static_cast<int>(SearchMode::profit_model));
  check.range("project_stage", project.stage, -1, static_cast<Index>(firms.stage_level.size()) - 1);
  check.range("appraisal_path", firms.appraisal_path, -1, path_count - 1);
}

/// Traits are within the ranges of their parameters, but for what firms build up.
void check_traits(const Firms& firms, const Scenario& scenario) {
  for (std::size_t t = 0; t < trait_count; ++t) {
    const auto trait = static_cast<Trait>(t);
    const Parameter* parameter = find_parameter(trait_key(trait));
    if (parameter == nullptr || is_stock(scenario, trait)) continue;
    for (Index j = 0; j < firms.count; ++j)
      if (!(firms.trait[trait][j] >= parameter->min && firms.trait[trait][j] <= parameter->max))
        refuse(std::string(parameter->key));
  }
}

void check_firms(const Market& market, const Scenario& scenario) {
  const Firms& firms = market.firms;
  const Checker check(firms.count);
  const std::uint64_t choices = first_bits(scenario.catalogue.size());
  check.range("id", firms.id, 0, (market.period + 1) << 32);
  check.range("population", firms.population, 0, static_cast<Index>(market.entrants_by_population.size()) - 1);
  check.range("origin", firms.origin, 0, static_cast<int>(Origin::imitator));
  check.range("small_periods", firms.small_periods, 0, market.period);
  for (const SmallIntegers& periods : firms.bad_periods) check.range("bad_periods", periods, 0, 127);
  check.bits("model", firms.model, choices);
  check.bits("tied_model", firms.tied_model, choices);
  check.bits("in_house", firms.in_house, first_bits(market.stage_weight.size()));
  check_traits(firms, scenario);
  check_ties(firms);
  check_projects(firms, scenario, check);
  const_cast<Firms&>(firms).each_column([&](const char* name, const auto& column) {  // visited, not changed
    if constexpr (std::is_same_v<decltype(column), const Column&>) check.numbers(name, column);
  });
  if (firms.acting_shift < 0 || firms.acting_shift >= Index{1} << 32) refuse("acting_shift");
}

}  // namespace

void check_loaded(const Market& market, const Scenario& scenario) {
  if (market.period < 0 || market.period > scenario.scenario.periods) refuse("period");
  const Checker segments(market.segments.count);
  segments.range("open", market.segments.open, 0, 1);
  const std::uint64_t choices = first_bits(scenario.catalogue.size());
  if (((market.promoted | market.banned) & ~choices) != 0) refuse("promoted or banned");
  if (market.openings_used < 0) refuse("openings_used");
  check_firms(market, scenario);
}

}  // namespace rivalry
