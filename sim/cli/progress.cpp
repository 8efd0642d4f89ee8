#include "progress.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "print.hpp"
#include "share_line.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

using namespace std::chrono_literals;

}  // namespace

std::string progress_line(const ProgressState& state, int width, bool unicode) {
  const double share =
      static_cast<double>(state.period) / static_cast<double>(std::max<std::int64_t>(state.periods, 1));
  const double speed = state.seconds > 0 ? static_cast<double>(state.period - state.resumed_after) / state.seconds : 0;
  const double left = speed > 0 ? static_cast<double>(state.periods - state.period) / speed : 0;
  const int bar_width = std::clamp(width / 5, 8, 30);
  std::string text = fmt::format("{:3.0f} %", 100 * share);
  const std::string period = fmt::format("{}", state.period), periods = fmt::format("{}", state.periods);
  for (const std::string& field : {
           fmt::format("  period {:>{}}/{}", period, periods.size(), periods),
           fmt::format("  {} left", duration_text(left)),
           fmt::format("  {:.3g}/s", speed),
           fmt::format("  firms {}", state.firms),
           fmt::format("  HHI {:.3f}", state.hhi),
           fmt::format("  price {:.3f}", state.price),
           fmt::format("  innovations {}", state.innovations),
       }) {
    if (static_cast<int>(text.size() + field.size()) + bar_width + 1 >= width) break;
    text += field;
  }
  const bool room = static_cast<int>(text.size()) + bar_width + 1 < width;
  return room ? bar_text(share, bar_width, unicode) + " " + text : text;
}

Progress::Progress(bool redraw) : redraw_(redraw), unicode_(shows_unicode()) {}

void Progress::begin(const Market& /*founded*/, const Scenario& scenario) {
  state_.periods = scenario.scenario.periods;
  started_ = last_ = Clock::now();
}

void Progress::begin_again(const Market& market, const Scenario& scenario) {
  begin(market, scenario);
  state_.period = state_.resumed_after = market.period;
}

bool Progress::is_due(Clock::time_point now) {
  const bool finished = state_.period == state_.periods;
  if (redraw_) return finished || now - last_ >= 100ms;
  const std::int64_t tenth = 10 * state_.period / std::max<std::int64_t>(state_.periods, 1);
  if (tenth == last_tenth_ && now - last_ < 2s) return false;
  last_tenth_ = tenth;
  return true;
}

void Progress::after_period(const Market& /*market*/, const Scenario& /*scenario*/,
                            const PeriodStatistics& statistics) {
  const auto& adopted = statistics.counts.adopted;
  state_.period = statistics.period;
  state_.innovations += std::accumulate(adopted.begin(), adopted.end(), std::int64_t{0});
  const auto now = Clock::now();
  if (!is_due(now)) return;
  last_ = now;
  state_.firms = statistics.firms;
  state_.hhi = statistics.hhi;
  state_.price = statistics.price_index;
  state_.seconds = std::chrono::duration<double>(now - started_).count();
  const std::string line = progress_line(state_, redraw_ ? terminal_width(stderr) : 110, unicode_);
  if (redraw_)
    tell("\r{}\x1b[K", line);
  else
    tell("{}\n", line);
  std::fflush(stderr);
}

void Progress::end(const Market& /*market*/, const Scenario& /*scenario*/, const History& /*history*/) {
  if (redraw_) tell("\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace rivalry
