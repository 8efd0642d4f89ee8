#include "dimension.hpp"

#include <algorithm>

#include <hdf5_hl.h>

#include "checked.hpp"
#include "data_set.hpp"

namespace rivalry {

namespace {

using hdf5::check;
using hdf5::Handle;

Handle open_scale(const Place& group, const std::string& name) {
  return hdf5::open_data_set(group.id, group.group, name);
}

void make_scale(hid_t id, const std::string& name) {
  check(H5DSset_scale(id, name.c_str()), "a dimension scale cannot be made");
}

Handle create_plain(const Place& group, const std::string& name) {
  const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "out of identifiers");
  constexpr hsize_t chunk = 4096, none = 0, unlimited = H5S_UNLIMITED;
  H5Pset_chunk(properties, 1, &chunk);  // of which none is ever allocated
  const Handle space(H5Screate_simple(1, &none, &unlimited), H5Sclose, "out of identifiers");
  Handle id(H5Dcreate2(group.id, name.c_str(), H5T_IEEE_F32LE, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose,
            "a dimension cannot be created");
  if (group.inventory) group.inventory->add({group.group, name, "dimension", {name}, {}});
  make_scale(id, "This is a netCDF dimension but not a netCDF variable.");
  return id;
}

Handle create_texts(const Place& group, const VariableSchema& schema, std::span<const std::string> values) {
  const Handle type = hdf5::text_type();
  const hsize_t length = values.size();
  const Handle space(H5Screate_simple(1, &length, nullptr), H5Sclose, "out of identifiers");
  Handle id(H5Dcreate2(group.id, schema.name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose,
            "a coordinate cannot be created");
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  check(H5Dwrite(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "a coordinate cannot be written");
  if (group.inventory)
    group.inventory->add({group.group, schema.name, "text", schema.dims, checksum_of({values.begin(), values.end()})});
  make_scale(id, schema.name);
  hdf5::write_attribute(id, "units", schema.unit);
  hdf5::write_attribute(id, "long_name", schema.long_name);
  hdf5::write_attribute(id, "definition", schema.definition);
  return id;
}

}  // namespace

Dimension::Dimension(const Place& group, const std::string& name)
    : name_(name),
      scale_(group.creates() ? create_plain(group, name) : open_scale(group, name)),
      has_coordinates_(false) {}

Dimension::Dimension(const Place& group, const VariableSchema& schema, hsize_t chunk) : name_(schema.name) {
  if (!group.creates()) {
    scale_ = open_scale(group, name_);
    return;
  }
  scale_ = create_chunked(group, schema, {chunk}, {0}, {H5S_UNLIMITED});
  make_scale(scale_, name_);
}

Dimension::Dimension(const Place& group, const VariableSchema& schema, std::span<const std::int64_t> values)
    : name_(schema.name), length_(values.size()), grows_(false) {
  if (!group.creates()) {
    scale_ = open_scale(group, name_);
    return;
  }
  scale_ = create_chunked(group, schema, {std::max<hsize_t>(length_, 1)}, {length_}, {length_});
  make_scale(scale_, name_);
  check(H5Dwrite(scale_, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
        "a coordinate cannot be written");
}

Dimension::Dimension(const Place& group, const VariableSchema& schema, std::span<const std::string> values)
    : name_(schema.name),
      scale_(group.creates() ? create_texts(group, schema, values) : open_scale(group, schema.name)),
      length_(values.size()),
      grows_(false) {}

void Dimension::resize(hsize_t length) const { check(H5Dset_extent(scale_, &length), "a dimension cannot grow"); }

}  // namespace rivalry
