#include "data_set.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include <hdf5_hl.h>

namespace rivalry {

namespace {

using hdf5::check;
using hdf5::Handle;

hid_t type_in_file(Element element) {
  switch (element) {
    case Element::int8:
      return H5T_STD_I8LE;
    case Element::int16:
      return H5T_STD_I16LE;
    case Element::int32:
      return H5T_STD_I32LE;
    case Element::int64:
      return H5T_STD_I64LE;
    case Element::real:
      break;
  }
  return H5T_IEEE_F64LE;
}

constexpr auto out_of_identifiers = "out of identifiers";

Handle space(const std::vector<hsize_t>& sizes, const std::vector<hsize_t>& limits) {
  return {H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), limits.data()), H5Sclose, out_of_identifiers};
}

Handle creation_properties() {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, out_of_identifiers);
  // Whoever opens the file reads attributes in the order of their creation.
  H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  return properties;
}

void describe(hid_t id, const VariableSchema& schema) {
  hdf5::write_attribute(id, "long_name", schema.long_name);
  hdf5::write_attribute(id, "units", schema.unit);
  hdf5::write_attribute(id, "definition", schema.definition);
  if (schema.element == Element::real) {
    const double fill = std::numeric_limits<double>::quiet_NaN();
    hdf5::write_attribute(id, "_FillValue", std::span(&fill, 1));
  }
  if (schema.flags.empty()) return;
  std::vector<std::int64_t> values(schema.flags.size());
  std::iota(values.begin(), values.end(), schema.first_flag);
  std::string meanings;
  for (const std::string& flag : schema.flags) meanings += (meanings.empty() ? "" : " ") + flag;
  hdf5::write_attribute(id, "flag_values", values, type_in_file(schema.element));
  hdf5::write_attribute(id, "flag_meanings", meanings);
}

void make_scale(hid_t id, const std::string& name) {
  check(H5DSset_scale(id, name.c_str()), "a dimension scale cannot be made");
}

std::size_t product(const std::vector<hsize_t>& lengths, std::ptrdiff_t from) {
  return std::accumulate(lengths.begin() + from, lengths.end(), std::size_t{1}, std::multiplies<>());
}

constexpr hsize_t coordinate_chunk = 4096;

}  // namespace

Dimension::Dimension(hid_t group, const std::string& name) : name_(name), has_coordinates_(false) {
  const Handle properties = creation_properties();
  H5Pset_chunk(properties, 1, &coordinate_chunk);  // of which none is ever allocated
  scale_ = Handle(H5Dcreate2(group, name.c_str(), H5T_IEEE_F32LE, space({0}, {H5S_UNLIMITED}), H5P_DEFAULT, properties,
                             H5P_DEFAULT),
                  H5Dclose, "a dimension cannot be created");
  make_scale(scale_, "This is a netCDF dimension but not a netCDF variable.");
}

Dimension::Dimension(hid_t group, const VariableSchema& schema, std::span<const std::int64_t> values, bool fixed)
    : name_(schema.name), fixed_(fixed) {
  const Handle properties = creation_properties();
  const hsize_t chunk = fixed ? std::max<hsize_t>(values.size(), 1) : coordinate_chunk;
  H5Pset_chunk(properties, 1, &chunk);
  H5Pset_fletcher32(properties);
  const hsize_t limit = fixed ? values.size() : H5S_UNLIMITED;
  scale_ = Handle(H5Dcreate2(group, name_.c_str(), type_in_file(schema.element), space({fixed ? limit : 0}, {limit}),
                             H5P_DEFAULT, properties, H5P_DEFAULT),
                  H5Dclose, "a coordinate cannot be created");
  make_scale(scale_, name_);
  describe(scale_, schema);
  append(values);
}

