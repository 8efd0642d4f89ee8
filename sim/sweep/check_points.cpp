#include "rivalry/sweep/check_points.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace rivalry {

std::int64_t check_points(const Plan& plan, const std::function<void(double share)>& progress, std::int64_t most) {
  constexpr std::int64_t stretch = 64;
  constexpr std::size_t most_told = 10;
  const std::int64_t count = std::min(plan.points(), most);
  std::atomic<std::int64_t> next = 0;
  std::mutex mutex;
  std::map<std::int64_t, std::vector<Mistake>> wrong;  // by point
  const auto look_at = [&](std::int64_t number) {
    const std::int64_t point = count < plan.points() ? plan.run(number).point : number;
    try {
      plan.scenario(point);
    } catch (const ScenarioError& error) {
      const std::lock_guard lock(mutex);
      wrong[point] = error.mistakes();
      if (wrong.size() >= most_told) next = count;  // enough to see what is meant
    }
  };
  const auto look = [&](bool tells) {
    for (std::int64_t first = next.fetch_add(stretch); first < count; first = next.fetch_add(stretch)) {
      const std::int64_t end = std::min(first + stretch, count);
      for (std::int64_t number = first; number < end; ++number) look_at(number);
      if (tells && progress) progress(static_cast<double>(end) / static_cast<double>(count));
    }
  };
  std::vector<std::thread> helpers;
  if (count > stretch)
    for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) helpers.emplace_back(look, false);
  look(true);
  for (std::thread& helper : helpers) helper.join();
  std::vector<Mistake> mistakes;
  for (const auto& [point, of_point] : wrong) mistakes.insert(mistakes.end(), of_point.begin(), of_point.end());
  if (!mistakes.empty()) throw ScenarioError(std::move(mistakes));
  return count;
}

}  // namespace rivalry
