#pragma once

#include <array>
#include <cstdint>

namespace rivalry {

/// What a draw is for. Groups of purposes can be frozen, so that replicates share them.
enum class Purpose : std::uint32_t {
  influence,     ///< landscape
  contribution,  ///<
  founding,      ///< founding population
  traits,        ///<
  treatment,     ///<
  segments,      ///< environment
  needs,         ///<
  openings,      ///<
  frontier,      ///<
  redraw,        ///<
  events,        ///<
  observation,   ///< decisions
  trigger,       ///<
  candidates,    ///<
  evaluation,    ///<
  project,       ///<
  entry,         ///<
  entrant,       ///<
  shuffle,       ///<
  count
};

enum class DrawGroup : std::uint32_t { landscape, founding, environment, decisions, count };
inline constexpr std::array<const char*, 4> draw_group_names{"landscape", "founding", "environment", "decisions"};

DrawGroup group_of(Purpose purpose);

/// A sequence of draws that belongs to one purpose, entity and period: a uniform random bit generator of 32 bits for
/// Boost.Random's distributions, with the few distributions whose bits must not depend on the library.
///
/// Counter-based (Philox4x32-10, Salmon et al. 2011), so it has no state but its position.
class Stream {
 public:
  using result_type = std::uint32_t;

  Stream(std::uint64_t key, Purpose purpose, std::uint64_t entity, std::uint32_t period);

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xffffffffU; }
  result_type operator()();

  double uniform();      ///< in (0, 1), 52 bits, never 0 or 1
  double normal();       ///< standard normal, by inversion: one uniform a draw
  double exponential();  ///< mean 1, by inversion
  bool chance(double probability) { return uniform() < probability; }
  std::int64_t below(std::int64_t bound);  ///< 0 to bound - 1, unbiased; bound ≥ 1
  std::int64_t poisson(double mean);       ///< arrivals of a unit-rate process in `mean`: more mean only adds arrivals
  double gamma(double shape);              ///< Marsaglia & Tsang 2000
  double beta(double first, double second);

 private:
  void refill();
  std::array<std::uint32_t, 4> block_{};
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  int left_ = 0;
};

/// All random draws of a run: pure functions of (seed, replicate, purpose, entity, period, index).
class Streams {
 public:
  /// @param frozen  bit g set: the draws of DrawGroup g are those of replicate 0
  Streams(std::uint64_t seed, std::uint64_t replicate, std::uint32_t frozen = 0);

  Stream at(Purpose purpose, std::int64_t entity, std::int64_t period) const {
    return {key_[static_cast<std::size_t>(group_of(purpose))], purpose, static_cast<std::uint64_t>(entity),
            static_cast<std::uint32_t>(period)};
  }

 private:
  std::array<std::uint64_t, 4> key_;
};

}  // namespace rivalry
