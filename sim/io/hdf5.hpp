#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <hdf5.h>

namespace rivalry::hdf5 {

/// Bytes in which results allocate their space. The system lets SIGKILL end a write between two of its pages of memory,
/// the smallest of which have as many; HDF5 changes pieces of its structure in place, so none of them may lie across a
/// border.
constexpr hsize_t page = 4096;

/// A call to HDF5 failed.
class Failure : public std::runtime_error {
 public:
  /// Takes the cause from HDF5's error stack.
  explicit Failure(const std::string& what);
  /// The system's words for the deepest error that has an errno ("No space left on device"), or HDF5's own, or none.
  const std::string& cause() const { return cause_; }
  /// Whether the system refused something (a full disk, a permission), not HDF5.
  bool is_of_system() const { return of_system_; }
  /// The cause, or else what failed.
  std::string reason() const { return cause_.empty() ? what() : cause_; }

 private:
  std::string cause_;
  bool of_system_ = false;
};

/// @return `result`
/// @throws Failure  if it is negative, which is how HDF5 reports failure
template <class Result>
Result check(Result result, const char* what) {
  if (result < 0) throw Failure(what);
  return result;
}

/// Keeps HDF5 from printing its error stack in this thread, for as long as it lives.
class Silence {
 public:
  Silence();
  ~Silence();
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  H5E_auto2_t report_ = nullptr;
  void* data_ = nullptr;
};

/// Owns an identifier of HDF5 and the function that closes it.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  /// @throws Failure  if `id` is negative
  Handle(hid_t id, Close closed_by, const char* what) : id_(check(id, what)), close_(closed_by) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_), std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }

  operator hid_t() const { return id_; }  // NOLINT: stands for the identifier in HDF5's calls
  explicit operator bool() const { return id_ >= 0; }
  /// Gives up the identifier without closing it.
  void release() { id_ = -1; }
  /// Closes now, so that a failure to write what is left is seen.
  void close(const char* what) {
    if (id_ >= 0) check(close_(std::exchange(id_, -1)), what);
  }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

/// Text of any length, UTF-8.
Handle text_type();
/// Text of that many bytes at most, UTF-8.
Handle fixed_text_type(std::size_t size);
/// Whether a file says that somebody writes it: so says one that grows, and one whose writer died.
bool is_left_open(const std::string& path);
/// Whether a file's structure is in a version of HDF5's format that has checksums for all of it.
bool structure_has_checksums(const std::string& path);
/// Opens to read only, also a file that is left open.
Handle open_file(const std::string& path);

void write_attribute(hid_t object, const char* name, const std::string& text);
/// Each in the room that the longest takes, so none may hold a zero byte.
void write_attribute(hid_t object, const char* name, std::span<const std::string> texts);
void write_attribute(hid_t object, const char* name, std::int64_t number);
void write_attribute(hid_t object, const char* name, std::uint64_t number);
void write_attribute(hid_t object, const char* name, std::span<const double> numbers);
/// @param type  type in the file, as in H5T_STD_I8LE
void write_attribute(hid_t object, const char* name, std::span<const std::int64_t> numbers, hid_t type);

}  // namespace rivalry::hdf5
