#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "rivalry/sweep/folder.hpp"
#include "rivalry/sweep/rows.hpp"
#include "rivalry/sweep/worker.hpp"

namespace rivalry::test {

/// A folder that is gone with the test.
class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(std::filesystem::temp_directory_path() / fmt::format("rivalry-sweep-{}-{}", ::getpid(), ++count)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  static inline std::atomic<int> count = 0;
  std::filesystem::path path_;
};

/// A row whose numbers say which run it is of.
inline Row row_of(std::int64_t number) {
  return {.number = number,
          .key = {1, static_cast<std::uint64_t>(number)},
          .outcomes = {number + 0.25, -1.5},
          .series = {1.0 * number, 2.0 * number, 3.0 * number}};
}

/// A market that a run of takes a fraction of a millisecond.
inline constexpr const char* tiny_market =
    "[scenario]\nname = \"tiny\"\nperiods = 12\n[market]\nfirms = 8\nsegments = 2\n";

inline SweepTexts sweep_texts(std::string sweep, std::string base = tiny_market) {
  return {.sweep = std::move(sweep),
          .sweep_name = "test.toml",
          .base = std::move(base),
          .base_name = "tiny.toml",
          .folder = {}};
}

inline rivalry::Sample no_sample(const Plan&) { return {.seconds = 0.001, .memory = 1e6, .periods = 12}; }

}  // namespace rivalry::test
