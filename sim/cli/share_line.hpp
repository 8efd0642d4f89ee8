#pragma once

#include <chrono>
#include <string>

namespace rivalry {

/// A line on stderr that tells how far something is, redrawn in place; silent where no terminal is looked at.
class ShareLine {
 public:
  /// @param when  auto, always or never
  ShareLine(std::string what, const std::string& when);
  ~ShareLine();  ///< wipes it
  ShareLine(const ShareLine&) = delete;
  ShareLine& operator=(const ShareLine&) = delete;

  void show(double share, const std::string& text = "");

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  bool shows_, redraws_, drawn_ = false;
  Clock::time_point last_{};
  int tenth_ = -1;
};

/// A bar of that many characters, so much of it full.
std::string bar_text(double share, int width, bool unicode);

}  // namespace rivalry
