#pragma once

#include <chrono>
#include <string>

namespace rivalry {

/// A line on stderr that tells how far something is, redrawn in place; silent where no terminal is looked at, unless it
/// is to be told always, or late: of what takes longer than ten seconds.
class ShareLine {
 public:
  /// @param when  auto, always, late or never
  ShareLine(std::string what, const std::string& when);
  ~ShareLine();  ///< wipes it
  ShareLine(const ShareLine&) = delete;
  ShareLine& operator=(const ShareLine&) = delete;

  void show(double share, const std::string& text = "");

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  bool shows_, redraws_, late_, drawn_ = false;
  Clock::time_point last_{}, started_ = Clock::now();
  int tenth_ = -1;
};

/// A bar of that many characters, so much of it full.
std::string bar_text(double share, int width, bool unicode);

}  // namespace rivalry
