#include "scheme.hpp"
#include "sobol_sequence.hpp"

namespace rivalry {
namespace {

/// Sobol's sequence from its first point on, scrambled unless that is turned off.
/// Source: Sobol' (1967), Owen (1995). Verified: tests/python/test_designs.py
class Sobol : public Scheme {
 public:
  explicit Sobol(const Sweep& sweep)
      : draws_(sweep.seed, DesignKind::sobol),
        sequence_(sweep.factors.size()),
        points_(sweep.points),
        scrambled_(sweep.scrambled) {}

  std::int64_t points() const override { return points_; }

  void place(std::int64_t point, std::span<Position> positions) const override {
    const double cell = 1 / static_cast<double>(points_);
    for (std::size_t factor = 0; factor < positions.size(); ++factor)
      positions[factor] = sobol_position(sequence_, point, factor, scrambled_, draws_, cell);
  }

 private:
  Draws draws_;
  SobolSequence sequence_;
  std::int64_t points_;
  bool scrambled_;
};

}  // namespace

std::unique_ptr<Scheme> sobol_scheme(const Sweep& sweep) { return std::make_unique<Sobol>(sweep); }

}  // namespace rivalry
