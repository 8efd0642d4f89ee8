#include "scheme.hpp"
#include "sobol_sequence.hpp"

namespace rivalry {
namespace {

/// For each of n base points, a row of matrix A, one of A with each column in turn from B, for effects of second order
/// one of B with each column in turn from A, and one of B; A and B are the halves of a Sobol sequence in twice as many
/// dimensions. The order is that of SALib.
/// Source: Saltelli (2002), Saltelli et al. (2010). Verified: tests/python/test_designs.py
class Saltelli : public Scheme {
 public:
  explicit Saltelli(const Sweep& sweep)
      : draws_(sweep.seed, DesignKind::saltelli),
        sequence_(2 * sweep.factors.size()),
        base_(sweep.points),
        factors_(static_cast<std::int64_t>(sweep.factors.size())),
        second_order_(sweep.second_order),
        scrambled_(sweep.scrambled) {}

  std::int64_t points() const override { return base_ * rows(); }

  void place(std::int64_t point, std::span<Position> positions) const override {
    const std::int64_t base = point / rows(), row = point % rows();
    const double cell = 1 / static_cast<double>(base_);
    for (std::int64_t factor = 0; factor < factors_; ++factor) {
      const std::int64_t dimension = from_b(row, factor) ? factors_ + factor : factor;
      positions[static_cast<std::size_t>(factor)] =
          sobol_position(sequence_, base, static_cast<std::size_t>(dimension), scrambled_, draws_, cell);
    }
  }

 private:
  std::int64_t rows() const { return (second_order_ ? 2 : 1) * factors_ + 2; }

  bool from_b(std::int64_t row, std::int64_t factor) const {
    if (row == 0) return false;                     // A
    if (row == rows() - 1) return true;             // B
    if (row <= factors_) return factor == row - 1;  // A with a column from B
    return factor != row - 1 - factors_;            // B with a column from A
  }

  Draws draws_;
  SobolSequence sequence_;
  std::int64_t base_, factors_;
  bool second_order_, scrambled_;
};

}  // namespace

std::unique_ptr<Scheme> saltelli_scheme(const Sweep& sweep) { return std::make_unique<Saltelli>(sweep); }

}  // namespace rivalry
