#include "share_line.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "print.hpp"
#include "terminal.hpp"

namespace rivalry {

using namespace std::chrono_literals;

std::string bar_text(double share, int width, bool unicode) {
  const int full = static_cast<int>(share * width);
  std::string text;
  for (int i = 0; i < width; ++i) text += i < full ? (unicode ? "█" : "#") : (unicode ? "░" : ".");
  return text;
}

ShareLine::ShareLine(std::string what, const std::string& when)
    : what_(std::move(what)),
      shows_(when == "always" || when == "late" || (when == "auto" && is_terminal(stderr))),
      redraws_(is_terminal(stderr)),
      late_(when == "late") {}

ShareLine::~ShareLine() {
  if (drawn_ && redraws_) tell("\r\033[K");
}

void ShareLine::show(double share, const std::string& text) {
  if (!shows_) return;
  const auto now = Clock::now();
  if (late_ && !redraws_ && now - started_ < 10s) return;
  const int tenth = static_cast<int>(10 * share);
  const bool is_due = redraws_ ? now - last_ > 100ms : tenth != tenth_ || now - last_ > 30s;
  if (!is_due) return;
  last_ = now, tenth_ = tenth, drawn_ = true;
  std::string line = fmt::format("{} {:3.0f} %{}", what_, 100 * share, text);
  if (!redraws_) {
    tell("{}\n", line);
    return;
  }
  const int width = terminal_width(stderr), bar = std::clamp(width / 5, 8, 30);
  if (static_cast<int>(line.size()) + bar + 1 < width) line = bar_text(share, bar, shows_unicode()) + " " + line;
  tell("\r\033[K{}", line.substr(0, static_cast<std::size_t>(2 * width)));
  std::fflush(stderr);
}

}  // namespace rivalry
