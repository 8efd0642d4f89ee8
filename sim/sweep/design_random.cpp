#include "draws.hpp"
#include "scheme.hpp"

namespace rivalry {
namespace {

/// Independent uniform coordinates.
class Random : public Scheme {
 public:
  explicit Random(const Sweep& sweep) : draws_(sweep.seed, DesignKind::random), points_(sweep.points) {}

  std::int64_t points() const override { return points_; }

  void place(std::int64_t point, std::span<Position> positions) const override {
    for (std::size_t factor = 0; factor < positions.size(); ++factor)
      positions[factor] = {.coordinate = draws_.uniform(point, factor)};
  }

 private:
  Draws draws_;
  std::int64_t points_;
};

}  // namespace

std::unique_ptr<Scheme> random_scheme(const Sweep& sweep) { return std::make_unique<Random>(sweep); }

}  // namespace rivalry
