#include "data_set.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include <fmt/format.h>
#include <hdf5_hl.h>

#include "checked.hpp"
#include "chunk_store.hpp"
#include "rivalry/text/words.hpp"

namespace rivalry {

namespace {

using hdf5::check;
using hdf5::Handle;

constexpr auto out_of_identifiers = "out of identifiers";

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

/// Codes and what they mean: words as CF has them and, where labels are no such words, the labels as they are.
void describe_flags(hid_t id, const VariableSchema& schema) {
  std::vector<std::int64_t> values(schema.flags.size());
  std::iota(values.begin(), values.end(), schema.first_flag);
  const std::vector<std::string> words = words_for(schema.flags);
  hdf5::write_attribute(id, "flag_values", values, type_in_file(schema.element));
  hdf5::write_attribute(id, "flag_meanings", fmt::format("{}", fmt::join(words, " ")));
  if (words != schema.flags) hdf5::write_attribute(id, "flag_labels", schema.flags);
}

void describe(hid_t id, const VariableSchema& schema) {
  hdf5::write_attribute(id, "long_name", schema.long_name);
  hdf5::write_attribute(id, "units", schema.unit);
  hdf5::write_attribute(id, "definition", schema.definition);
  if (schema.element == Element::real) {
    const double fill = std::numeric_limits<double>::quiet_NaN();
    hdf5::write_attribute(id, "_FillValue", std::span(&fill, 1));
  }
  if (!schema.flags.empty()) describe_flags(id, schema);
}

std::size_t product(const std::vector<hsize_t>& lengths, std::ptrdiff_t from) {
  return std::accumulate(lengths.begin() + from, lengths.end(), std::size_t{1}, std::multiplies<>());
}

Handle access_properties() {
  // Chunks are written whole: there is nothing to cache.
  Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, out_of_identifiers);
  H5Pset_chunk_cache(access, 0, 0, H5D_CHUNK_CACHE_W0_DEFAULT);
  return access;
}

Handle create(const Place& group, const VariableSchema& schema, const Dimensions& dims,
              const std::vector<hsize_t>& chunk) {
  std::vector<hsize_t> lengths, limits;
  for (const Dimension* dimension : dims) {
    lengths.push_back(dimension->grows() ? 0 : dimension->length());
    limits.push_back(dimension->grows() ? H5S_UNLIMITED : dimension->length());
  }
  Handle id = create_chunked(group, schema, chunk, lengths, limits);
  for (unsigned i = 0; i < dims.size(); ++i)
    check(H5DSattach_scale(id, dims[i]->scale(), i), "a dimension scale cannot be attached");
  return id;
}

Handle open(const Place& group, const VariableSchema& schema, const std::vector<hsize_t>& chunk) {
  Handle id = hdf5::open_data_set(group.id, group.group, schema.name, access_properties());
  const Handle properties(H5Dget_create_plist(id), H5Pclose, out_of_identifiers);
  std::vector<hsize_t> found(chunk.size());
  const int rank = H5Pget_chunk(properties, static_cast<int>(found.size()), found.data());
  const bool laid_out_so = rank == static_cast<int>(chunk.size()) && found == chunk;
  if (!laid_out_so || !hdf5::is_of(id, type_name(schema.element)))
    throw hdf5::Failure("the data set " + schema.name + " is laid out in another way");
  return id;
}

}  // namespace

Handle create_chunked(const Place& group, const VariableSchema& schema, const std::vector<hsize_t>& chunk,
                      const std::vector<hsize_t>& lengths, const std::vector<hsize_t>& limits) {
  const int rank = static_cast<int>(chunk.size());
  const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, out_of_identifiers);
  // Whoever opens the file reads attributes in the order of their creation.
  H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  check(H5Pset_chunk(properties, rank, chunk.data()), "a data set cannot be created");
  H5Pset_shuffle(properties);
  H5Pset_deflate(properties, static_cast<unsigned>(std::max(group.level, 1)));
  H5Pset_fletcher32(properties);
  const std::uint64_t fill = fill_of(schema.element);
  H5Pset_fill_value(properties, schema.element == Element::real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64, &fill);
  const Handle space(H5Screate_simple(rank, lengths.data(), limits.data()), H5Sclose, out_of_identifiers);
  Handle id(H5Dcreate2(group.id, schema.name.c_str(), type_in_file(schema.element), space, H5P_DEFAULT, properties,
                       access_properties()),
            H5Dclose, "a data set cannot be created");
  describe(id, schema);
  if (group.inventory) group.inventory->add({group.group, schema.name, type_name(schema.element), schema.dims, {}});
  return id;
}

DataSet::DataSet(const Place& group, const VariableSchema& schema, const Dimensions& dims, std::vector<hsize_t> chunk)
    : chunk_(std::move(chunk)),
      codec_(schema.element, product(chunk_, 1), group.level),
      fill_(fill_of(schema.element)),
      owned_(group.creates() ? create(group, schema, dims, chunk_) : open(group, schema, chunk_)),
      id_(owned_) {
  lengths_ = hdf5::shape(id_);
}

DataSet::DataSet(const Dimension& dimension, Element element, hsize_t chunk, int level)
    : chunk_{chunk}, codec_(element, 1, level), fill_(fill_of(element)) {
  id_ = dimension.scale();
  lengths_ = hdf5::shape(id_);
}

std::size_t DataSet::chunk_cells() const { return product(chunk_, 0); }

void DataSet::grow(std::span<const hsize_t> lengths) {
  std::vector<hsize_t> grown(lengths_);
  std::ranges::transform(grown, lengths, grown.begin(), std::ranges::max);
  if (grown == lengths_) return;
  check(H5Dset_extent(id_, grown.data()), "a data set cannot grow");
  lengths_ = std::move(grown);
}

void DataSet::cut(std::span<const hsize_t> lengths) {
  if (lengths_[0] < lengths[0]) throw hdf5::Failure("the file ends before the state that it is to be gone on from");
  if (std::ranges::equal(lengths, lengths_)) return;
  lengths_ = drop_chunks_behind(id_, lengths);
}

void DataSet::put(std::span<const hsize_t> number, const EncodedChunk& chunk) {
  std::vector<hsize_t> offset(chunk_);
  for (std::size_t i = 0; i < offset.size(); ++i) offset[i] *= number[i];
  write_chunk(id_, offset, chunk);
}

}  // namespace rivalry
