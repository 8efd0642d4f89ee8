#pragma once

#include <array>

#include "rivalry/scenario/catalogue.hpp"

namespace rivalry {

inline constexpr int max_stages = 8;  ///< of a value chain

/// Ways in which value chain and business model innovate each other: three from their interaction, then three from the
/// reconstruction of whole parts of the model.
enum class ChainMove : int {
  innovate_stage,
  key_stage,
  control_chain,
  market_position,
  operating_system,
  profit_model
};
inline constexpr int chain_move_count = 6;
inline constexpr std::array<const char*, chain_move_count> chain_move_names{
    "innovate_stage", "key_stage", "control_chain", "market_position", "operating_system", "profit_model"};

/// Whether a firm that innovates on the path may make the move: market position is path 1 as a whole, the operating
/// system paths 2 and 3, the profit model path 4; the moves of the chain belong to path 2.
constexpr bool belongs_to(ChainMove move, Path path) {
  switch (move) {
    case ChainMove::market_position:
      return path == Path::offer;
    case ChainMove::operating_system:
      return path == Path::creation || path == Path::delivery;
    case ChainMove::profit_model:
      return path == Path::capture;
    default:
      return path == Path::creation;
  }
}

struct Scenario;

/// [path] the moves that a scenario allows there, one bit each; 0 where the value chain is switched off.
std::array<unsigned, path_count> allowed_chain_moves(const Scenario& scenario);

}  // namespace rivalry
