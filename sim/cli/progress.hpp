#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "rivalry/run/run.hpp"

namespace rivalry {

/// What a line of progress tells.
struct ProgressState {
  std::int64_t period = 0, periods = 0, firms = 0, innovations = 0;
  double hhi = 0, price = 0, seconds = 0;
  std::int64_t resumed_after = 0;  ///< period that the run went on from
};

/// One line that fits into `width` columns; what does not fit is left out from the end.
std::string progress_line(const ProgressState& state, int width, bool unicode);

/// Tells on stderr how far a run is: a line that is redrawn, or, where that is not possible, a line now and then.
class Progress final : public Observer {
 public:
  explicit Progress(bool redraw);
  void begin(const Market& founded, const Scenario& scenario) override;
  void begin_again(const Market& market, const Scenario& scenario) override;
  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override;
  void end(const Market& market, const Scenario& scenario, const History& history) override;

 private:
  using Clock = std::chrono::steady_clock;
  bool is_due(Clock::time_point now);

  bool redraw_, unicode_;
  ProgressState state_;
  Clock::time_point started_, last_;
  std::int64_t last_tenth_ = 0;
};

}  // namespace rivalry
