#pragma once

#include <filesystem>
#include <string>

namespace rivalry {

/// The name under which a result will appear, and the hidden one under which it grows in the same folder.
class TargetFile {
 public:
  /// @throws OutputError  if nothing could be put there: no folder, not writable, something is there already
  TargetFile(std::filesystem::path path, bool overwrite);
  ~TargetFile();  ///< removes what was not published
  TargetFile(const TargetFile&) = delete;
  TargetFile& operator=(const TargetFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const std::filesystem::path& temporary() const { return temporary_; }

  /// Gets the closed file onto the disk and moves it to its final name at once.
  /// @throws OutputError
  void publish();

 private:
  std::filesystem::path path_, temporary_;
  bool overwrite_, published_ = false;
};

/// What a user can do about a failure to write, by the system's words for it.
const char* remedy_for(const std::string& reason);

}  // namespace rivalry
