#include "cost.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "rivalry/io/recording_plan.hpp"
#include "rivalry/random/functions.hpp"
#include "rivalry/scenario/footprint.hpp"

namespace rivalry {
namespace {

// Measured on runs of 100 to 10^5 firms, in units of one functions::exp, so that they hold on slower machines too.
constexpr double per_firm = 100;          ///< a firm and period: accounts, perception, legitimacy
constexpr double per_pair = 3.5;          ///< a firm, segment and clearing (a pricing iteration counts as one)
constexpr double per_candidate_pair = 2;  ///< a candidate design and segment
constexpr double per_founder = 1100;      ///< a firm at founding
constexpr double per_row = 1300;          ///< a recorded firm and period, in a thread of its own
constexpr double growth = 1.5;            ///< markets tend to grow beyond their founders
constexpr double file_frame = 250e3;      ///< bytes of an empty result file

/// Seconds that one exp takes here, from a few milliseconds of them.
double seconds_per_exp() {
  using Clock = std::chrono::steady_clock;
  constexpr int count = 200'000;
  double best = 1, sum = 0;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto started = Clock::now();
    for (int i = 0; i < count; ++i) sum += functions::exp(-1e-5 * i);
    best = std::min(best, std::chrono::duration<double>(Clock::now() - started).count() / count);
  }
  return sum > 0 ? best : 1;
}

}  // namespace

double disk_needed(const Scenario& scenario) {
  const RecordingPlan plan = plan_recording(scenario);
  return file_frame + plan.bytes + (growth - 1) * plan.panel_bytes;
}

Cost estimate_cost(const Scenario& scenario) {
  const auto firms = static_cast<double>(scenario.market.firms),
             segments = static_cast<double>(scenario.market.segments);
  const double clearings = 1 + static_cast<double>(scenario.competition.iterations);
  const double searching = scenario.innovation.enabled ? std::min(1.0, scenario.innovation.pressure_hazard) : 0;
  const double candidates = searching * (1 + scenario.innovation.candidates / 2);
  const double work = firms * (per_firm + segments * (clearings * per_pair + candidates * per_candidate_pair));
  const double processors = std::max(1U, std::thread::hardware_concurrency());
  const double workers = std::min(processors, 1 + firms / 1000);
  const RecordingPlan plan = plan_recording(scenario);
  const double computing = per_founder * firms + growth * static_cast<double>(scenario.scenario.periods) * work;
  const double recording = growth * plan.rows * per_row;
  return {.memory = memory_needed(scenario) + 40e6,
          .disk = disk_needed(scenario),
          .seconds = 0.05 + seconds_per_exp() * std::max(computing / workers, (computing + recording) / processors)};
}

}  // namespace rivalry
