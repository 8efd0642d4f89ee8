#include "interrupt.hpp"

namespace rivalry {
namespace {

std::atomic<bool> interrupted{false};  // a signal handler can reach nothing else
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) { interrupted = true; }

constexpr int once = static_cast<int>(SA_RESETHAND | SA_RESTART);

}  // namespace

InterruptGuard::InterruptGuard()
    : interrupt_(SIGINT, on_signal, once),
      terminate_(SIGTERM, on_signal, once),
      hang_up_(SIGHUP, on_signal, once),
      scheduler_(SIGUSR1, on_signal, once) {}

const std::atomic<bool>& InterruptGuard::flag() const { return interrupted; }

}  // namespace rivalry
