#include "rivalry/model/workers.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace rivalry {

struct Workers::Arena {
  explicit Arena(int count)
      : limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count)), arena(count) {}
  tbb::global_control limit;
  tbb::task_arena arena;
};

Workers::Workers(int threads) : arena_(std::make_unique<Arena>(threads > 0 ? threads : tbb::info::default_concurrency())) {}

Workers::~Workers() = default;

int Workers::threads() const { return arena_->arena.max_concurrency(); }

void Workers::run(Index pieces, const void* callable, Call call, Index total) const {
  void* const work = const_cast<void*>(callable);
  if (threads() == 1 || pieces < 2) {
    for (Index piece = 0; piece < pieces; ++piece) call(work, piece, total);
    return;
  }
  arena_->arena.execute([&] {
    tbb::parallel_for(Index{0}, pieces, [&](Index piece) { call(work, piece, total); });
  });
}

}  // namespace rivalry
