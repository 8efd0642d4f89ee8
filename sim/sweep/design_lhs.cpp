#include "permutation.hpp"
#include "scheme.hpp"

namespace rivalry {
namespace {

/// A Latin hypercube: of n equal strata of each factor, each holds one point, at a random place in it.
/// Source: McKay, Beckman & Conover (1979). Verified: tests/python/test_designs.py
class LatinHypercube : public Scheme {
 public:
  explicit LatinHypercube(const Sweep& sweep) : draws_(sweep.seed, DesignKind::lhs), points_(sweep.points) {
    for (std::size_t factor = 0; factor < sweep.factors.size(); ++factor) strata_.emplace_back(draws_, factor, points_);
  }

  std::int64_t points() const override { return points_; }

  void place(std::int64_t point, std::span<Position> positions) const override {
    for (std::size_t factor = 0; factor < positions.size(); ++factor) {
      const auto stratum = static_cast<double>(strata_[factor](point));
      positions[factor] = {.coordinate = (stratum + inside(point, factor)) / static_cast<double>(points_)};
    }
  }

 private:
  /// In (0, 1), with as few digits that a stratum can be added without rounding up to the next one.
  double inside(std::int64_t point, std::size_t factor) const {
    const int digits = 52 - static_cast<int>(std::bit_width(static_cast<std::uint64_t>(points_)));
    const auto [high, low, third, fourth] = draws_.words(Draws::Use::place, static_cast<std::uint64_t>(point), factor);
    const std::uint64_t word = (static_cast<std::uint64_t>(high) << 32U | low) >> (64 - digits);
    return (static_cast<double>(word) + 0.5) / static_cast<double>(std::uint64_t{1} << digits);
  }

  Draws draws_;
  std::int64_t points_;
  std::vector<Permutation> strata_;
};

}  // namespace

std::unique_ptr<Scheme> lhs_scheme(const Sweep& sweep) { return std::make_unique<LatinHypercube>(sweep); }

}  // namespace rivalry
