#include <doctest/doctest.h>

#include "rivalry/sweep/blocks.hpp"

using namespace rivalry;

TEST_CASE("blocks hold every run once, in order, and none crosses two phases") {
  for (const bool sequential : {false, true})
    for (const std::int64_t points : {1, 7, 12})
      for (const std::int64_t size : {1, 5, 64})
        for (const std::int64_t replicates : {1, 10, 23}) {
          Sweep sweep;
          sweep.replicates = replicates;
          if (sequential) sweep.sequential = Sequential{.outcome = "hhi", .batch = 4, .least = 6};
          const Blocks blocks(sweep, points, size);
          CAPTURE(points);
          CAPTURE(size);
          CAPTURE(replicates);
          std::int64_t next = 0;
          for (std::int64_t phase = 0; phase < blocks.phases(); ++phase) {
            CHECK(blocks.replicates_of_phase(phase).first * points == next);
            for (std::int64_t block = blocks.of_phase(phase).first; block < blocks.of_phase(phase).end; ++block) {
              const Range runs = blocks.runs(block);
              REQUIRE(runs.first == next);
              REQUIRE(runs.size() >= 1);
              REQUIRE(runs.size() <= size);
              for (std::int64_t number = runs.first; number < runs.end; ++number)
                REQUIRE(blocks.of_run(number) == block);
              next = runs.end;
            }
            CHECK(blocks.replicates_of_phase(phase).end * points == next);
          }
          CHECK(next == points * replicates);
        }
}
