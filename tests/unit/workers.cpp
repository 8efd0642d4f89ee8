#include "rivalry/model/workers.hpp"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

namespace rivalry {

TEST_CASE("blocks cover every firm once, in any number of threads") {
  for (const int threads : {1, 2, 5})
    for (const Index count : {0, 1, 1023, 1024, 1025, 5000}) {
      CAPTURE(threads);
      CAPTURE(count);
      const Workers workers(threads);
      CHECK(workers.threads() == threads);
      std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
      workers.for_blocks(count, [&](Block block) {
        CHECK(block.begin == block.number * Workers::block_size);
        for (Index j = block.begin; j < block.end; ++j) ++visits[static_cast<std::size_t>(j)];
      });
      bool once = true;
      for (const auto& visit : visits) once = once && visit == 1;
      CHECK(once);
      std::atomic<Index> tasks = 0;
      workers.for_each(count, [&](Index i) { tasks += i + 1; });
      CHECK(tasks == count * (count + 1) / 2);
    }
}

TEST_CASE("an exception in a block reaches the caller") {
  for (const int threads : {1, 3}) {
    const Workers workers(threads);
    const auto fail = [](Block block) {
      if (block.number == 2) throw std::runtime_error("in a block");
    };
    CHECK_THROWS_AS(workers.for_blocks(5000, fail), std::runtime_error);
  }
}

}  // namespace rivalry
