#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "rivalry/run/observables.hpp"

namespace rivalry {

/// A market has left the numbers: something in it is infinite, or no number.
class NotFinite : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is not finite in a market after a period, in words: the first quantity in the order in which they follow from
/// each other, whose it is, when, and the parameters to look at; nothing if all is.
///
/// It looks at the period's statistics alone, which are sums over all that a market is made of: a number that is not
/// finite makes its sum not finite.
std::optional<std::string> not_finite(const Market& market, const Scenario& scenario,
                                      const PeriodStatistics& statistics, std::int64_t period);

}  // namespace rivalry
