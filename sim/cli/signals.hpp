#pragma once

#include <csignal>

namespace rivalry {

/// Handles a signal while it lives. A signal that is ignored, as `nohup` or a shell's background leaves it to a
/// program, stays ignored.
class SignalHandler {
 public:
  /// @param flags  of sigaction
  SignalHandler(int signal, void (*handler)(int), int flags = SA_RESTART);
  ~SignalHandler();  ///< puts back what was in force before
  SignalHandler(const SignalHandler&) = delete;
  SignalHandler& operator=(const SignalHandler&) = delete;

 private:
  int signal_;
  struct sigaction former_ {};
};

/// While it lives, writing to a pipe that nobody reads any more, or to a file beyond the largest size, is an error to
/// report, not a death. Programs that are started meanwhile are not touched by that.
class WriteSignals {
 public:
  WriteSignals();

 private:
  SignalHandler pipe_, size_;
};

}  // namespace rivalry
