#include "group_writer.hpp"

#include <numeric>

#include "checked.hpp"

namespace rivalry {

namespace {

hdf5::Handle create(hid_t file, const std::string& name) {
  const hdf5::Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "out of identifiers");
  H5Pset_link_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  return {H5Gcreate2(file, name.c_str(), H5P_DEFAULT, properties, H5P_DEFAULT), H5Gclose, "a group cannot be created"};
}

}  // namespace

GroupWriter::GroupWriter(const Place& file, const std::string& name, const std::string& title)
    : file_(file), name_(name), id_(file.creates() ? create(file.id, name) : hdf5::open_group(file.id, name)) {
  describe("title", title);
}

const Dimension& GroupWriter::add_growing(const VariableSchema& coordinate, hsize_t chunk) {
  return dimensions_.emplace_back(place(), coordinate, chunk);
}

const Dimension& GroupWriter::add_plain(const std::string& name) { return dimensions_.emplace_back(place(), name); }

const Dimension& GroupWriter::add_counted(const VariableSchema& coordinate, std::int64_t length) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(length));
  std::iota(values.begin(), values.end(), 1);
  return dimensions_.emplace_back(place(), coordinate, std::span<const std::int64_t>(values));
}

const Dimension& GroupWriter::add_named(const VariableSchema& coordinate, const std::vector<std::string>& names) {
  return dimensions_.emplace_back(place(), coordinate, std::span<const std::string>(names));
}

const Dimension& GroupWriter::add_paths() {
  return add_named(path_coordinate(), {path_names.begin(), path_names.end()});
}

}  // namespace rivalry
