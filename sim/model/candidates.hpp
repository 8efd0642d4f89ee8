#pragma once

#include "rivalry/model/innovation.hpp"

namespace rivalry {

/// One of the set bits of a word, each with the same chance.
std::uint64_t random_bit(std::uint64_t word, Stream& stream);

/// Draws each choice of a part of the model anew: on or off with chance 1/2; those not available can only be dropped.
void draw_anew(Candidate& candidate, const Step& step, std::uint64_t part, Stream& stream);

/// Moves the home position part of the way to the sensed ideal point of a segment, drawn by mass.
void move_home(Candidate& candidate, const Market& market, const Step& step, Index firm, Stream& stream);

/// One of the moves of the value chain that are allowed on the path, each with the same chance. A move that the firm
/// has made already changes nothing.
void draw_chain_move(Candidate& candidate, const Market& market, const Step& step, Index firm, int path,
                     Stream& stream);

}  // namespace rivalry
