#include "extent.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include <fmt/format.h>

#include "checked.hpp"

namespace rivalry {

namespace {

using hdf5::Failure;
using hdf5::Handle;

constexpr int bits_of_ordinal = 32;  // an id is the period of entry and a number among that period's entrants
constexpr hsize_t cells_at_once = hsize_t{1} << 16;

const Inventory::Variable& find(const Inventory& inventory, const std::string& group, const std::string& name) {
  if (const Inventory::Variable* variable = inventory.find(group, name)) return *variable;
  throw Failure("/" + group + "/" + name + " is not in its list of contents");
}

/// Number of values before the first that is not as it should be, of which no more are read than needed.
template <class IsAsItShould>
hsize_t count_until(hid_t file, const Inventory::Variable& variable, IsAsItShould is_as_it_should) {
  const Handle data_set = open_variable(file, variable);
  const hsize_t length = hdf5::shape(data_set)[0];
  std::vector<std::uint64_t> cells;
  for (hsize_t start = 0; start < length; start += cells.size()) {
    cells.resize(std::min(cells_at_once, length - start));
    read_cells(data_set, variable.path(), {start}, {cells.size()}, cells);
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!is_as_it_should(start + i, static_cast<std::int64_t>(cells[i]))) return start + i;
  }
  return length;
}

/// Periods 1, 2, … from the first on, of which there are at most as many as the run was to have.
std::int64_t count_periods(hid_t file, const Inventory::Variable& variable) {
  const hsize_t present = hdf5::shape(open_variable(file, variable))[0];
  const std::uint64_t planned = hdf5::has_attribute(file, "periods") ? hdf5::read_integer(file, "periods") : present;
  if (present > planned)
    throw Failure(fmt::format("{} has {} values where the run was to have {} periods (attribute `periods`)",
                              variable.path(), present, planned));
  return static_cast<std::int64_t>(count_until(
      file, variable, [](hsize_t i, std::int64_t period) { return period == static_cast<std::int64_t>(i) + 1; }));
}

/// Coordinates tell how long a dimension is; for events, which have none, their first variable does.
bool tells_length(const Inventory::Variable& variable) {
  return variable.type != "dimension" && (variable.is_dimension() || variable.group == "events");
}

/// HDF5 reads zeros, which have the checksum 0, where a file that is left open ends too early.
void check_that_chunks_are_there(hid_t data_set, const std::string& path, const std::vector<hsize_t>& start,
                                 const std::vector<hsize_t>& shape) {
  for (const Chunk& chunk : chunks_within(data_set, start, shape))
    if (chunk.address + chunk.bytes > hdf5::file_bytes(data_set))
      throw Failure(path + " cannot be read: the file ends before it");
}

bool may_change(hid_t object) {
  const Handle file(H5Iget_file_id(object), H5Fclose, "out of identifiers");
  unsigned intent = 0;
  H5Fget_intent(file, &intent);
  return (intent & H5F_ACC_SWMR_READ) != 0;
}

void read(hid_t data_set, const std::string& path, hid_t type, const std::vector<hsize_t>& start,
          const std::vector<hsize_t>& shape, void* cells, std::size_t room) {
  const std::vector<hsize_t> present = hdf5::shape(data_set);
  hsize_t count = 1;
  bool lies_within = present.size() == shape.size() && start.size() == shape.size();
  for (std::size_t i = 0; lies_within && i < shape.size(); ++i) {
    lies_within =
        start[i] <= present[i] && shape[i] <= present[i] - start[i] && (shape[i] == 0 || count <= room / shape[i]);
    count *= shape[i];
  }
  if (!lies_within || count != room) throw Failure(path + " is of another shape than it should be");
  if (count == 0) return;
  if (may_change(data_set)) check_that_chunks_are_there(data_set, path, start, shape);
  const Handle all(H5Dget_space(data_set), H5Sclose, "a data set cannot be read");
  const Handle memory(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose,
                      "out of identifiers");  // of the file's rank: others are read point by point
  hdf5::check(H5Sselect_hyperslab(all, H5S_SELECT_SET, start.data(), nullptr, shape.data(), nullptr), "no selection");
  if (H5Dread(data_set, type, memory, all, H5P_DEFAULT, cells) < 0) throw Failure(path + " cannot be read");
}

}  // namespace

