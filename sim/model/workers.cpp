#include "rivalry/model/workers.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#ifdef RIVALRY_THREAD_SANITIZER
extern "C" void __tsan_acquire(void*);
extern "C" void __tsan_release(void*);
#endif

namespace rivalry {
namespace {

// The packaged oneTBB is not instrumented, and so, in the tsan build, is not this file, where its templates are made.
// The thread sanitizer is told what fork and join order: what comes before a place is marked, for those who look there.
#ifdef RIVALRY_THREAD_SANITIZER
void mark(char& place) { __tsan_release(&place); }
void look(char& place) { __tsan_acquire(&place); }
#else
void mark(char&) {}
void look(char&) {}
#endif

/// Marks or looks at the end of a scope, an exception or not.
struct AtEnd {
  ~AtEnd() { tell(place); }
  void (*tell)(char&);
  char& place;
};

}  // namespace

struct Workers::Arena {
  explicit Arena(int count)
      : limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count)), arena(count) {}
  tbb::global_control limit;
  tbb::task_arena arena;
};

Workers::Workers(int threads)
    : arena_(std::make_unique<Arena>(threads > 0 ? threads : tbb::info::default_concurrency())) {}

Workers::~Workers() = default;

int Workers::threads() const { return arena_->arena.max_concurrency(); }

void Workers::run(Index pieces, const void* callable, Call call, Index total) const {
  void* const work = const_cast<void*>(callable);
  if (pieces < 2 || threads() == 1) {
    for (Index piece = 0; piece < pieces; ++piece) call(work, piece, total);
    return;
  }
  char fork = 0, join = 0;
  const AtEnd joined{look, join};
  mark(fork);
  arena_->arena.execute([&] {
    tbb::parallel_for(Index{0}, pieces, [&](Index piece) {
      look(fork);
      const AtEnd finished{mark, join};
      call(work, piece, total);
    });
  });
}

}  // namespace rivalry
