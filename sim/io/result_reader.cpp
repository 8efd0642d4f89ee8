#include "rivalry/io/result_reader.hpp"

#include <algorithm>

#include <hdf5_hl.h>

#include "result_file.hpp"

namespace rivalry {

namespace {

using hdf5::check;
using hdf5::Handle;

Handle open_group(hid_t file, const std::string& name) {
  return {H5Gopen2(file, name.c_str(), H5P_DEFAULT), H5Gclose, "a group cannot be opened"};
}

Handle open_data_set(hid_t group, const std::string& name) {
  return {H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, "a data set cannot be opened"};
}

std::string type_name(hid_t data_set) {
  const Handle type(H5Dget_type(data_set), H5Tclose, "a data set cannot be read");
  const std::string bits = std::to_string(8 * H5Tget_size(type));
  switch (H5Tget_class(type)) {
    case H5T_FLOAT:
      return "float" + bits;
    case H5T_INTEGER:
      return (H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int") + bits;
    case H5T_STRING:
      return "string";
    default:
      return "other";
  }
}

herr_t keep_name(hid_t, unsigned, hid_t scale, void* names) {
  std::string path(256, '\0');
  path.resize(static_cast<std::size_t>(std::max<ssize_t>(H5Iget_name(scale, path.data(), path.size()), 0)));
  static_cast<std::vector<std::string>*>(names)->push_back(path.substr(path.rfind('/') + 1));
  return 1;  // one scale a dimension
}

std::vector<std::string> dimension_names(hid_t data_set, const std::string& own_name, std::size_t rank) {
  if (H5DSis_scale(data_set) > 0) return {own_name};
  std::vector<std::string> names;
  for (unsigned i = 0; i < rank; ++i)
    check(H5DSiterate_scales(data_set, i, nullptr, keep_name, &names), "a dimension has no name");
  return names;
}

std::string optional_text(hid_t object, const char* name) {
  return hdf5::has_attribute(object, name) ? hdf5::read_text(object, name) : "";
}

bool is_plain_dimension(hid_t data_set) {
  return H5DSis_scale(data_set) > 0 && !hdf5::has_attribute(data_set, "long_name");
}

ResultInfo::Variable read_variable(hid_t data_set, const std::string& name) {
  ResultInfo::Variable variable{
      .name = name, .type = type_name(data_set), .dims = {}, .shape = {}, .unit = {}, .long_name = {}};
  for (const hsize_t size : hdf5::shape(data_set)) variable.shape.push_back(static_cast<std::int64_t>(size));
  variable.dims = dimension_names(data_set, name, variable.shape.size());
  variable.unit = optional_text(data_set, "units");
  variable.long_name = optional_text(data_set, "long_name");
  variable.stored_bytes = static_cast<std::int64_t>(H5Dget_storage_size(data_set));
  return variable;
}

std::vector<double> read_numbers(hid_t data_set, std::size_t size) {
  std::vector<double> values(size);
  check(H5Dread(data_set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
        "a data set cannot be read");
  return values;
}

ResultInfo::Group read_group(hid_t file, const std::string& name) {
  ResultInfo::Group group{.name = name, .variables = {}};
  const Handle id = open_group(file, name);
  for (const std::string& member : hdf5::members(id, H5O_TYPE_DATASET)) {
    const Handle data_set = open_data_set(id, member);
    if (is_plain_dimension(data_set)) continue;
    group.variables.push_back(read_variable(data_set, member));
    group.stored_bytes += group.variables.back().stored_bytes;
  }
  return group;
}

template <class Take>
void read_lines(hid_t file, const ResultInfo& info, const std::string& name, const std::string& dim, Take take) {
  for (const ResultInfo::Group& group : info.groups) {
    if (group.name != name) continue;
    const Handle id = open_group(file, name);
    for (const ResultInfo::Variable& variable : group.variables)
      if (variable.dims == std::vector{dim} && variable.name != dim)
        take(variable, read_numbers(open_data_set(id, variable.name), static_cast<std::size_t>(variable.shape[0])));
  }
}

void read_attributes(hid_t file, ResultInfo& info) {
  using hdf5::read_integer, hdf5::read_text;
  info.format_version = static_cast<std::int64_t>(read_integer(file, "format_version"));
  info.program_version = read_text(file, "program_version");
  info.commit = read_text(file, "commit");
  info.compiler = read_text(file, "compiler");
  info.host = read_text(file, "host");
  info.identity = optional_text(file, "identity");
  info.started = read_text(file, "started");
  info.ended = read_text(file, "ended");
  info.threads = static_cast<std::int64_t>(read_integer(file, "threads"));
  info.seed = read_integer(file, "seed");
  info.replicate = read_integer(file, "replicate");
  info.scenario = read_text(file, "scenario");
  info.scenario_name = read_text(file, "scenario_name");
  info.question = read_text(file, "question");
  info.complete = read_integer(file, "complete") != 0;
}

}  // namespace

ResultInfo read_result_info(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const Handle file = open_result(path);
  try {
    ResultInfo info;
    info.file_bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
    read_attributes(file, info);
    for (const std::string& name : hdf5::members(file, H5O_TYPE_GROUP)) info.groups.push_back(read_group(file, name));
    read_lines(file, info, "summary", "run", [&](const ResultInfo::Variable& variable, std::vector<double> values) {
      if (!values.empty()) info.summary.push_back({variable.name, variable.unit, variable.long_name, values.front()});
    });
    read_lines(file, info, "market", "period", [&](const ResultInfo::Variable& variable, std::vector<double> values) {
      info.market.push_back({variable.name, variable.unit, variable.long_name, std::move(values)});
    });
    return info;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

ResultInfo read_result_head(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const Handle file = open_result(path);
  try {
    ResultInfo info;
    read_attributes(file, info);
    return info;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

std::string read_result_scenario(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const Handle file = open_result(path);
  try {
    return hdf5::read_text(file, "scenario");
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

}  // namespace rivalry
