#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

namespace rivalry {

/// The file of a result: made under a hidden name in the folder of its final one, and given that when there is
/// something in it.
class TargetFile {
 public:
  /// Symbolic links are followed, also to a file that is not there yet.
  /// @param overwrite  what is there may be replaced, unless a living process writes it
  /// @throws OutputError  if nothing could be put there: no folder, not writable, something is there already
  TargetFile(std::filesystem::path path, bool overwrite);
  /// A file that is gone on with.
  /// @throws OutputError  if it cannot be written
  explicit TargetFile(std::filesystem::path path);
  /// Where a process keeps a file until it gets its final name.
  static std::filesystem::path temporary(const std::filesystem::path& path, pid_t process);

  ~TargetFile();  ///< removes what was not published
  TargetFile(const TargetFile&) = delete;
  TargetFile& operator=(const TargetFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Where the file is now.
  const std::filesystem::path& place() const { return published_ ? path_ : temporary_; }
  bool published() const { return published_; }
  /// Of the open file, for as long as this lives.
  int descriptor() const { return descriptor_; }

  /// Moves the file to its final name at once.
  /// @throws OutputError
  void publish();
  /// Gets what was written so far onto the disk.
  /// @throws OutputError
  void reach_disk() const;
  /// Gets all and its name onto the disk.
  /// @throws OutputError  also if somebody removed or replaced the file
  void synchronise() const;
  /// Removes the file, if it is still the one under its name.
  void discard();

 private:
  bool in_place() const;

  std::filesystem::path path_, temporary_;
  bool overwrite_ = false, published_ = false;
  int descriptor_ = -1;
};

/// What a user can do about a failure to write, by the system's words for it.
const char* remedy_for(const std::string& reason);

/// Gives up on a file after a failed call of the system.
/// @param number  its errno
/// @throws OutputError
[[noreturn]] void refuse_output(const std::filesystem::path& path, const std::string& problem, int number);

/// Gets the names in a folder onto the disk, where the file system knows how and the folder may be read.
/// @throws OutputError
void synchronise_folder(const std::filesystem::path& folder);

}  // namespace rivalry