std::vector<Chunk> chunks_within(hid_t data_set, const std::vector<hsize_t>& start, const std::vector<hsize_t>& shape) {
  const Handle properties(H5Dget_create_plist(data_set), H5Pclose, "out of identifiers");
  std::vector<Chunk> chunks;
  if (H5Pget_layout(properties) != H5D_CHUNKED || std::ranges::find(shape, hsize_t{0}) != shape.end()) return chunks;
  const std::size_t rank = shape.size();
  std::vector<hsize_t> lengths(rank), first(rank), at;
  H5Pget_chunk(properties, static_cast<int>(rank), lengths.data());
  for (std::size_t i = 0; i < rank; ++i) first[i] = start[i] / lengths[i] * lengths[i];
  at = first;
  while (true) {
    Chunk chunk{at, lengths};
    haddr_t address = HADDR_UNDEF;
    hdf5::check(H5Dget_chunk_info_by_coord(data_set, at.data(), nullptr, &address, &chunk.bytes),
                "a data set's chunks cannot be found");
    chunk.address = address;
    if (address != HADDR_UNDEF) chunks.push_back(chunk);
    std::size_t i = rank;  // the next chunk, the last dimension fastest
    while (i > 0 && (at[i - 1] += lengths[i - 1]) >= start[i - 1] + shape[i - 1]) at[i - 1] = first[i - 1], --i;
    if (i == 0) return chunks;
  }
}

Extent::Extent(hid_t file, const Inventory& inventory) : complete_(hdf5::read_integer(file, "complete") != 0) {
  for (const Inventory::Variable& variable : inventory.variables())
    if (tells_length(variable))
      lengths_.try_emplace({variable.group, variable.dims[0]}, hdf5::shape(open_variable(file, variable))[0]);
  if (inventory.of("market").empty()) return;
  periods_ = count_periods(file, find(inventory, "market", "period"));
  if (complete_) return;
  lengths_[{"market", "period"}] = static_cast<hsize_t>(periods_);
  const auto add = [&](const char* group, const char* dimension, const char* variable, int shift) {
    if (inventory.of(group).empty()) return;
    lengths_[{group, dimension}] = count_until(file, find(inventory, group, variable),
                                               [&](hsize_t, std::int64_t value) { return value >> shift <= periods_; });
  };
  add("segments", "period", "period", 0);
  add("firms", "period", "period", 0);
  add("firms", "firm", "firm", bits_of_ordinal);
  add("events", "event", "period", 0);
}

std::vector<hsize_t> Extent::shape(const Inventory::Variable& variable, hid_t data_set) const {
  std::vector<hsize_t> shape = hdf5::shape(data_set);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto found = lengths_.find({variable.group, variable.dims.at(i)});
    if (found == lengths_.end())
      throw Failure(fmt::format("/{}/{}, a dimension of {}, is not in its list of contents", variable.group,
                                variable.dims[i], variable.path()));
    if (variable.type == "dimension")
      shape[i] = std::min(shape[i], found->second);  // netCDF leaves it at length 0
    else if (shape[i] < found->second || (complete_ && shape[i] > found->second))
      throw Failure(fmt::format("{} has length {} where its dimension {} has {}", variable.path(), shape[i],
                                variable.dims[i], found->second));
    else
      shape[i] = found->second;
  }
  return shape;
}

void read_cells(hid_t data_set, const std::string& path, const std::vector<hsize_t>& start,
                const std::vector<hsize_t>& shape, std::span<double> cells) {
  read(data_set, path, H5T_NATIVE_DOUBLE, start, shape, cells.data(), cells.size());
}

void read_cells(hid_t data_set, const std::string& path, const std::vector<hsize_t>& start,
                const std::vector<hsize_t>& shape, std::span<std::uint64_t> cells) {
  const Handle type(H5Dget_type(data_set), H5Tclose, "a data set cannot be read");
  const hid_t in_memory = H5Tget_class(type) == H5T_FLOAT ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64;
  read(data_set, path, in_memory, start, shape, cells.data(), cells.size());
}

std::vector<std::int64_t> read_integers(hid_t file, const Inventory::Variable& variable) {
  const Handle data_set = open_variable(file, variable);
  std::vector<std::uint64_t> cells(hdf5::shape(data_set)[0]);
  read_cells(data_set, variable.path(), {0}, {cells.size()}, cells);
  std::vector<std::int64_t> values(cells.size());
  std::ranges::transform(cells, values.begin(), [](std::uint64_t cell) { return std::bit_cast<std::int64_t>(cell); });
  return values;
}

}  // namespace rivalry
