#include "chunk_store.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "checked.hpp"

namespace rivalry {

namespace {

struct StoredChunk {
  std::vector<hsize_t> offset;
  EncodedChunk chunk;
};

std::vector<hsize_t> chunk_lengths(hid_t data_set, std::size_t rank) {
  const hdf5::Handle properties(H5Dget_create_plist(data_set), H5Pclose, "a data set cannot be read");
  std::vector<hsize_t> lengths(rank);
  hdf5::check(H5Pget_chunk(properties, static_cast<int>(rank), lengths.data()), "a data set has no chunks");
  return lengths;
}

bool is_stored(hid_t data_set, const std::vector<hsize_t>& offset, hsize_t& bytes) {
  return H5Dget_chunk_storage_size(data_set, offset.data(), &bytes) >= 0 && bytes > 0;
}

/// Steps to the next chunk that begins within the lengths. @return whether there is one
bool next(std::vector<hsize_t>& offset, const std::vector<hsize_t>& chunk, std::span<const hsize_t> lengths) {
  for (std::size_t i = offset.size(); i-- > 0;) {
    offset[i] += chunk[i];
    if (offset[i] < lengths[i]) return true;
    offset[i] = 0;
  }
  return false;
}

std::vector<StoredChunk> chunks_with_own_filters(hid_t data_set, std::span<const hsize_t> lengths) {
  const std::vector<hsize_t> chunk = chunk_lengths(data_set, lengths.size());
  std::vector<StoredChunk> found;
  std::vector<hsize_t> offset(lengths.size(), 0);
  for (const hsize_t length : lengths)
    if (length == 0) return found;
  do {
    bool straddles = false;
    for (std::size_t i = 0; i < offset.size(); ++i) straddles = straddles || offset[i] + chunk[i] > lengths[i];
    hsize_t bytes = 0;
    if (!straddles || !is_stored(data_set, offset, bytes)) continue;
    StoredChunk stored{offset, {}};
    stored.chunk.bytes.resize(bytes);
    hdf5::check(
        H5Dread_chunk(data_set, H5P_DEFAULT, offset.data(), &stored.chunk.filter_mask, stored.chunk.bytes.data()),
        "a chunk of data cannot be read");
    if (stored.chunk.filter_mask != 0) found.push_back(std::move(stored));
  } while (next(offset, chunk, lengths));
  return found;
}

}  // namespace

void write_chunk(hid_t data_set, std::span<const hsize_t> offset, const EncodedChunk& chunk) {
  const std::vector<hsize_t> at(offset.begin(), offset.end());
  hsize_t present = 0;
  const bool same_size = is_stored(data_set, at, present) && present == chunk.bytes.size();
  const EncodedChunk what = same_size ? ChunkCodec::resized(chunk) : chunk;
  hdf5::check(H5Dwrite_chunk(data_set, H5P_DEFAULT, what.filter_mask, at.data(), what.bytes.size(), what.bytes.data()),
              "a chunk of data cannot be written");
}

void shorten(hid_t data_set, std::span<const hsize_t> lengths) {
  const std::vector<StoredChunk> kept = chunks_with_own_filters(data_set, lengths);
  hdf5::check(H5Dset_extent(data_set, lengths.data()), "a data set cannot be cut");
  for (const StoredChunk& stored : kept) write_chunk(data_set, stored.offset, stored.chunk);
}

std::vector<hsize_t> drop_chunks_behind(hid_t data_set, std::span<const hsize_t> lengths) {
  const std::vector<hsize_t> chunk = chunk_lengths(data_set, lengths.size());
  std::vector<hsize_t> left = hdf5::shape(data_set);
  for (std::size_t i = 0; i < left.size(); ++i)
    left[i] = std::min(left[i], (lengths[i] + chunk[i] - 1) / chunk[i] * chunk[i]);
  hdf5::check(H5Dset_extent(data_set, left.data()), "a data set cannot be cut");
  return left;
}

}  // namespace rivalry
