#include "rivalry/io/digest.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "chunk_codec.hpp"
#include "extent.hpp"
#include "result_file.hpp"
#include "sha256.hpp"

namespace rivalry {

namespace {

using hdf5::Handle;

constexpr hsize_t cells_at_once = hsize_t{1} << 20;

void add_number(Sha256& hash, std::uint64_t number) {
  std::array<unsigned char, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(number >> 8 * i);
  hash.add(bytes);
}

void add_text(Sha256& hash, const std::string& text) {
  add_number(hash, text.size());
  hash.add(text);
}

/// Numbers one after the other; a run of k fill values (NaN, or -1) is written as one of them and k, so that the large
/// empty parts of a panel cost nothing.
class NumberHash {
 public:
  NumberHash(Sha256& hash, bool real) : hash_(hash), real_(real) {}

  void add(std::span<const std::uint64_t> cells) {
    for (const std::uint64_t cell : cells) {
      const bool fill = real_ ? std::isnan(std::bit_cast<double>(cell)) : cell == ~std::uint64_t{0};
      if (fill) {
        ++run_;
        continue;
      }
      end_run();
      put(cell);
    }
  }
  void finish() {
    end_run();
    flush();
  }

 private:
  void end_run() {
    if (run_ == 0) return;
    put(fill_of(real_ ? Element::real : Element::int64));
    put(run_);
    run_ = 0;
  }
  void put(std::uint64_t number) {
    for (std::size_t i = 0; i < 8; ++i) bytes_.push_back(static_cast<unsigned char>(number >> 8 * i));
    if (bytes_.size() >= 4096) flush();
  }
  void flush() {
    hash_.add(bytes_);
    bytes_.clear();
  }

  Sha256& hash_;
  bool real_;
  std::uint64_t run_ = 0;
  std::vector<unsigned char> bytes_;
};

/// A firm that left behind the last period that counts is alive.
void revive(std::span<std::uint64_t> exit_periods, std::int64_t periods) {
  for (std::uint64_t& period : exit_periods)
    if (static_cast<std::int64_t>(period) > periods) period = fill_of(Element::int64);
}

/// Values in rows of the first dimension, as many at once as memory should hold.
void add_numbers(Sha256& hash, hid_t data_set, const std::string& path, const std::vector<hsize_t>& shape, bool real,
                 const Extent& extent) {
  hsize_t row = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) row *= shape[i];
  if (row == 0 || shape[0] == 0) return;
  const hsize_t rows_at_once = std::clamp<hsize_t>(cells_at_once / row, 1, shape[0]);
  std::vector<std::uint64_t> cells(rows_at_once * row);
  NumberHash numbers(hash, real);
  for (hsize_t first = 0; first < shape[0]; first += rows_at_once) {
    std::vector<hsize_t> start(shape.size(), 0), count(shape);
    start[0] = first;
    count[0] = std::min(rows_at_once, shape[0] - first);
    read_cells(data_set, path, real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64, start, count, cells.data());
    const auto part = std::span(cells).first(count[0] * row);
    if (path == "/firms/exit_period") revive(part, extent.periods());
    numbers.add(part);
  }
  numbers.finish();
}

void add_data_set(Sha256& hash, hid_t group, const std::string& group_name, const std::string& name,
                  const Extent& extent) {
  const std::string path = "/" + group_name + "/" + name;
  const Handle data_set = hdf5::open_data_set(group, group_name, name);
  const Handle type(H5Dget_type(data_set), H5Tclose, "a data set cannot be read");
  const H5T_class_t kind = H5Tget_class(type);
  const std::vector<hsize_t> shape =
      extent.shape(group_name, name, dimension_names(data_set, name), hdf5::shape(data_set));
  add_text(hash, name);
  add_text(hash, kind == H5T_FLOAT ? "real" : kind == H5T_INTEGER ? "integer" : "text");
  add_number(hash, shape.size());
  for (const hsize_t size : shape) add_number(hash, size);
  if (kind == H5T_STRING)
    for (const std::string& text : hdf5::read_texts(data_set)) add_text(hash, text);
  else
    add_numbers(hash, data_set, path, shape, kind == H5T_FLOAT, extent);
}

std::string digest_group(hid_t file, const std::string& name, const Extent& extent) {
  const Handle group = hdf5::open_group(file, name);
  std::vector<std::string> names = hdf5::members(group, H5O_TYPE_DATASET);
  std::ranges::sort(names);
  Sha256 hash;
  for (const std::string& member : names) add_data_set(hash, group, name, member, extent);
  return hash.hex();
}

}  // namespace

ResultDigest digest_result(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const Handle file = open_result(path, Contents::either);
  try {
    const Extent extent(file);
    ResultDigest digest;
    std::vector<std::string> names = hdf5::members(file, H5O_TYPE_GROUP);
    std::ranges::sort(names);
    Sha256 total;
    for (const std::string& name : names) {
      digest.groups.push_back({"/" + name, digest_group(file, name, extent)});
      add_text(total, digest.groups.back().name);
      add_text(total, digest.groups.back().digest);
    }
    digest.total = total.hex();
    return digest;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

}  // namespace rivalry
