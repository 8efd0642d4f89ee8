#include "rivalry/run/stopwatch.hpp"

#include <algorithm>

namespace rivalry {

void Stopwatch::lap(std::string_view name) {
  const Clock::time_point now = Clock::now();
  auto part = std::ranges::find(parts_, name, &Part::name);
  if (part == parts_.end()) part = parts_.insert(part, {name, 0.0});
  part->seconds += std::chrono::duration<double>(now - last_).count();
  last_ = now;
}

double Stopwatch::total() const { return std::chrono::duration<double>(last_ - start_).count(); }

double Stopwatch::rest() const {
  double seconds = total();
  for (const Part& part : parts_) seconds -= part.seconds;
  return std::max(0.0, seconds);
}

}  // namespace rivalry
