#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <hdf5.h>
#include <unistd.h>

#include "rivalry/io/result_writer.hpp"

// Result files in tests: a folder of their own, a run into a file, and plain reading.
namespace rivalry::test {

/// A folder that exists as long as this does.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "rivalry-test-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path / name; }
  /// Names in the folder, hidden ones included.
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path)) found.push_back(entry.path().filename());
    return found;
  }

  std::filesystem::path path;
};

inline constexpr Pace every_period{Pace::Duration(0), Pace::Duration(0), Pace::Duration(0), Pace::Duration(0)};
inline constexpr Pace at_the_end{Pace::Duration(1e9), Pace::Duration(1e9), Pace::Duration(1e9), Pace::Duration(0)};

/// Runs and records; `others` observe, too.
inline RunOutcome record(const Scenario& scenario, const std::filesystem::path& path, RunOptions options = {},
                         std::vector<Observer*> others = {}, const Pace& pace = at_the_end) {
  if (options.threads == 0) options.threads = 1;
  ResultWriter writer(path, {.replicate = options.replicate, .threads = options.threads}, /*overwrite=*/false, pace);
  others.insert(others.begin(), &writer);
  RunOutcome outcome = run(scenario, options, others);
  writer.finish(outcome.complete);
  return outcome;
}

/// Whether any program may open the file, not only those that know how to read one that grows.
inline bool opens_anywhere(const std::filesystem::path& path) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file >= 0) H5Fclose(file);
  return file >= 0;
}

/// A data set as numbers, row by row.
struct Numbers {
  std::vector<hsize_t> shape;
  std::vector<double> values;

  double at(std::size_t row, std::size_t column) const { return values[row * shape[1] + column]; }
};

namespace detail {
template <class Value>
std::vector<Value> read(const std::filesystem::path& path, const std::string& name, hid_t type,
                        std::vector<hsize_t>& shape) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT),
              set = H5Dopen2(file, name.c_str(), H5P_DEFAULT), space = H5Dget_space(set);
  shape.resize(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, shape.data(), nullptr);
  std::vector<Value> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  const herr_t failed = H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  H5Sclose(space), H5Dclose(set), H5Fclose(file);
  if (failed < 0) throw std::runtime_error("cannot read " + name);
  return values;
}
}  // namespace detail

inline Numbers read_numbers(const std::filesystem::path& path, const std::string& name) {
  Numbers numbers;
  numbers.values = detail::read<double>(path, name, H5T_NATIVE_DOUBLE, numbers.shape);
  return numbers;
}

inline std::vector<std::int64_t> read_integers(const std::filesystem::path& path, const std::string& name) {
  std::vector<hsize_t> shape;
  return detail::read<std::int64_t>(path, name, H5T_NATIVE_INT64, shape);
}

}  // namespace rivalry::test
