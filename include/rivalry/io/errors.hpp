#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace rivalry {

/// What went wrong with a file: `path: problem: reason; remedy`.
class FileError : public std::runtime_error {
 public:
  /// @param problem  what failed, as in "cannot be written"
  /// @param reason   the system's words, as in "No space left on device"; may be empty
  /// @param remedy   what the user can do, as in "free some space and repeat the run"
  FileError(const std::filesystem::path& path, const std::string& problem, const std::string& reason,
            const std::string& remedy);

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A result cannot be written: no such folder, no permission, no space, the file exists.
class OutputError : public FileError {
 public:
  using FileError::FileError;
};

/// A file given to read is absent, damaged, of another kind, or of a newer version.
class ResultError : public FileError {
 public:
  using FileError::FileError;
};

/// A result whose bytes are not those that were written: it was changed or cut short.
class DamagedResult : public ResultError {
 public:
  using ResultError::ResultError;
};

}  // namespace rivalry