Dimension::Dimension(hid_t group, const VariableSchema& schema, std::span<const std::string> values)
    : name_(schema.name), length_(values.size()), fixed_(true) {
  const Handle type = hdf5::text_type();
  scale_ = Handle(H5Dcreate2(group, name_.c_str(), type, space({length_}, {length_}), H5P_DEFAULT,
                             creation_properties(), H5P_DEFAULT),
                  H5Dclose, "a coordinate cannot be created");
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  check(H5Dwrite(scale_, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "a coordinate cannot be written");
  make_scale(scale_, name_);
  hdf5::write_attribute(scale_, "units", schema.unit);
  hdf5::write_attribute(scale_, "long_name", schema.long_name);
  hdf5::write_attribute(scale_, "definition", schema.definition);
}

void Dimension::append(std::span<const std::int64_t> values) {
  const hsize_t before = length_, added = values.size();
  length_ += added;
  if (added == 0) return;
  if (!fixed_) check(H5Dset_extent(scale_, &length_), "a coordinate cannot grow");
  const Handle all(H5Dget_space(scale_), H5Sclose, out_of_identifiers);
  check(H5Sselect_hyperslab(all, H5S_SELECT_SET, &before, nullptr, &added, nullptr), "a coordinate cannot grow");
  check(H5Dwrite(scale_, H5T_NATIVE_INT64, space({added}, {added}), all, H5P_DEFAULT, values.data()),
        "a coordinate cannot be written");
}

void Dimension::lengthen(hsize_t length) {
  length_ = length;
  check(H5Dset_extent(scale_, &length_), "a dimension cannot grow");
}

DataSet::DataSet(hid_t group, const VariableSchema& schema, Dimensions dims, std::vector<hsize_t> chunk, int level)
    : dims_(std::move(dims)),
      chunk_(std::move(chunk)),
      codec_(schema.element, product(chunk_, 1), level),
      fill_(fill_of(schema.element)) {
  const int rank = static_cast<int>(dims_.size());
  const Handle properties = creation_properties();
  check(H5Pset_chunk(properties, rank, chunk_.data()), "a data set cannot be created");
  if (level > 0) {
    H5Pset_shuffle(properties);
    H5Pset_deflate(properties, static_cast<unsigned>(level));
  }
  H5Pset_fletcher32(properties);
  H5Pset_fill_value(properties, schema.element == Element::real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64, &fill_);
  // Chunks are written whole: there is nothing to cache.
  const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, out_of_identifiers);
  H5Pset_chunk_cache(access, 0, 0, H5D_CHUNK_CACHE_W0_DEFAULT);

  std::vector<hsize_t> limits;
  for (const Dimension* dimension : dims_) {
    lengths_.push_back(dimension->length());
    limits.push_back(dimension->fixed() ? dimension->length() : H5S_UNLIMITED);
  }
  id_ = Handle(H5Dcreate2(group, schema.name.c_str(), type_in_file(schema.element), space(lengths_, limits),
                          H5P_DEFAULT, properties, access),
               H5Dclose, "a data set cannot be created");
  describe(id_, schema);
  for (int i = 0; i < rank; ++i)
    check(H5DSattach_scale(id_, dims_[static_cast<std::size_t>(i)]->scale(), static_cast<unsigned>(i)),
          "a dimension scale cannot be attached");
}

std::size_t DataSet::chunk_cells() const { return product(chunk_, 0); }

void DataSet::write(std::span<const hsize_t> number, std::span<const std::uint64_t> cells) {
  fit();
  std::vector<hsize_t> offset(chunk_);
  for (std::size_t i = 0; i < offset.size(); ++i) offset[i] *= number[i];
  const EncodedChunk encoded = codec_.encode(cells);
  check(
      H5Dwrite_chunk(id_, H5P_DEFAULT, encoded.filter_mask, offset.data(), encoded.bytes.size(), encoded.bytes.data()),
      "a chunk of data cannot be written");
}

void DataSet::write_all(std::span<const std::uint64_t> cells) {
  std::vector<std::uint64_t> chunk(chunk_cells());
  for (std::size_t begin = 0; begin < cells.size(); begin += chunk.size()) {
    const auto part = cells.subspan(begin, std::min(chunk.size(), cells.size() - begin));
    std::ranges::fill(std::ranges::copy(part, chunk.begin()).out, chunk.end(), fill_);
    const hsize_t number = begin / chunk.size();
    write(std::span(&number, 1), chunk);
  }
}

void DataSet::fit() {
  std::vector<hsize_t> sizes;
  for (const Dimension* dimension : dims_) sizes.push_back(dimension->length());
  if (sizes == lengths_) return;
  check(H5Dset_extent(id_, sizes.data()), "a data set cannot grow");
  lengths_ = std::move(sizes);
}

}  // namespace rivalry
