#include "apart.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.hpp"
#include "pipes.hpp"
#include "print.hpp"
#include "program_errors.hpp"
#include "rivalry/io/errors.hpp"

namespace rivalry {
namespace {

constexpr std::uint64_t least_seconds = 60, bytes_a_second = 1'000'000;  // slower than any disk by far
constexpr std::uint64_t least_memory = std::uint64_t{4} << 30, memory_a_byte = 4;

constexpr auto remedy = "take another copy, or save what is sound with `rivalry repair FILE -o COPY`";

std::uint64_t bytes_of(const std::string& file) {
  std::error_code absent;
  const std::uintmax_t bytes = std::filesystem::file_size(file, absent);
  return absent ? 0 : bytes;
}

void limit(decltype(RLIMIT_CPU) what, rlim_t most) {
  struct rlimit now {};
  if (::getrlimit(what, &now) != 0) return;
  now.rlim_cur = std::min({most, now.rlim_cur, now.rlim_max});
  ::setrlimit(what, &now);
}

void limit_all(std::uint64_t bytes) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, least_seconds + bytes / bytes_a_second);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which take terabytes of addresses
  limit(RLIMIT_AS, least_memory + memory_a_byte * bytes);
#endif
}

/// What asks for more memory than there may be has no words for it.
Exit within_memory(const std::string& file, const std::function<Exit()>& work) {
  const auto refuse = [&]() {
    throw DamagedResult(file,
                        fmt::format("is damaged: it takes more memory than a file of {} bytes should", bytes_of(file)),
                        "", "take another copy; if memory is short, close other programs and try again");
  };
  try {
    return work();
  } catch (const std::bad_alloc&) {
    refuse();
  } catch (const std::length_error&) {
    refuse();
  }
  return Exit::internal_error;
}

[[noreturn]] void be_the_reader(const std::string& file, const std::function<Exit()>& work, const Pipe& output,
                                const Pipe& errors, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(static_cast<int>(Exit::interrupted));
  ::dup2(output.writer(), STDOUT_FILENO);
  ::dup2(errors.writer(), STDERR_FILENO);
  limit_all(bytes_of(file));
  const Exit exit = reported([&] { return within_memory(file, work); });
  flush_output();
  std::fflush(stderr);
  ::_exit(static_cast<int>(exit));
}

bool is_of_the_user(int signal) {
  return signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGQUIT;
}

[[noreturn]] void refuse(const std::string& file, int signal) {
  if (is_of_the_user(signal)) {
    std::signal(signal, SIG_DFL);
    ::raise(signal);
  }
  if (signal == SIGXCPU)
    throw DamagedResult(file, "is damaged: reading it takes longer than a file of its size should", "", remedy);
  if (signal == SIGKILL)
    throw DamagedResult(file, "cannot be read: the process that read it was killed", "",
                        "memory may be short; close other programs and try again");
  throw DamagedResult(
      file, fmt::format("is damaged where no checksum tells: the HDF5 library failed on it ({})", ::strsignal(signal)),
      "", remedy);
}

}  // namespace

std::string read_apart(const std::string& file, const std::function<Exit()>& work,
                       const std::function<void(pid_t)>& clean_up) {
  flush_output();
  std::fflush(stderr);
  Pipe output, errors;
  const pid_t parent = ::getpid(), child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "a process to read in cannot be started");
  if (child == 0) be_the_reader(file, work, output, errors, parent);
  output.close_writer();
  errors.close_writer();
  std::string printed, complaints;
  read_all(output, printed, errors, complaints);
  const int status = status_of(child);
  if (WIFSIGNALED(status)) {
    if (clean_up) clean_up(child);
    refuse(file, WTERMSIG(status));
  }
  tell("{}", Lines{complaints});
  if (const auto exit = static_cast<Exit>(WEXITSTATUS(status)); exit != Exit::done) throw Told{exit};
  return printed;
}

Exit print_apart(const std::string& file, const std::function<Exit()>& work,
                 const std::function<void(pid_t)>& clean_up) {
  const std::string printed = read_apart(file, work, clean_up);
  say("{}", Lines{printed});
  return Exit::done;
}

}  // namespace rivalry
