#include <atomic>
#include <chrono>
#include <stdexcept>

#include <doctest/doctest.h>

#include "../../sim/io/pipeline.hpp"

namespace rivalry {

TEST_CASE("jobs are written in the order in which they were handed in, whoever encodes them first") {
  std::vector<int> written, expected;
  Pipeline pipeline(1000, 4);
  for (int i = 0; i < 100; ++i) {
    expected.push_back(i);
    if (i % 7 == 0)
      pipeline.submit([&, i] { written.push_back(i); });
    else
      pipeline.submit(10, [&, i]() -> Pipeline::Write {
        std::this_thread::sleep_for(std::chrono::microseconds(i % 3 == 0 ? 500 : 1));
        return [&, i] { written.push_back(i); };
      });
  }
  pipeline.drain();
  CHECK(written == expected);
}

TEST_CASE("no more data are on their way than the memory that a pipeline was given") {
  std::atomic<int> present = 0, most = 0;
  Pipeline pipeline(100, 3);
  for (int i = 0; i < 50; ++i)
    pipeline.submit(30, [&]() -> Pipeline::Write {
      most = std::max(most.load(), ++present);
      std::this_thread::sleep_for(std::chrono::microseconds(200));
      return [&] { --present; };
    });
  pipeline.drain();
  CHECK(most <= 3);
}

TEST_CASE("a failure is thrown to who hands in or waits, and ends all jobs") {
  for (const bool encoding : {true, false}) {
    CAPTURE(encoding);
    std::atomic<int> later = 0;
    Pipeline pipeline(1000, 2);
    const auto fail = [] { throw std::runtime_error("full"); };
    pipeline.submit(1, [&]() -> Pipeline::Write {
      if (encoding) fail();
      return fail;
    });
    CHECK_THROWS_WITH(pipeline.drain(), "full");
    CHECK_THROWS_WITH(pipeline.submit([&] { ++later; }), "full");
    CHECK(later == 0);
  }
}

}  // namespace rivalry
