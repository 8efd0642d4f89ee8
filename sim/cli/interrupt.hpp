#pragma once

#include <atomic>

#include "signals.hpp"

namespace rivalry {

/// While it lives, the first SIGINT, SIGTERM, SIGHUP or SIGUSR1 sets the flag; a second one of a kind ends the program
/// at once. Those that were ignored when the program started stay so.
class InterruptGuard {
 public:
  InterruptGuard();

  const std::atomic<bool>& flag() const;

 private:
  SignalHandler interrupt_, terminate_;
  SignalHandler hang_up_;    ///< a closed terminal
  SignalHandler scheduler_;  ///< SIGUSR1: what schedulers send before a time limit
};

}  // namespace rivalry
