#include "interrupt.hpp"

#include <csignal>

namespace rivalry {
namespace {
std::atomic<bool> interrupted{false};  // a signal handler can reach nothing else
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) { interrupted = true; }

void handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGHUP, &action, nullptr);   // a closed terminal
  sigaction(SIGUSR1, &action, nullptr);  // what schedulers send before a time limit
}
}  // namespace

InterruptGuard::InterruptGuard() {
  interrupted = false;
  handle(on_signal);
}
InterruptGuard::~InterruptGuard() { handle(SIG_DFL); }
const std::atomic<bool>& InterruptGuard::flag() const { return interrupted; }

}  // namespace rivalry
