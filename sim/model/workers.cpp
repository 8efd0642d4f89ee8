#include "rivalry/model/workers.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#ifdef __SANITIZE_THREAD__
// The packaged oneTBB is not instrumented: tell the sanitizer what its fork and join order.
extern "C" void __tsan_acquire(void*);
extern "C" void __tsan_release(void*);
#else
#define __tsan_acquire(address) static_cast<void>(address)
#define __tsan_release(address) static_cast<void>(address)
#endif

namespace rivalry {

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
  if (threads() == 1 || pieces < 2) {
    for (Index piece = 0; piece < pieces; ++piece) call(work, piece, total);
    return;
  }
  char fork = 0, join = 0;
  arena_->arena.execute([&] {
    __tsan_release(&fork);
    tbb::parallel_for(Index{0}, pieces, [&](Index piece) {
      __tsan_acquire(&fork);
      call(work, piece, total);
      __tsan_release(&join);
    });
    __tsan_acquire(&join);
  });
}

}  // namespace rivalry
