// malloc and its kin, counted while a test says so. Linked into this one program: the names go before the C library's,
// and everything (operator new, Eigen, other libraries) ends here. Needs glibc, and no sanitizer.
#include "counting.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <dlfcn.h>
#include <execinfo.h>
#include <unistd.h>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace rivalry::test {
namespace {

std::atomic<bool> counting{false}, showing{false};
std::atomic<int> counted{0};
thread_local bool inside = false;  // dladdr and backtrace may allocate

/// oneTBB takes memory for its own tasks when a thread of it comes late; that is not ours to mend.
bool belongs_to_threads_library(void* caller) {
  Dl_info info;
  return dladdr(caller, &info) != 0 && info.dli_fname != nullptr && std::strstr(info.dli_fname, "libtbb") != nullptr;
}

/// Each place is shown once.
bool seen_before(std::uintptr_t place) {
  constexpr std::size_t size = 1024;
  static std::atomic<std::uintptr_t> places[size];
  for (std::size_t i = place % size; i < size; ++i) {
    std::uintptr_t empty = 0;
    if (places[i].compare_exchange_strong(empty, place)) return false;
    if (empty == place) return true;
  }
  return true;
}

void show_place() {
  constexpr int depth = 14, callers = 3;  // this function, note and malloc come first
  void* frames[depth];
  const int count = backtrace(frames, depth);
  std::uintptr_t place = 0;
  for (int i = callers; i < count && i < callers + 4; ++i)
    place = place * 31 + reinterpret_cast<std::uintptr_t>(frames[i]);
  if (seen_before(place)) return;
  constexpr char heading[] = "allocation (addr2line -Cfpie PROGRAM ADDRESS...):\n";
  if (write(STDERR_FILENO, heading, sizeof heading - 1) > 0) backtrace_symbols_fd(frames, count, STDERR_FILENO);
}

void note(void* caller) {
  if (!counting.load(std::memory_order_relaxed) || inside) return;
  inside = true;
  if (!belongs_to_threads_library(caller)) {
    ++counted;
    if (showing) show_place();
  }
  inside = false;
}

}  // namespace

void start_counting(Places places) {
  void* frame = nullptr;
  backtrace(&frame, 1);  // loads its library now
  showing = places == Places::shown;
  counted = 0;
  counting = true;
}

int stop_counting() {
  counting = false;
  return counted;
}

}  // namespace rivalry::test

extern "C" {

void* malloc(std::size_t size) {
  rivalry::test::note(__builtin_return_address(0));
  return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) {
  rivalry::test::note(__builtin_return_address(0));
  return __libc_calloc(number, size);
}

void* realloc(void* old, std::size_t size) {
  rivalry::test::note(__builtin_return_address(0));
  return __libc_realloc(old, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  rivalry::test::note(__builtin_return_address(0));
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  rivalry::test::note(__builtin_return_address(0));
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
  rivalry::test::note(__builtin_return_address(0));
  *result = __libc_memalign(alignment, size);
  return *result != nullptr ? 0 : ENOMEM;
}

}  // extern "C"
