#include "print.hpp"

#include <atomic>
#include <cerrno>

#include <unistd.h>

namespace rivalry {
namespace {

std::atomic<int> first_error{0};  // of standard output, which the whole program has in common

void note_error() {
  int none = 0;
  first_error.compare_exchange_strong(none, errno);
}

}  // namespace

void put(std::FILE* stream, std::string_view text) {
  const bool is_whole = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  if (!is_whole && stream == stdout) note_error();
}

void give(std::string_view data) { put(stdout, isatty(STDOUT_FILENO) == 1 ? shown_lines(data) : std::string(data)); }

bool output_failed() { return first_error != 0; }

int flush_output() {
  if (std::fflush(stdout) != 0) note_error();
  return first_error;
}

}  // namespace rivalry
