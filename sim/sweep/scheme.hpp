#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rivalry/sweep/sweep.hpp"

namespace rivalry {

/// Where a point has a factor: at a coordinate in [0, 1], or on one of a number of levels.
struct Position {
  double coordinate = 0;
  double cell = 0;                     ///< width of what the coordinate is the lower end of; 0 where it is a place
  std::int64_t level = 0, levels = 0;  ///< levels 0: by coordinate
};

/// How a design fills the unit cube: pure functions of a point's number.
class Scheme {
 public:
  virtual ~Scheme() = default;
  virtual std::int64_t points() const = 0;
  /// @param positions  [factor]
  virtual void place(std::int64_t point, std::span<Position> positions) const = 0;
  virtual std::vector<std::string> aliases() const { return {}; }
};

// Each takes a sweep without mistakes (check_design.hpp).
std::unique_ptr<Scheme> factorial_scheme(const Sweep& sweep);
std::unique_ptr<Scheme> fractional_scheme(const Sweep& sweep);
std::unique_ptr<Scheme> lhs_scheme(const Sweep& sweep);
std::unique_ptr<Scheme> sobol_scheme(const Sweep& sweep);
std::unique_ptr<Scheme> morris_scheme(const Sweep& sweep);
std::unique_ptr<Scheme> saltelli_scheme(const Sweep& sweep);
std::unique_ptr<Scheme> random_scheme(const Sweep& sweep);

}  // namespace rivalry
