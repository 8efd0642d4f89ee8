#pragma once

#include <algorithm>
#include <memory>
#include <type_traits>

#include "rivalry/model/columns.hpp"

namespace rivalry {

/// A run of consecutive firms, the unit of parallel work and of summation. Its bounds depend on the number of firms
/// alone, so sums of block sums are the same bits for any number of threads.
struct Block {
  Index number, begin, end;
};

/// A fixed number of threads that share out blocks. The only place that knows the threads' library.
class Workers {
 public:
  static constexpr Index block_size = rivalry::block_size;

  /// @param threads  0: one for each processor
  explicit Workers(int threads = 1);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int threads() const;
  static Index blocks(Index count) { return (count + block_size - 1) / block_size; }

  /// Calls `work(Block)` once for each block of 0 … count - 1, in any order and on any thread; returns when all are
  /// done. An exception in `work` is rethrown here.
  template <class Work>
  void for_blocks(Index count, Work&& work) const {
    if (count <= block_size) {  // small markets have but one
      if (count > 0) work(Block{0, 0, count});
      return;
    }
    run(
        blocks(count), &work,
        [](void* callable, Index number, Index total) {
          const Index begin = number * block_size;
          (*static_cast<std::remove_reference_t<Work>*>(callable))(
              Block{number, begin, std::min(begin + block_size, total)});
        },
        count);
  }

  /// Calls `task(i)` for 0 … count - 1, in any order and on any thread.
  template <class Task>
  void for_each(Index count, Task&& task) const {
    run(
        count, &task,
        [](void* callable, Index number, Index) { (*static_cast<std::remove_reference_t<Task>*>(callable))(number); },
        count);
  }

 private:
  using Call = void (*)(void* callable, Index number, Index total);
  void run(Index pieces, const void* callable, Call call, Index total) const;

  struct Arena;
  std::unique_ptr<Arena> arena_;
};

}  // namespace rivalry
