#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "rivalry/run/run.hpp"

namespace rivalry {

/// Holds runs before and between periods, for tests that need one to be under way.
///
/// The environment variable RIVALRY_HOLD names a file with a number of periods. When the runs of a process have
/// computed so many together, they wait, until the file has a larger number or is gone. Each run that waits has
/// meanwhile a file of that name with ".PROCESS-NUMBER" at its end, which holds the number of periods computed. Nothing
/// else depends on it.
class Hold final : public Observer {
 public:
  /// @param stop  ends the waiting, too
  Hold(std::filesystem::path file, const std::atomic<bool>* stop);
  void begin(const Market&, const Scenario&) override;
  void begin_again(const Market&, const Scenario&) override;
  void after_period(const Market&, const Scenario&, const PeriodStatistics&) override;

 private:
  void wait(std::int64_t periods) const;
  bool holds(std::int64_t periods) const;

  std::filesystem::path file_, own_;
  const std::atomic<bool>* stop_;
};

/// Nothing, unless RIVALRY_HOLD is set.
std::unique_ptr<Hold> hold_of_environment(const std::atomic<bool>* stop = nullptr);

}  // namespace rivalry
