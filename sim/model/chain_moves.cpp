#include <bit>

#include "candidates.hpp"
#include "rivalry/model/value_chain.hpp"

// The six moves that value chain and business model allow.
namespace rivalry {
namespace {

constexpr double even_chance = 0.5;

/// Choices that the firm could take up to do a stage itself; 0 where it does so already.
std::uint64_t ways_in_house(const Step& step, std::uint64_t model, std::size_t stage) {
  const std::uint64_t bringing = step.scratch.effects.bringing(stage);
  return (model & bringing) != 0 ? 0 : bringing & step.scratch.available;
}

/// Does better what the firm does itself: a stage drawn by weight.
void innovate_stage(Candidate& candidate, const Market& market, const Step& step, Stream& stream) {
  const unsigned in_house = step.scratch.effects.design(candidate.model).in_house;
  double ticket = stream.uniform() * market.stage_weight.of(in_house);
  for (Index l = 0; l < market.stage_weight.size(); ++l) {
    if ((in_house >> l & 1U) == 0) continue;
    candidate.stage = static_cast<int>(l);
    if ((ticket -= market.stage_weight[l]) < 0) return;
  }
}

/// Brings the most weighty stage in-house.
void move_to_key_stage(Candidate& candidate, const Market& market, const Step& step, Stream& stream) {
  const auto key = static_cast<std::size_t>(key_stage(market.stage_weight));
  if (const std::uint64_t ways = ways_in_house(step, candidate.model, key); ways != 0)
    candidate.model |= random_bit(ways, stream);
}

/// Brings all stages in-house, or orchestrates those that are bought: where both can be done, each with chance 1/2.
void control_chain(Candidate& candidate, const Market& market, const Step& step, Stream& stream) {
  const EffectTable& effects = step.scratch.effects;
  std::uint64_t complete = candidate.model;
  bool all = true;
  for (std::size_t l = 0; l < static_cast<std::size_t>(market.stage_weight.size()); ++l) {
    const std::uint64_t ways = ways_in_house(step, complete, l);
    if (ways != 0) complete |= random_bit(ways, stream);
    all = all && (complete & effects.bringing(l)) != 0;
  }
  const bool orchestrates = (candidate.model & effects.orchestrating()) != 0;
  const std::uint64_t partners = orchestrates ? 0 : effects.orchestrating() & step.scratch.available;
  if (all && (partners == 0 || stream.chance(even_chance)))
    candidate.model = complete;
  else if (partners != 0)
    candidate.model |= random_bit(partners, stream);
}

}  // namespace

void draw_chain_move(Candidate& candidate, const Market& market, const Step& step, Index j, int path, Stream& stream) {
  const EffectTable& effects = step.scratch.effects;
  const std::uint64_t allowed = step.scratch.chain_moves[static_cast<std::size_t>(path)];
  const auto move = static_cast<ChainMove>(std::countr_zero(random_bit(allowed, stream)));
  switch (move) {
    case ChainMove::innovate_stage:
      innovate_stage(candidate, market, step, stream);
      break;
    case ChainMove::key_stage:
      move_to_key_stage(candidate, market, step, stream);
      break;
    case ChainMove::control_chain:
      control_chain(candidate, market, step, stream);
      break;
    case ChainMove::market_position:
      move_home(candidate, market, step, j, stream);
      draw_anew(candidate, step, effects.block(0), stream);
      break;
    case ChainMove::operating_system:
      draw_anew(candidate, step, effects.block(1) | effects.block(2), stream);
      break;
    case ChainMove::profit_model:
      draw_anew(candidate, step, effects.block(3), stream);
      break;
  }
  candidate.mode = mode_of(move);
}

}  // namespace rivalry
