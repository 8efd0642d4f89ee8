#include "extent.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include <hdf5_hl.h>

namespace rivalry {

namespace {

using hdf5::Handle;

constexpr int bits_of_ordinal = 32;  // an id is the period of entry and a number among that period's entrants

bool has_group(hid_t file, const char* name) { return H5Lexists(file, name, H5P_DEFAULT) > 0; }

/// Number of values, from the first on, of which none is beyond the last period.
template <class PeriodOf>
hsize_t count_until(const std::vector<std::int64_t>& values, std::int64_t last, PeriodOf period_of) {
  const auto beyond = std::ranges::find_if(values, [&](std::int64_t value) { return period_of(value) > last; });
  return static_cast<hsize_t>(beyond - values.begin());
}

/// Periods 1, 2, … from the first on.
std::int64_t count_periods(const std::vector<std::int64_t>& periods) {
  std::int64_t count = 0;
  while (count < std::ssize(periods) && periods[static_cast<std::size_t>(count)] == count + 1) ++count;
  return count;
}

herr_t keep_name(hid_t, unsigned, hid_t scale, void* names) {
  std::string path(256, '\0');
  path.resize(static_cast<std::size_t>(std::max<ssize_t>(H5Iget_name(scale, path.data(), path.size()), 0)));
  static_cast<std::vector<std::string>*>(names)->push_back(path.substr(path.rfind('/') + 1));
  return 1;  // one scale a dimension
}

/// HDF5 reads zeros, which have the checksum 0, where a file that is left open ends too early.
void check_that_chunks_are_there(hid_t data_set, const std::string& path, const std::vector<hsize_t>& start,
                                 const std::vector<hsize_t>& shape) {
  for (const Chunk& chunk : chunks_within(data_set, start, shape))
    if (chunk.address + chunk.bytes > file_bytes(data_set))
      throw hdf5::Failure(path + " cannot be read: the file ends before it");
}

bool may_change(hid_t object) {
  const Handle file(H5Iget_file_id(object), H5Fclose, "out of identifiers");
  unsigned intent = 0;
  H5Fget_intent(file, &intent);
  return (intent & H5F_ACC_SWMR_READ) != 0;
}

}  // namespace

std::uint64_t file_bytes(hid_t object) {
  std::string name(4096, '\0');
  name.resize(static_cast<std::size_t>(std::max<ssize_t>(H5Fget_name(object, name.data(), name.size()), 0)));
  return std::filesystem::file_size(name);
}

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

Extent::Extent(hid_t file) : complete_(hdf5::read_integer(file, "complete") != 0) {
  if (!has_group(file, "market")) return;
  periods_ = count_periods(read_integers(file, "/market/period"));
  if (complete_) return;
  const auto itself = [](std::int64_t period) { return period; };
  const auto of_entry = [](std::int64_t id) { return id >> bits_of_ordinal; };
  lengths_[{"market", "period"}] = static_cast<hsize_t>(periods_);
  const auto add = [&](const char* group, const char* dimension, const char* data_set, auto period_of) {
    if (has_group(file, group))
      lengths_[{group, dimension}] =
          count_until(read_integers(file, std::string(group) + "/" + data_set), periods_, period_of);
  };
  add("segments", "period", "period", itself);
  add("firms", "period", "period", itself);
  add("firms", "firm", "firm", of_entry);
  add("events", "event", "period", itself);
}

std::vector<hsize_t> Extent::shape(const std::string& group, const std::string& name,
                                   const std::vector<std::string>& dims, const std::vector<hsize_t>& present) const {
  std::vector<hsize_t> shape(present);
  for (std::size_t i = 0; i < std::min(shape.size(), dims.size()); ++i) {
    const auto found = lengths_.find({group, dims[i]});
    if (found == lengths_.end()) continue;
    if (present[i] < found->second)
      throw hdf5::Failure("/" + group + "/" + name + " is shorter than the run's " + dims[i] + "s");
    shape[i] = found->second;
  }
  return shape;
}

std::vector<std::string> dimension_names(hid_t data_set, const std::string& name) {
  if (H5DSis_scale(data_set) > 0) return {name};
  std::vector<std::string> names;
  for (unsigned i = 0; i < hdf5::shape(data_set).size(); ++i)
    hdf5::check(H5DSiterate_scales(data_set, i, nullptr, keep_name, &names), "a dimension has no name");
  return names;
}

void read_cells(hid_t data_set, const std::string& path, hid_t type, const std::vector<hsize_t>& start,
                const std::vector<hsize_t>& shape, void* cells) {
  if (may_change(data_set)) check_that_chunks_are_there(data_set, path, start, shape);
  const int rank = static_cast<int>(shape.size());
  const Handle all(H5Dget_space(data_set), H5Sclose, "a data set cannot be read");
  const Handle memory(H5Screate_simple(rank, shape.data(), nullptr), H5Sclose,
                      "out of identifiers");  // of the file's rank: others are read point by point
  hdf5::check(H5Sselect_hyperslab(all, H5S_SELECT_SET, start.data(), nullptr, shape.data(), nullptr), "no selection");
  if (H5Dread(data_set, type, memory, all, H5P_DEFAULT, cells) < 0) throw hdf5::Failure(path + " cannot be read");
}

std::vector<std::int64_t> read_integers(hid_t file, const std::string& path) {
  const Handle data_set(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, (path + " cannot be opened").c_str());
  const std::vector<hsize_t> shape = hdf5::shape(data_set);
  std::vector<std::int64_t> values(std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>()));
  if (!values.empty())
    read_cells(data_set, path, H5T_NATIVE_INT64, std::vector<hsize_t>(shape.size(), 0), shape, values.data());
  return values;
}

}  // namespace rivalry
