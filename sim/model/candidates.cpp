#include "candidates.hpp"

#include <algorithm>
#include <bit>

#include "rivalry/model/bits.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/random/functions.hpp"

// How one candidate design is found.
namespace rivalry {
namespace {

std::uint64_t bit(int choice) { return std::uint64_t{1} << choice; }

/// Choices that local moves may flip: those that can be taken up, and active ones, which can be dropped.
std::uint64_t open_to_change(const Step& step, std::uint64_t model, int path) {
  const EffectTable& effects = step.scratch.effects;
  const std::uint64_t scope = step.scenario.search.scope == SearchScope::all
                                  ? effects.block(0) | effects.block(1) | effects.block(2) | effects.block(3)
                                  : effects.block(path);
  return scope & (step.scratch.available | model);
}

void move_locally(Candidate& candidate, const Step& step, int path, Stream& stream) {
  candidate.mode = SearchMode::local;
  std::uint64_t open = open_to_change(step, candidate.model, path);
  if (open == 0) return;
  const std::uint64_t first = random_bit(open, stream);
  candidate.model ^= first;
  open &= ~first;
  if (stream.chance(step.scenario.search.two_choices) && open != 0) candidate.model ^= random_bit(open, stream);
}

/// Takes over a rival's block as far as the firm can copy it: each differing choice comes out right with chance
/// 1 - (1 - absorptive) (1 - imitability), else it is left as it is.
void copy_block(Candidate& candidate, const Market& market, const Step& step, Index j, std::uint64_t rival,
                std::uint64_t block, Stream& stream) {
  const double absorptive = acting(market.firms, step.scenario, Trait::absorptive_capacity, j);
  std::uint64_t differing = (candidate.model ^ rival) & block & (step.scratch.available | ~rival);
  for (; differing != 0; differing &= differing - 1) {
    const int choice = std::countr_zero(differing);
    const double right = 1 - (1 - absorptive) * (1 - step.scratch.effects.imitability(choice));
    if (stream.chance(right)) candidate.model ^= bit(choice);
  }
}

void learn_from_rivals(Candidate& candidate, const Market& market, const Step& step, Index j, int path,
                       Stream& stream) {
  const Firms& firms = market.firms;
  const Index first = best_observed_rival(market, step, j, stream);
  if (first < 0) return;
  candidate.source = first;
  const auto model_of = [&](Index rival) { return firms.model[rival]; };
  const bool analogy = stream.chance(firms.trait[Trait::analogy][j]) || firms.count < 3;
  candidate.mode = analogy ? SearchMode::analogy : SearchMode::combination;
  copy_block(candidate, market, step, j, model_of(first), step.scratch.effects.block(path), stream);
  if (analogy) return;
  // Conceptual combination joins the block of one rival with another block of a second.
  const Index second = best_observed_rival(market, step, j, stream);
  const int other = (path + 1 + static_cast<int>(stream.below(path_count - 1))) % path_count;
  copy_block(candidate, market, step, j, model_of(second), step.scratch.effects.block(other), stream);
}

}  // namespace

void draw_anew(Candidate& candidate, const Step& step, std::uint64_t part, Stream& stream) {
  for (std::uint64_t open = part & (step.scratch.available | candidate.model); open != 0; open &= open - 1)
    if (stream.chance(0.5)) candidate.model ^= open & -open;
}

std::uint64_t random_bit(std::uint64_t word, Stream& stream) {
  for (std::int64_t skip = stream.below(count_bits(word)); skip > 0; --skip) word &= word - 1;
  return word & -word;
}

void move_home(Candidate& candidate, const Market& market, const Step& step, Index j, Stream& stream) {
  const Segments& segments = market.segments;
  double total = 0;
  for (Index s = 0; s < segments.count; ++s) total += segments.mass[s];
  double ticket = stream.uniform() * total;
  Index target = 0;
  for (Index s = 0; s < segments.count; ++s) {
    if (segments.open[s] == 0) continue;
    target = s;
    ticket -= segments.mass[s];
    if (ticket < 0) break;
  }
  candidate.mode = SearchMode::home_move;
  candidate.moves_toward = target;
  double point[Design::max_attributes];
  sensed_ideal_point(market, step, j, target, point);
  const Firms& firms = market.firms;
  for (std::size_t d = 0; d < firms.home.size(); ++d)
    candidate.home[d] += step.scenario.innovation.home_move * (point[d] - firms.position[d][j]);
}

void stay(const Firms& firms, Index j, Candidate& candidate) {
  candidate.model = firms.model[j];
  candidate.mode = SearchMode::none;
  candidate.source = candidate.moves_toward = candidate.stage = -1;
  for (std::size_t d = 0; d < firms.home.size(); ++d) candidate.home[d] = firms.home[d][j];
}

void draw_candidate(const Market& market, const Step& step, Index j, int path, Stream& stream, Candidate& candidate) {
  const Firms& firms = market.firms;
  const auto& search = step.scenario.search;
  stay(firms, j, candidate);
  const bool moves = step.scratch.chain_moves[static_cast<std::size_t>(path)] != 0;
  if (moves && stream.chance(step.scenario.value_chain.move_share)) {
    draw_chain_move(candidate, market, step, j, path, stream);
  } else if (stream.chance(search.long_jumps)) {
    candidate.mode = SearchMode::long_jump;
    draw_anew(candidate, step, ~std::uint64_t{0}, stream);
  } else if (path == 0 && stream.chance(search.home_share)) {
    move_home(candidate, market, step, j, stream);
  } else if (stream.chance(search.local_share)) {
    move_locally(candidate, step, path, stream);
  } else {
    learn_from_rivals(candidate, market, step, j, path, stream);
  }
}

int changed_choices(const Firms& firms, Index j, const Candidate& candidate) {
  return count_bits(candidate.model ^ firms.model[j]) + (candidate.moves_toward >= 0 ? 1 : 0) +
         (candidate.stage >= 0 ? 1 : 0);
}

double lost_by_a_change(const Firms& firms, const Step& step, Index j, int path) {
  const double choices = std::max(1, count_bits(step.scratch.effects.block(path)));
  return (1 - acting(firms, step.scenario, Trait::reconfiguring, j)) / choices;
}

}  // namespace rivalry
