#pragma once

#include <atomic>

namespace rivalry {

/// While it lives, the first SIGINT, SIGTERM, SIGHUP or SIGUSR1 sets the flag; a second one ends the program at once.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  const std::atomic<bool>& flag() const;
};

}  // namespace rivalry
