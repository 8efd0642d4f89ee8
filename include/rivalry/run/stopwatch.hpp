#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

namespace rivalry {

/// Where the time of a run goes: seconds a part, parts in the order in which they first came.
class Stopwatch {
 public:
  struct Part {
    std::string_view name;
    double seconds;
  };

  /// Books the time since the last call to a part.
  /// @param name  a literal, or text that outlives the watch
  void lap(std::string_view name);
  /// Leaves the time since the last call to the rest.
  void skip() { last_ = Clock::now(); }

  const std::vector<Part>& parts() const { return parts_; }
  double total() const;  ///< seconds from the start to the last call
  double rest() const;   ///< of the total, what is in no part

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now(), last_ = start_;
  std::vector<Part> parts_;
  std::size_t next_ = 0;  ///< part that comes next, as far as one knows
};

/// For those who may have no watch.
inline void lap(Stopwatch* watch, std::string_view name) {
  if (watch != nullptr) watch->lap(name);
}

}  // namespace rivalry
