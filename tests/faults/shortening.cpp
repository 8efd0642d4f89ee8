#include <cmath>
#include <cstring>
#include <vector>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../sim/io/chunk_store.hpp"
#include "../../sim/io/growing_file.hpp"
#include "../support/results.hpp"
#include "rivalry/random/streams.hpp"

namespace rivalry {
namespace {

constexpr hsize_t rows = 4, columns = 16, left = 13;

hid_t make_data_set(hid_t file) {
  const hsize_t lengths[] = {rows, columns}, limits[] = {H5S_UNLIMITED, H5S_UNLIMITED};
  const hid_t space = H5Screate_simple(2, lengths, limits), properties = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(properties, 2, lengths);
  H5Pset_shuffle(properties), H5Pset_deflate(properties, 1), H5Pset_fletcher32(properties);
  const double fill = std::nan("");
  H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &fill);
  const hid_t id = H5Dcreate2(file, "x", H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
  H5Pclose(properties), H5Sclose(space);
  return id;
}

/// A tile with many holes, as firms that have not entered leave them; nothing in the columns that will be cut off.
std::vector<double> tile(std::int64_t seed) {
  Stream stream = Streams(1, 0).at(Purpose::observation, seed, 0);
  const double density = 0.5 * stream.uniform();
  const bool round = stream.chance(0.5);
  std::vector<double> cells(rows * columns, std::nan(""));
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (i % columns < left && stream.chance(density))
      cells[i] = round ? std::floor(10 * stream.uniform()) : stream.uniform();
  return cells;
}

/// Writes a chunk, cuts the data set within it, and closes the file. @return bytes of the chunk afterwards
template <class Cut>
hsize_t write_and_cut(const std::string& path, const EncodedChunk& chunk, Cut cut) {
  hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), data_set = make_data_set(file);
  write_chunk(data_set, std::vector<hsize_t>{0, 0}, chunk);
  H5Dclose(data_set), H5Fclose(file);
  file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), data_set = H5Dopen2(file, "x", H5P_DEFAULT);
  cut(data_set, std::vector<hsize_t>{rows, left});
  H5Dclose(data_set), H5Fclose(file);
  file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), data_set = H5Dopen2(file, "x", H5P_DEFAULT);
  hsize_t size = 0;
  const hsize_t offset[] = {0, 0};
  H5Dget_chunk_storage_size(data_set, offset, &size);
  H5Dclose(data_set), H5Fclose(file);
  return size;
}

/// Puts a chunk into a file that grows, and goes on with that file in a process that cuts the data set and is killed.
template <class Cut>
void write_cut_and_die(const std::string& path, const EncodedChunk& chunk, Cut cut) {
  {
    const hdf5::Handle file = create_growing(path);
    const hid_t data_set = make_data_set(file);
    write_chunk(data_set, std::vector<hsize_t>{0, 0}, chunk);
    H5Dclose(data_set);
  }
  const pid_t child = ::fork();
  if (child == 0) {
    const hid_t uncached = H5Pcreate(H5P_DATASET_ACCESS);  // as recorders open it
    H5Pset_chunk_cache(uncached, 0, 0, H5D_CHUNK_CACHE_W0_DEFAULT);
    hdf5::Handle file = reopen_growing(path);
    cut(H5Dopen2(file, "x", uncached), std::vector<hsize_t>{rows, left});
    ::raise(SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  reopen_growing(path);  // takes the mark of the dead writer away
}

std::vector<double> read_back(const std::string& path) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), data_set = H5Dopen2(file, "x", H5P_DEFAULT);
  const hsize_t start[] = {0, 0}, lengths[] = {rows, left};
  const hid_t space = H5Dget_space(data_set), memory = H5Screate_simple(2, lengths, nullptr);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nullptr, lengths, nullptr);
  std::vector<double> cells(rows * left);
  REQUIRE(H5Dread(data_set, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, cells.data()) >= 0);
  H5Sclose(memory), H5Sclose(space);
  H5Dclose(data_set), H5Fclose(file);
  return cells;
}

/// Cuts data sets within a chunk that HDF5 would put into as many bytes as it has, and compares the numbers left.
template <class WriteAndCut>
void check_numbers_left(WriteAndCut act) {
  const test::Folder folder;
  const std::string path = folder / "x.h5";
  int same_size = 0;
  for (std::int64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    const std::vector<double> cells = tile(seed);
    std::vector<std::uint64_t> words(cells.size());
    std::memcpy(words.data(), cells.data(), 8 * cells.size());
    EncodedChunk chunk = ChunkCodec(Element::real, columns, 1).encode(words);
    REQUIRE(chunk.filter_mask != 0);
    // As many bytes as HDF5's own filters make of it when it cuts the data set.
    const hsize_t after_cut = write_and_cut(
        path, chunk, [](hid_t id, const std::vector<hsize_t>& lengths) { H5Dset_extent(id, lengths.data()); });
    while (chunk.bytes.size() < after_cut) chunk = ChunkCodec::resized(chunk);
    same_size += chunk.bytes.size() == after_cut;

    act(path, chunk);
    const std::vector<double> read = read_back(path);
    for (std::size_t row = 0; row < rows; ++row)
      CHECK(std::memcmp(&read[row * left], &cells[row * columns], 8 * left) == 0);
  }
  CHECK(same_size > 10);
}

}  // namespace

TEST_CASE("a data set keeps its numbers when it is cut within a chunk that HDF5 puts into as many bytes as it had") {
  check_numbers_left([](const std::string& path, const EncodedChunk& chunk) {
    write_and_cut(path, chunk, [](hid_t id, const std::vector<hsize_t>& lengths) { shorten(id, lengths); });
  });
}

TEST_CASE("a data set keeps its numbers when a process is killed that has dropped chunks behind a place within one") {
  check_numbers_left([](const std::string& path, const EncodedChunk& chunk) {
    write_cut_and_die(path, chunk,
                      [](hid_t id, const std::vector<hsize_t>& lengths) { drop_chunks_behind(id, lengths); });
  });
}

}  // namespace rivalry
