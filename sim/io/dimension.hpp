#pragma once

#include <span>
#include <string>
#include <vector>

#include "place.hpp"
#include "schema.hpp"

namespace rivalry {

/// A dimension of a group: a dimension scale (HDF5's specification of dimension scales), whose length may grow.
class Dimension {
 public:
  /// A growing dimension without coordinates.
  Dimension(const Place& group, const std::string& name);
  /// A growing dimension with integer coordinates, which a DataSet writes.
  Dimension(const Place& group, const VariableSchema& schema, hsize_t chunk);
  /// A dimension with all its integer coordinates.
  Dimension(const Place& group, const VariableSchema& schema, std::span<const std::int64_t> values);
  /// A dimension with texts as coordinates.
  Dimension(const Place& group, const VariableSchema& schema, std::span<const std::string> values);

  const std::string& name() const { return name_; }
  hid_t scale() const { return scale_; }
  bool grows() const { return grows_; }
  bool has_coordinates() const { return has_coordinates_; }
  hsize_t length() const { return length_; }  ///< of a dimension that does not grow

  /// Lengthens, or shortens, a dimension without coordinates.
  void resize(hsize_t length) const;

 private:
  std::string name_;
  hdf5::Handle scale_;
  hsize_t length_ = 0;
  bool grows_ = true, has_coordinates_ = true;
};

using Dimensions = std::vector<const Dimension*>;

}  // namespace rivalry
