#include <utility>

#include "draws.hpp"
#include "scheme.hpp"

namespace rivalry {
namespace {

/// Trajectories through a grid of p levels: from a random corner each factor steps once, by p / 2 levels, in random
/// order. Source: Morris (1991). Verified: tests/python/test_designs.py
class Morris : public Scheme {
 public:
  explicit Morris(const Sweep& sweep)
      : draws_(sweep.seed, DesignKind::morris),
        trajectories_(sweep.points),
        levels_(sweep.morris_levels),
        factors_(sweep.factors.size()) {}

  std::int64_t points() const override { return trajectories_ * length(); }

  void place(std::int64_t point, std::span<Position> positions) const override {
    const std::int64_t trajectory = point / length(), steps = point % length();
    const std::vector<std::int64_t> turn = turns(trajectory);
    for (std::size_t factor = 0; factor < factors_; ++factor) {
      const philox::Words drawn = draws_.words(Draws::Use::direction, static_cast<std::uint64_t>(trajectory), factor);
      const bool begins_high = (drawn[1] & 1U) != 0, stepped = turn[factor] < steps;
      const std::int64_t low = below(drawn[0], levels_ / 2);
      positions[factor] = {.level = begins_high != stepped ? low + levels_ / 2 : low, .levels = levels_};
    }
  }

 private:
  std::int64_t length() const { return static_cast<std::int64_t>(factors_) + 1; }

  /// [factor] at which step of the trajectory it steps.
  std::vector<std::int64_t> turns(std::int64_t trajectory) const {
    std::vector<std::int64_t> turn(factors_);
    for (std::size_t i = 0; i < factors_; ++i) {  // Fisher and Yates, inside out
      const auto word = draws_.words(Draws::Use::order, static_cast<std::uint64_t>(trajectory), i)[0];
      const auto other = static_cast<std::size_t>(below(word, static_cast<std::int64_t>(i) + 1));
      turn[i] = static_cast<std::int64_t>(i);
      std::swap(turn[i], turn[other]);
    }
    return turn;
  }

  Draws draws_;
  std::int64_t trajectories_, levels_;
  std::size_t factors_;
};

}  // namespace

std::unique_ptr<Scheme> morris_scheme(const Sweep& sweep) { return std::make_unique<Morris>(sweep); }

}  // namespace rivalry
