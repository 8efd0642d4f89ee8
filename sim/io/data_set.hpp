#pragma once

#include <span>
#include <vector>

#include "chunk_codec.hpp"
#include "dimension.hpp"

namespace rivalry {

/// A chunked data set over dimensions, written chunk by chunk. Only the thread that writes calls what is not const.
class DataSet {
 public:
  /// @param chunk  lengths of a chunk, one a dimension
  DataSet(const Place& group, const VariableSchema& schema, const Dimensions& dims, std::vector<hsize_t> chunk);
  /// The coordinates of a growing dimension, which outlives this.
  DataSet(const Dimension& dimension, Element element, hsize_t chunk, int level);

  hid_t id() const { return id_; }
  std::size_t chunk_cells() const;
  const std::vector<hsize_t>& chunk() const { return chunk_; }
  const std::vector<hsize_t>& lengths() const { return lengths_; }
  std::uint64_t fill() const { return fill_; }
  ChunkCodec codec() const { return codec_; }

  /// Drops the chunks behind these lengths. Where they end within a chunk, all of it stays; so whoever cuts goes on to
  /// write at least as far as before.
  /// @throws Failure  if the first dimension is not that long
  void cut(std::span<const hsize_t> lengths);
  /// Gives the data set at least these lengths, one a dimension.
  void grow(std::span<const hsize_t> lengths);
  /// Puts a chunk, which must lie within the lengths, in place of the one that may be there.
  /// @param number  of the chunk along each dimension
  void put(std::span<const hsize_t> number, const EncodedChunk& chunk);

 private:
  std::vector<hsize_t> chunk_, lengths_;
  ChunkCodec codec_;
  std::uint64_t fill_;
  hdf5::Handle owned_;  ///< nothing for coordinates, which their dimension owns
  hid_t id_;
};

/// Makes a chunked data set with the filters that all have: shuffle, deflate, Fletcher-32.
hdf5::Handle create_chunked(const Place& group, const VariableSchema& schema, const std::vector<hsize_t>& chunk,
                            const std::vector<hsize_t>& lengths, const std::vector<hsize_t>& limits);

}  // namespace rivalry
