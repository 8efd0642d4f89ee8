#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "rivalry/random/philox.hpp"

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
  productivity,  ///<
  bundling,      ///<
  stages,        ///< environment: shifts of the value chain
  own_rules,     ///< decisions, by rules that a program puts in place of the library's
  partners,      ///<
  count
};

enum class DrawGroup : std::uint32_t { landscape, founding, environment, decisions, count };
inline constexpr std::array<const char*, 4> draw_group_names{"landscape", "founding", "environment", "decisions"};

constexpr DrawGroup group_of(Purpose purpose) {
  if (purpose == Purpose::stages) return DrawGroup::environment;
  if (purpose <= Purpose::contribution) return DrawGroup::landscape;
  if (purpose <= Purpose::treatment) return DrawGroup::founding;
  if (purpose <= Purpose::events) return DrawGroup::environment;
  return DrawGroup::decisions;
}

/// A sequence of draws that belongs to one purpose, entity and period: a uniform random bit generator of 32 bits for
/// Boost.Random's distributions, with the few distributions whose bits must not depend on the library.
///
/// Counter-based (Philox4x32-10, Salmon et al. 2011), so it has no state but its position: the words of its first
/// block, then those of runs of eight blocks in the order of philox::run.
class Stream {
 public:
  using result_type = std::uint32_t;

  Stream(std::uint64_t key, Purpose purpose, std::uint64_t entity, std::uint32_t period)
      : next_{key, entity, period, static_cast<std::uint32_t>(purpose) << 24U} {}
  /// The same stream, when its first four to six words have been drawn already (philox::each).
  template <std::size_t n>
    requires(n >= 4 && n <= 6)
  Stream(std::uint64_t key, Purpose purpose, std::uint64_t entity, std::uint32_t period,
         const std::array<std::uint32_t, n>& first)
      : Stream(key, purpose, entity, period) {
    std::copy(first.begin(), first.end(), words_.end() - n);
    ++next_.number;
    left_ = n;
    known_ = n - 4;
  }

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xffffffffU; }
  result_type operator()() {
    if (left_ == 0) refill();
    return words_[words_.size() - static_cast<std::size_t>(left_--)];
  }

  double uniform() {  ///< in (0, 1), 52 bits, never 0 or 1
    const std::uint32_t high = (*this)();
    return uniform_of(high, (*this)());
  }
  /// What `uniform` makes of two words.
  static double uniform_of(std::uint64_t high, std::uint64_t low) {
    const std::uint64_t bits = ((high << 32U) | low) >> 12U;
    return (static_cast<double>(bits) + 0.5) * 0x1p-52;
  }
  double normal();       ///< standard normal, by inversion: one uniform a draw
  double exponential();  ///< mean 1, by inversion
  /// One word decides, but for the case of 2^-32 that takes a second one.
  bool chance(double probability) {
    const double place = probability * 0x1p32;
    const double whole = (*this)();
    if (whole + 1 <= place) return true;
    if (whole >= place) return false;
    return static_cast<double>((*this)()) < (place - whole) * 0x1p32;
  }
  /// 0 to bound - 1, unbiased; bound ≥ 1. Source: Lemire 2019.
  std::int64_t below(std::int64_t bound) {
    if (bound > max()) return below_large(bound);
    const auto n = static_cast<std::uint32_t>(bound);
    std::uint64_t product = std::uint64_t{(*this)()} * n;
    if (static_cast<std::uint32_t>(product) < n)  // a few words would favour some values
      for (const std::uint32_t least = (0U - n) % n; static_cast<std::uint32_t>(product) < least;)
        product = std::uint64_t{(*this)()} * n;
    return static_cast<std::int64_t>(product >> 32U);
  }
  std::int64_t poisson(double mean);  ///< arrivals of a unit-rate process in `mean`: more mean only adds arrivals
  double log_gamma(double shape);     ///< logarithm of a gamma draw: of small shapes the draw itself would be 0
  double beta(double first, double second);

 private:
  void refill();
  std::int64_t below_large(std::int64_t bound);
  philox::Place next_;
  std::array<std::uint32_t, 4 * philox::run_length> words_;  ///< of blocks drawn together; the last `left_` are to come
  int left_ = 0;
  int known_ = 0;  ///< words of the next run that were drawn before
};

/// All random draws of a run: pure functions of (seed, replicate, purpose, entity, period, index).
class Streams {
 public:
  /// @param frozen  bit g set: the draws of DrawGroup g are those of replicate 0
  Streams(std::uint64_t seed, std::uint64_t replicate, std::uint32_t frozen = 0);

  Stream at(Purpose purpose, std::int64_t entity, std::int64_t period) const {
    return {key(purpose), purpose, static_cast<std::uint64_t>(entity), static_cast<std::uint32_t>(period)};
  }
  std::uint64_t key(Purpose purpose) const { return key_[static_cast<std::size_t>(group_of(purpose))]; }

 private:
  std::array<std::uint64_t, 4> key_;
};

}  // namespace rivalry
