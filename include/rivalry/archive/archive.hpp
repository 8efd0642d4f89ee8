#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace rivalry {

/// What was saved does not fit what is asked for, field by field.
class ArchiveError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Archive;

template <class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;
template <class T>
concept NumberColumn = requires(T column, std::ptrdiff_t n) {  // of Eigen
  typename T::Scalar;
  column.resize(n);
  column.data();
};
template <class T>
concept Carrying = requires(T value, Archive& archive) { value.carry(archive); };

/// Saves named values or loads them again, so that a class states once what it keeps:
///
///     void Ledger::carry(Archive& archive) {
///       archive("cash", cash_);    // a number, text, a vector (of vectors, of classes with carry), an Eigen column
///       archive("ids", ids_);
///       archive("book", book_);    // a class that has carry itself
///     }
///
/// Names, types and order are checked when loading, sizes are bounded by what was saved.
/// @throws ArchiveError  naming the field
class Archive {
 public:
  virtual ~Archive() = default;
  bool loading() const { return loading_; }

  template <Number T>
  void operator()(std::string_view name, T& value) {
    fixed(name, &value, 1);
  }
  void operator()(std::string_view name, std::string& text);
  void operator()(std::string_view name, std::vector<bool>& values) = delete;  // has no data()
  template <class T>
  void operator()(std::string_view name, std::vector<T>& values) {
    if constexpr (Number<T>) {
      values.resize(open<T>(name, values.size()));
      part(values.data(), values.size());
    } else {
      enter(name);
      values.resize(open_list("size", values.size()));
      for (T& value : values) (*this)("item", value);
      leave();
    }
  }
  template <NumberColumn Column>
  void operator()(std::string_view name, Column& column) {
    using T = typename Column::Scalar;
    const auto count = open<T>(name, static_cast<std::size_t>(column.size()));
    column.resize(static_cast<std::ptrdiff_t>(count));
    part(column.data(), count);
  }
  template <Carrying T>
  void operator()(std::string_view name, T& value) {
    enter(name);
    value.carry(*this);
    leave();
  }

  /// Numbers whose count both sides know: what is loaded must have as many.
  template <Number T>
  void fixed(std::string_view name, T* values, std::size_t count) {
    if (open<T>(name, count) != count) mismatch(name, "another number of values");
    part(values, count);
  }

  /// Numbers that do not lie together: `open` with their count, then `part` by part until all are carried.
  /// @param count  values to save
  /// @return       values that were saved
  template <Number T>
  std::size_t open(std::string_view name, std::size_t count) {
    return open_field(name, kind_of<T>(), sizeof(T), count);
  }
  template <Number T>
  void part(T* values, std::size_t count) {
    transfer(values, count * sizeof(T));
  }

  /// A count of things that take so many bytes each at least: what is loaded is no larger than what is left allows.
  template <Number T>
  void count(std::string_view name, T& value, std::size_t bytes) {
    (*this)(name, value);
    if (loading_ && (value < T{0} || static_cast<std::uint64_t>(value) > left() / bytes))
      mismatch(name, "more than there are bytes for");
  }

  /// A number that must be the same when loading, such as a version or a size that follows from the scenario.
  template <Number T>
  void expect(std::string_view name, T value) {
    T saved = value;
    (*this)(name, saved);
    if (saved != value) mismatch(name, "another value");
  }

  /// @throws ArchiveError  about a field of this section
  [[noreturn]] void mismatch(std::string_view name, const std::string& problem) const;

  /// Fields until `leave` belong to a section.
  void enter(std::string_view name);
  void leave();

 protected:
  explicit Archive(bool loading) : loading_(loading) {}
  /// Writes the bytes, or fills them with what was written.
  virtual void transfer(void* data, std::size_t bytes) = 0;
  /// Bytes that are left to load.
  virtual std::uint64_t left() const = 0;

 private:
  template <class T>
  static constexpr char kind_of() {
    if constexpr (std::is_enum_v<T>)
      return kind_of<std::underlying_type_t<T>>();
    else
      return std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
  }
  std::size_t open_field(std::string_view name, char kind, std::size_t size, std::size_t count);
  std::size_t open_list(std::string_view name, std::size_t count);
  void header(std::string_view name, char kind);

  std::vector<std::string> sections_;
  const bool loading_;
};

/// Saves to memory.
class MemorySaver : public Archive {
 public:
  MemorySaver() : Archive(false) {}
  const std::vector<std::byte>& bytes() const { return bytes_; }

 protected:
  void transfer(void* data, std::size_t bytes) override;
  std::uint64_t left() const override { return 0; }

 private:
  std::vector<std::byte> bytes_;
};

/// Loads from memory, which must outlive it.
class MemoryLoader : public Archive {
 public:
  explicit MemoryLoader(std::span<const std::byte> bytes) : Archive(true), bytes_(bytes) {}
  bool finished() const { return bytes_.empty(); }

 protected:
  void transfer(void* data, std::size_t bytes) override;
  std::uint64_t left() const override { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace rivalry
