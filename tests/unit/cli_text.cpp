// What the command line shows: progress, sparklines, short numbers.
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "../../sim/cli/progress.hpp"
#include "../../sim/cli/terminal.hpp"

using namespace rivalry;

TEST_CASE("a line of progress fits any width and leaves out the last fields first") {
  ProgressState state{
      .period = 86, .periods = 200, .firms = 104, .innovations = 231, .hhi = 0.032, .price = 0.961, .seconds = 2};
  for (int width = 10; width < 150; ++width) {
    INFO(width);
    CHECK(static_cast<int>(progress_line(state, width, false).size()) < width);
  }
  const std::string wide = progress_line(state, 140, false);
  for (const char* words :
       {" 43 %", "period  86/200", "43/s", "2.7 s left", "firms 104", "HHI 0.032", "price 0.961", "innovations 231"})
    CHECK(wide.find(words) != std::string::npos);
  CHECK(wide.starts_with("############................ "));
  const std::string narrow = progress_line(state, 50, false);
  CHECK(narrow.find("43 %") != std::string::npos);
  CHECK(narrow.find("innovations") == std::string::npos);
  state.resumed_after = 80;  // 6 periods in 2 s
  CHECK(progress_line(state, 140, false).find("38 s left  3/s") != std::string::npos);
}

TEST_CASE("a sparkline spans from the lowest to the highest value") {
  CHECK(sparkline({0, 1, 2, 3, 4, 5, 6, 7}, 8, true) == "▁▂▃▄▅▆▇█");
  CHECK(sparkline({0, 7}, 8, false) == "_#");
  CHECK(sparkline({0, 0, 10, 10}, 2, true) == "▁█");
  CHECK(sparkline({1, std::nan(""), 2}, 3, true) == "▁ █");
  CHECK(sparkline({5, 5, 5}, 3, true) == "▅▅▅");
  CHECK(sparkline({}, 5, true) == "");
}

TEST_CASE("sizes, durations and numbers are short") {
  CHECK(bytes_text(12) == "12 bytes");
  CHECK(bytes_text(3.24e6) == "3.2 MB");
  CHECK(bytes_text(999.9e3) == "1.0 MB");
  CHECK(duration_text(2.04) == "2.0 s");
  CHECK(duration_text(59.7) == "1 min 0 s");
  CHECK(duration_text(3700) == "1 h 1 min");
  CHECK(number_text(0.9617384) == "0.9617");
  CHECK(number_text(1234) == "1234");
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "-");
}
