#include "rivalry/sweep/check_points.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace rivalry {

void check_points(const Plan& plan, const std::function<void(double share)>& progress) {
  constexpr std::int64_t stretch = 64;
  constexpr std::size_t most_points = 10;
  std::atomic<std::int64_t> next = 0;
  std::mutex mutex;
  std::map<std::int64_t, std::vector<Mistake>> wrong;  // by point
  const auto look = [&](bool tells) {
    for (std::int64_t first = next.fetch_add(stretch); first < plan.points(); first = next.fetch_add(stretch)) {
      for (std::int64_t point = first; point < std::min(first + stretch, plan.points()); ++point) try {
          plan.scenario(point);
        } catch (const ScenarioError& error) {
          const std::lock_guard lock(mutex);
          wrong[point] = error.mistakes();
          if (wrong.size() >= most_points) next = plan.points();  // enough to see what is meant
        }
      if (tells && progress)
        progress(static_cast<double>(std::min(first + stretch, plan.points())) / static_cast<double>(plan.points()));
    }
  };
  std::vector<std::thread> helpers;
  if (plan.points() > stretch)
    for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) helpers.emplace_back(look, false);
  look(true);
  for (std::thread& helper : helpers) helper.join();
  std::vector<Mistake> mistakes;
  for (const auto& [point, of_point] : wrong) mistakes.insert(mistakes.end(), of_point.begin(), of_point.end());
  if (!mistakes.empty()) throw ScenarioError(std::move(mistakes));
}

}  // namespace rivalry
