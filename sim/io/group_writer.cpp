#include "group_writer.hpp"

#include <numeric>

namespace rivalry {

namespace {

hdf5::Handle create(hid_t file, const std::string& name) {
  const hdf5::Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "out of identifiers");
  H5Pset_link_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  return {H5Gcreate2(file, name.c_str(), H5P_DEFAULT, properties, H5P_DEFAULT), H5Gclose, "a group cannot be created"};
}

}  // namespace

GroupWriter::GroupWriter(hid_t file, const std::string& name, const std::string& title) : id_(create(file, name)) {
  hdf5::write_attribute(id_, "title", title);
}

Dimension& GroupWriter::add_growing(const VariableSchema& coordinate) {
  return dimensions_.emplace_back(id_, coordinate, std::span<const std::int64_t>{}, false);
}

Dimension& GroupWriter::add_plain(const std::string& name) { return dimensions_.emplace_back(id_, name); }

Dimension& GroupWriter::add_counted(const VariableSchema& coordinate, std::int64_t length) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(length));
  std::iota(values.begin(), values.end(), 1);
  return add_fixed(coordinate, values);
}

Dimension& GroupWriter::add_fixed(const VariableSchema& coordinate, const std::vector<std::int64_t>& values) {
  return dimensions_.emplace_back(id_, coordinate, values, true);
}

Dimension& GroupWriter::add_paths() {
  const std::vector<std::string> names(path_names.begin(), path_names.end());
  return dimensions_.emplace_back(id_, path_coordinate(), std::span<const std::string>(names));
}

}  // namespace rivalry
