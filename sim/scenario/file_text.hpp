#pragma once

#include <filesystem>
#include <string>

namespace rivalry {

/// A kind of text file, for messages.
struct FileKind {
  const char* give;   ///< what to give in place of nothing
  const char* other;  ///< what to give in place of something else
  std::size_t largest = std::size_t{16} << 20;
};

inline constexpr FileKind sweep_file{"give a sweep file; `rivalry sweep list` names those that come with the program",
                                     "give a sweep file, which is TOML text (docs/sweep-files.md)"};
inline constexpr FileKind scenario_file{"give a scenario file; `rivalry list` names those that come with the program",
                                        "give a scenario file, which is TOML text (rivalry new FILE writes one)"};

/// The text of a file, or all that a stream (a pipe, `<(command)` of a shell) gives, which may be asked for again.
/// @throws ScenarioError  if there is no such file, it cannot be read, holds no text or is too large
std::string read_text(const std::filesystem::path& path, const FileKind& kind = scenario_file);

}  // namespace rivalry
