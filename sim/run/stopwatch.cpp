#include "rivalry/run/stopwatch.hpp"

#include <algorithm>

namespace rivalry {

void Stopwatch::lap(std::string_view name) {
  const Clock::time_point now = Clock::now();
  // Parts come in the same order period by period.
  const bool expected =
      next_ < parts_.size() && parts_[next_].name.data() == name.data() && parts_[next_].name.size() == name.size();
  if (!expected) next_ = static_cast<std::size_t>(std::ranges::find(parts_, name, &Part::name) - parts_.begin());
  if (next_ == parts_.size()) parts_.push_back({name, 0.0});
  parts_[next_++].seconds += std::chrono::duration<double>(now - last_).count();
  last_ = now;
}

double Stopwatch::total() const { return std::chrono::duration<double>(last_ - start_).count(); }

double Stopwatch::rest() const {
  double seconds = total();
  for (const Part& part : parts_) seconds -= part.seconds;
  return std::max(0.0, seconds);
}

}  // namespace rivalry
