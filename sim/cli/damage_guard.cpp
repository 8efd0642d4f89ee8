#include "damage_guard.hpp"

#include <csignal>

#include <fmt/format.h>
#include <unistd.h>

#include "commands.hpp"

namespace rivalry {
namespace {

constexpr int crashes[] = {SIGSEGV, SIGBUS, SIGFPE};
std::string message;  // made ahead: a signal handler can do no more than write it

void on_crash(int) {
  const auto written = ::write(STDERR_FILENO, message.data(), message.size());
  ::_exit(static_cast<int>(written < 0 ? Exit::internal_error : Exit::io_failure));
}

void handle(void (*handler)(int)) {
#ifndef __SANITIZE_ADDRESS__  // whose own report is worth more
  for (const int crash : crashes) std::signal(crash, handler);
#else
  static_cast<void>(handler), static_cast<void>(crashes);
#endif
}

}  // namespace

DamageGuard::DamageGuard(const std::string& file) {
  message = fmt::format(
      "rivalry: {}: is damaged where no checksum tells: the HDF5 library crashed on it; take another copy, or read "
      "what "
      "is left of it with the Python package\n",
      file);
  handle(on_crash);
}

DamageGuard::~DamageGuard() { handle(SIG_DFL); }

}  // namespace rivalry
