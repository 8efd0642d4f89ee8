#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "rivalry/archive/archive.hpp"

namespace rivalry {

inline constexpr std::uint32_t checkpoint_format_version = 1;

/// Why a checkpoint cannot be written, or is not used, in the words that follow the name of the file.
class CheckpointFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The first bytes of a checkpoint. All numbers of the file are little-endian.
struct CheckpointHeader {
  static constexpr std::array<char, 16> mark{'r', 'i', 'v', 'a', 'l', 'r',  'y', ' ',
                                             's', 't', 'a', 't', 'e', '\r', '\n'};

  std::array<char, 16> magic = mark;
  std::uint32_t version = checkpoint_format_version;
  std::uint32_t size = 64;                  ///< of the header
  std::uint64_t length = 0;                 ///< bytes that follow
  std::array<std::uint64_t, 2> contents{};  ///< XXH3-128 of what follows
  std::array<std::uint64_t, 2> header{};    ///< XXH3-128 of the header up to here
};
static_assert(sizeof(CheckpointHeader) == 64);

namespace detail {
/// XXH3-128 of bytes given piece by piece.
class Checksum {
 public:
  Checksum();
  ~Checksum();
  void add(const void* data, std::size_t bytes);
  std::array<std::uint64_t, 2> value() const;

 private:
  void* state_;
};

/// An open file with a large buffer.
class File {
 public:
  File(const std::filesystem::path& path, const char* mode);
  explicit operator bool() const { return file_ != nullptr; }
  std::FILE* get() const { return file_.get(); }
  void close() { file_.reset(); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::vector<char> buffer_;  // outlives the file
  std::unique_ptr<std::FILE, Close> file_;
};
}  // namespace detail

/// Saves into a file that is a checkpoint once it is finished, and no earlier. What is not finished is removed.
class CheckpointSaver : public Archive {
 public:
  /// @throws CheckpointFailure  here and whenever something is saved
  explicit CheckpointSaver(std::filesystem::path path);
  ~CheckpointSaver() override;
  CheckpointSaver(const CheckpointSaver&) = delete;
  CheckpointSaver& operator=(const CheckpointSaver&) = delete;

  /// Puts length and checksum in front and gets all onto the disk.
  void finish();

 protected:
  void transfer(void* data, std::size_t bytes) override;
  std::uint64_t left() const override { return 0; }

 private:
  void write(const void* data, std::size_t bytes);

  std::filesystem::path path_;
  detail::File file_;
  detail::Checksum sum_;
  std::uint64_t length_ = 0;
};

/// Loads from a checkpoint, which has been read once and found whole.
class CheckpointLoader : public Archive {
 public:
  /// @throws CheckpointFailure  absent, unfinished, cut, damaged, of another kind or a newer format
  explicit CheckpointLoader(const std::filesystem::path& path);

 protected:
  void transfer(void* data, std::size_t bytes) override;
  std::uint64_t left() const override { return left_; }

 private:
  detail::File file_;
  std::uint64_t left_ = 0;
};

}  // namespace rivalry
