#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rivalry/model/columns.hpp"
#include "rivalry/scenario/network.hpp"

// Working memory of matching partners (network.hpp).
namespace rivalry {

/// What a firm shows to those who look for a partner, packed together: they are drawn at random.
struct PartnerView {
  std::uint64_t does = 0;  ///< activities, one bit each
  double worth = 0;        ///< money a period of having partners do for it what it does not do itself
  double sales = 0;        ///< money a period that buyers pay it
  double upkeep = 0;       ///< money a period that a tie costs it
  bool changed = false;    ///< its creation block, since last period
};

/// A firm that looks for a partner, with those that it would propose to, the best one first.
struct Suitor {
  std::int32_t firm = 0;
  /// Drawn: decides between proposals that are worth the same; its lowest bits say in which rounds the firm proposes,
  /// rather than listens, when it has room for one tie alone.
  std::uint32_t key = 0;
  std::array<std::int32_t, max_rounds> candidate{};
  std::array<double, max_rounds> gain{};   ///< that it expects of each
  std::array<bool, max_rounds> trusted{};  ///< [round] whether its legitimacy will do
  std::int8_t candidates = 0, next = 0;
  bool proposes = false, welcome = false;  ///< in this round; whether the other one would gain and has room
  double offered = 0;                      ///< gain of the one that it proposes to
};

struct Matching {
  std::vector<PartnerView> views;            ///< [firm]
  std::vector<std::vector<Suitor>> suitors;  ///< [block]
  std::vector<const Suitor*> best;           ///< [firm] the best proposal of a round, or null
  SmallIntegers vacant, proposing;           ///< [firm] free ties; 1: proposes in this round

  void resize(Index capacity, Index blocks);
};

}  // namespace rivalry
