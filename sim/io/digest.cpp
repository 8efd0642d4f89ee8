#include "rivalry/io/digest.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "checked.hpp"
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

bool is_real(const Inventory::Variable& variable) { return !variable.type.starts_with("int"); }

/// A firm that left behind the last period that counts is alive.
void revive(std::span<std::uint64_t> exit_periods, std::int64_t periods) {
  for (std::uint64_t& period : exit_periods)
    if (static_cast<std::int64_t>(period) > periods) period = fill_of(Element::int64);
}

/// Values in rows of the first dimension, as many at once as memory should hold.
void add_numbers(Sha256& hash, hid_t data_set, const Inventory::Variable& variable, const std::vector<hsize_t>& shape,
                 const Extent& extent) {
  hsize_t row = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) row *= shape[i];
  if (row == 0 || shape[0] == 0) return;
  const hsize_t rows_at_once = std::clamp<hsize_t>(cells_at_once / row, 1, shape[0]);
  std::vector<std::uint64_t> cells(rows_at_once * row);
  NumberHash numbers(hash, is_real(variable));
  for (hsize_t first = 0; first < shape[0]; first += rows_at_once) {
    std::vector<hsize_t> start(shape.size(), 0), count(shape);
    start[0] = first;
    count[0] = std::min(rows_at_once, shape[0] - first);
    const auto part = std::span(cells).first(count[0] * row);
    read_cells(data_set, variable.path(), start, count, part);
    if (variable.path() == "/firms/exit_period") revive(part, extent.periods());
    numbers.add(part);
  }
  numbers.finish();
}

void add_texts(Sha256& hash, hid_t data_set, const Inventory::Variable& variable) {
  const std::vector<std::string> texts = hdf5::read_texts(data_set, variable.path());
  if (checksum_of(texts) != variable.checksum)
    throw hdf5::Failure(variable.path() + " holds other texts than were written");
  for (const std::string& text : texts) add_text(hash, text);
}

void add_data_set(Sha256& hash, hid_t file, const Inventory::Variable& variable, const Extent& extent) {
  const Handle data_set = open_variable(file, variable);
  const bool is_text = variable.type == "text";
  if (!is_text && !hdf5::has_checksums(data_set) && variable.type != "dimension")
    throw hdf5::Failure(variable.path() + " has no checksums, which results have for all numbers");
  const std::vector<hsize_t> shape = extent.shape(variable, data_set);
  add_text(hash, variable.name);
  add_text(hash, is_text ? "text" : is_real(variable) ? "real" : "integer");
  add_number(hash, shape.size());
  for (const hsize_t size : shape) add_number(hash, size);
  if (is_text)
    add_texts(hash, data_set, variable);
  else
    add_numbers(hash, data_set, variable, shape, extent);
}

std::string digest_group(hid_t file, std::vector<Inventory::Variable> variables, const Extent& extent) {
  std::ranges::sort(variables, {}, &Inventory::Variable::name);
  Sha256 hash;
  for (const Inventory::Variable& variable : variables) add_data_set(hash, file, variable, extent);
  return hash.hex();
}

[[noreturn]] void refuse_rewritten(const std::filesystem::path& path, const std::string& writer) {
  throw ResultError(path, "was written anew by " + writer + ", without the checksums that a digest relies on", "",
                    "take the digest of the file that rivalry wrote; `rivalry info` reads this one");
}

}  // namespace

ResultDigest digest_result(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const auto [file, inventory] = open_result(path, Contents::either);
  try {
    if (const std::string writer = other_writer(path, file); !writer.empty()) refuse_rewritten(path, writer);
    const Extent extent(file, inventory);
    ResultDigest digest;
    digest.additions = additions(file, inventory);
    std::vector<std::string> names = inventory.groups();
    std::ranges::sort(names);
    Sha256 total;
    for (const std::string& name : names) {
      digest.groups.push_back({"/" + name, digest_group(file, inventory.of(name), extent)});
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
