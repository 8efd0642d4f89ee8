#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "chunk_codec.hpp"
#include "hdf5.hpp"
#include "schema.hpp"

namespace rivalry {

/// A dimension of a group: a dimension scale (HDF5's specification of dimension scales), whose length may grow.
class Dimension {
 public:
  /// A dimension without coordinates, of length 0.
  Dimension(hid_t group, const std::string& name);
  /// A dimension with integer coordinates. Fixed: has all its values; else grows with `append`.
  Dimension(hid_t group, const VariableSchema& schema, std::span<const std::int64_t> values, bool fixed);
  /// A dimension with texts as coordinates.
  Dimension(hid_t group, const VariableSchema& schema, std::span<const std::string> values);

  void append(std::span<const std::int64_t> values);
  void lengthen(hsize_t length);  ///< of a dimension without coordinates

  const std::string& name() const { return name_; }
  hid_t scale() const { return scale_; }
  hsize_t length() const { return length_; }
  bool fixed() const { return fixed_; }
  bool has_coordinates() const { return has_coordinates_; }

 private:
  std::string name_;
  hdf5::Handle scale_;
  hsize_t length_ = 0;
  bool fixed_ = false, has_coordinates_ = true;
};

using Dimensions = std::vector<const Dimension*>;

/// A chunked data set over dimensions, written chunk by chunk.
class DataSet {
 public:
  /// @param chunk  lengths of a chunk, one a dimension
  /// @param level  of deflate, 0 to 9
  DataSet(hid_t group, const VariableSchema& schema, Dimensions dims, std::vector<hsize_t> chunk, int level);

  /// Number of cells of a chunk.
  std::size_t chunk_cells() const;
  const std::vector<hsize_t>& chunk() const { return chunk_; }

  /// Writes one chunk; the dimensions have their new length already.
  /// @param number  of the chunk along each dimension
  /// @param cells   of the whole chunk, also beyond the ends of the dimensions
  void write(std::span<const hsize_t> number, std::span<const std::uint64_t> cells);
  /// Writes all of a data set of one dimension; what is not divisible by the chunk is filled up.
  void write_all(std::span<const std::uint64_t> cells);

  /// Grows to the present length of the dimensions.
  void fit();

  hid_t id() const { return id_; }

 private:
  Dimensions dims_;
  std::vector<hsize_t> chunk_, lengths_;
  ChunkCodec codec_;
  std::uint64_t fill_;
  hdf5::Handle id_;
};

}  // namespace rivalry
