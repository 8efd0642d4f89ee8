#include "signals.hpp"

namespace rivalry {

SignalHandler::SignalHandler(int signal, void (*handler)(int), int flags) : signal_(signal) {
  ::sigaction(signal_, nullptr, &former_);
  if (former_.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  ::sigaction(signal_, &action, nullptr);
}

SignalHandler::~SignalHandler() { ::sigaction(signal_, &former_, nullptr); }

namespace {
void nothing(int) {}  // a handler, for what is ignored would be so in programs that are started, too
}  // namespace

WriteSignals::WriteSignals() : pipe_(SIGPIPE, nothing), size_(SIGXFSZ, nothing) {}

}  // namespace rivalry
