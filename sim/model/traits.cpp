#include "traits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "rivalry/model/orchestration.hpp"
#include "rivalry/model/population.hpp"
#include "rivalry/model/step.hpp"
#include "rivalry/scenario/parameter.hpp"

// Firms' traits: constants, draws and balanced treatments.
namespace rivalry {
namespace {

bool is_treated(const Scenario& scenario, Trait trait) {
  return scenario.traits[trait].is_treatment() ||
         std::any_of(scenario.populations.begin(), scenario.populations.end(), [&](const Population& population) {
           return population.traits[trait] && population.traits[trait]->is_treatment();
         });
}

/// Places in a permuted block that one treatment needs: a number of arms, or of twentieths when shares are given.
std::int64_t strata(const Distribution& treatment) {
  if (!treatment.is_treatment()) return 1;
  return treatment.share ? 20 : static_cast<std::int64_t>(treatment.values.size());
}

/// The arm at a place u in (0, 1): equal arms, or `share` of the firms spread evenly over the arms beyond the control.
int arm_at(const Distribution& treatment, double u) {
  const auto arms = static_cast<int>(treatment.values.size());
  if (!treatment.share) return std::min(arms - 1, static_cast<int>(u * arms));
  const double share = *treatment.share;
  if (u >= share) return 0;
  return 1 + std::min(arms - 2, static_cast<int>(u / share * (arms - 1)));
}

using Draws = FirmStreams<block_size, 4>;

double drawn(const Distribution& distribution, const Draws& draws, Index i) {
  if (distribution.kind == Distribution::Kind::beta) return draws.at(i).beta(distribution.first, distribution.second);
  return distribution.quantile(Stream::uniform_of(draws.words(0)[i], draws.words(1)[i]));
}

}  // namespace

std::vector<Trait> treated_traits(const Scenario& scenario) {
  std::vector<Trait> treated;
  for (std::size_t t = 0; t < trait_count; ++t)
    if (is_treated(scenario, static_cast<Trait>(t))) treated.push_back(static_cast<Trait>(t));
  return treated;
}

const Distribution& setting(const Scenario& scenario, std::int32_t population, Trait trait) {
  const auto p = static_cast<std::size_t>(population);
  if (p < scenario.populations.size() && scenario.populations[p].traits[trait])
    return *scenario.populations[p].traits[trait];
  return scenario.traits[trait];
}

namespace {

/// The cell that comes at `place` in a random order of `cells`.
std::int64_t shuffled_cell(std::int64_t cells, std::int64_t place, Stream& stream) {
  constexpr std::int64_t usual = 1024;  // on the stack, so that entrants cost no memory
  std::array<std::int64_t, usual> few;
  std::vector<std::int64_t> many;
  if (cells > usual) many.resize(static_cast<std::size_t>(cells));
  std::int64_t* const order = cells > usual ? many.data() : few.data();
  std::iota(order, order + cells, std::int64_t{0});
  for (std::int64_t i = 0; i < place + 1 && i < cells - 1; ++i) std::swap(order[i], order[i + stream.below(cells - i)]);
  return order[place];
}

/// Arm of each treated trait (-1: this population is not treated) for the `ordinal`-th firm of a population.
std::array<int, trait_count> drawn_arms(const Scenario& scenario, const Streams& streams,
                                        const std::vector<Trait>& treated, std::int32_t population,
                                        std::int64_t ordinal) {
  std::array<int, trait_count> arms{};
  if (treated.empty()) return arms;
  std::int64_t cells = 1;
  for (const Trait trait : treated) cells *= strata(setting(scenario, population, trait));
  // Crossed treatments are balanced jointly: firms take the cells of the full crossing in randomly permuted blocks.
  const std::int64_t number = ordinal / cells, place = ordinal % cells;
  Stream stream = streams.at(Purpose::treatment, (static_cast<std::int64_t>(population) << 40) + number, 0);
  std::int64_t cell = shuffled_cell(cells, place, stream);
  Stream within = streams.at(Purpose::treatment, (static_cast<std::int64_t>(population) << 40) + ordinal, 1);
  for (std::size_t i = 0; i < treated.size(); ++i) {
    const Distribution& treatment = setting(scenario, population, treated[i]);
    const std::int64_t places = strata(treatment);
    const double u = (static_cast<double>(cell % places) + within.uniform()) / static_cast<double>(places);
    arms[i] = treatment.is_treatment() ? arm_at(treatment, u) : -1;
    cell /= places;
  }
  return arms;
}

}  // namespace

bool varies(const Scenario& scenario, Trait trait) {
  const Distribution& usual = scenario.traits[trait];
  const bool differs = std::ranges::any_of(scenario.populations, [&](const Population& group) {
    return group.traits[trait] && *group.traits[trait] != usual;
  });
  return usual.kind != Distribution::Kind::constant || differs ||
         (!scenario.events.empty() && events_set(scenario, trait_key(trait)));
}

void share_traits(Firms& firms, const Scenario& scenario) {
  for (std::size_t t = 0; t < trait_count; ++t) {
    const auto trait = static_cast<Trait>(t);
    if (trait != Trait::start_size && !varies(scenario, trait) && !is_stock(scenario, trait))
      firms.trait[trait].share(scenario.traits[trait].first);
  }
  if (scenario.populations.size() < 2) firms.population.share(0);
}

void assign_arms(Firms& firms, Index slot, const Scenario& scenario, const Streams& streams,
                 const std::vector<Trait>& treated, std::int64_t ordinal) {
  const auto arms = drawn_arms(scenario, streams, treated, firms.population[slot], ordinal);
  for (std::size_t i = 0; i < treated.size(); ++i) firms.arm[i][slot] = arms[i];
}

namespace {

/// A trait of firms next to each other, by a stream a trait, so that a change of one trait's distribution leaves the
/// other draws as they are.
void draw_trait(Firms& firms, Index begin, Index end, Trait trait, const Scenario& scenario, const Streams& streams,
                const std::vector<Trait>& treated) {
  const Draws draws(streams, Purpose::traits, static_cast<std::int64_t>(trait), firms.id.data() + begin, end - begin);
  const auto arm = static_cast<std::size_t>(std::ranges::find(treated, trait) - treated.begin());
  for (Index j = begin; j < end; ++j) {
    double& value = firms.trait[trait].each()[j];
    const Distribution& distribution = setting(scenario, firms.population[j], trait);
    if (distribution.is_treatment()) {
      value = distribution.values[static_cast<std::size_t>(firms.arm[arm][j])];
    } else if (distribution.kind == Distribution::Kind::constant) {
      value = distribution.first;
    } else {
      value = drawn(distribution, draws, j - begin);
    }
  }
}

}  // namespace

void draw_traits(Firms& firms, Index begin, Index end, const Scenario& scenario, const Streams& streams,
                 const std::vector<Trait>& treated) {
  for (std::size_t t = 0; t < trait_count; ++t)
    if (!firms.trait[t].shared()) draw_trait(firms, begin, end, static_cast<Trait>(t), scenario, streams, treated);
}

}  // namespace rivalry
