#include "scheme.hpp"

namespace rivalry {
namespace {

/// Every combination of levels, the first factor slowest.
class Factorial : public Scheme {
 public:
  explicit Factorial(const Sweep& sweep) {
    for (const Factor& factor : sweep.factors)
      levels_.push_back(factor.spread ? factor.steps : static_cast<std::int64_t>(factor.levels.size()));
  }

  std::int64_t points() const override {
    std::int64_t product = 1;
    for (const std::int64_t levels : levels_) product *= levels;
    return product;
  }

  void place(std::int64_t point, std::span<Position> positions) const override {
    for (std::size_t factor = levels_.size(); factor-- > 0; point /= levels_[factor])
      positions[factor] = {.level = point % levels_[factor], .levels = levels_[factor]};
  }

 private:
  std::vector<std::int64_t> levels_;
};

}  // namespace

std::unique_ptr<Scheme> factorial_scheme(const Sweep& sweep) { return std::make_unique<Factorial>(sweep); }

}  // namespace rivalry
