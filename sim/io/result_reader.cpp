#include "rivalry/io/result_reader.hpp"

#include <algorithm>
#include <numeric>

#include <hdf5_hl.h>

#include "extent.hpp"
#include "provenance.hpp"
#include "result_file.hpp"
#include "writer_mark.hpp"

namespace rivalry {

namespace {

using hdf5::check;
using hdf5::Handle;

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

std::string optional_text(hid_t object, const char* name) {
  return hdf5::has_attribute(object, name) ? hdf5::read_text(object, name) : "";
}

bool is_plain_dimension(hid_t data_set) {
  return H5DSis_scale(data_set) > 0 && !hdf5::has_attribute(data_set, "long_name");
}

ResultInfo::Variable read_variable(hid_t data_set, const std::string& group, const std::string& name,
                                   const Extent& extent) {
  ResultInfo::Variable variable{
      .name = name, .type = type_name(data_set), .dims = {}, .shape = {}, .unit = {}, .long_name = {}};
  variable.dims = dimension_names(data_set, name);
  for (const hsize_t size : extent.shape(group, name, variable.dims, hdf5::shape(data_set)))
    variable.shape.push_back(static_cast<std::int64_t>(size));
  variable.unit = optional_text(data_set, "units");
  variable.long_name = optional_text(data_set, "long_name");
  variable.stored_bytes = static_cast<std::int64_t>(H5Dget_storage_size(data_set));
  return variable;
}

std::vector<double> read_line(hid_t group, const std::string& group_name, const std::string& name, hsize_t size) {
  std::vector<double> values(size);
  const Handle data_set = hdf5::open_data_set(group, group_name, name);
  if (size > 0) read_cells(data_set, "/" + group_name + "/" + name, H5T_NATIVE_DOUBLE, {0}, {size}, values.data());
  return values;
}

ResultInfo::Group read_group(hid_t file, const std::string& name, const Extent& extent) {
  ResultInfo::Group group{.name = name, .variables = {}};
  const Handle id = hdf5::open_group(file, name);
  for (const std::string& member : hdf5::members(id, H5O_TYPE_DATASET)) {
    const Handle data_set = hdf5::open_data_set(id, name, member);
    if (is_plain_dimension(data_set)) continue;
    group.variables.push_back(read_variable(data_set, name, member, extent));
    group.stored_bytes += group.variables.back().stored_bytes;
  }
  return group;
}

template <class Take>
void read_lines(hid_t file, const ResultInfo& info, const std::string& name, const std::string& dim, Take take) {
  for (const ResultInfo::Group& group : info.groups) {
    if (group.name != name) continue;
    const Handle id = hdf5::open_group(file, name);
    for (const ResultInfo::Variable& variable : group.variables)
      if (variable.dims == std::vector{dim} && variable.name != dim)
        take(variable, read_line(id, name, variable.name, static_cast<hsize_t>(variable.shape[0])));
  }
}

std::int64_t planned_periods(hid_t file) {
  return hdf5::has_attribute(file, "periods") ? static_cast<std::int64_t>(hdf5::read_integer(file, "periods")) : 0;
}

void read_attributes(hid_t file, ResultInfo& info) {
  using hdf5::read_integer, hdf5::read_text;
  info.format_version = static_cast<std::int64_t>(read_integer(file, "format_version"));
  info.program_version = read_text(file, "program_version");
  info.commit = read_text(file, "commit");
  info.compiler = read_text(file, "compiler");
  info.host = read_text(file, "host");
  info.identity = optional_text(file, "identity");
  info.rules = optional_text(file, "decision_rules");
  info.started = read_text(file, "started");
  info.ended = read_text(file, "ended");
  info.threads = static_cast<std::int64_t>(read_integer(file, "threads"));
  info.seed = read_integer(file, "seed");
  info.replicate = read_integer(file, "replicate");
  info.scenario = read_text(file, "scenario");
  info.scenario_name = read_text(file, "scenario_name");
  info.question = read_text(file, "question");
  info.planned_periods = planned_periods(file);
  info.repaired = optional_text(file, "repaired");
}

}  // namespace

ResultInfo read_result_info(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const bool being_written = is_being_written(path);  // first: what ends meanwhile is found in the file
  const Handle file = open_result(path);
  try {
    const Extent extent(file);
    ResultInfo info;
    info.being_written = being_written;
    info.complete = extent.complete();
    info.periods = extent.periods();
    info.file_bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
    read_attributes(file, info);
    for (const std::string& name : hdf5::members(file, H5O_TYPE_GROUP))
      info.groups.push_back(read_group(file, name, extent));
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
    info.complete = hdf5::read_integer(file, "complete") != 0;
    read_attributes(file, info);
    return info;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

ResultProgress read_result_progress(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  ResultProgress progress;
  progress.being_written = is_being_written(path);
  const Handle file = open_result(path);
  try {
    const Extent extent(file);
    progress.complete = extent.complete();
    progress.ended = progress.complete || !hdf5::read_text(file, "ended").empty();
    progress.periods = extent.periods();
    progress.planned_periods = planned_periods(file);
    if (progress.periods == 0) return progress;
    const Handle market = hdf5::open_group(file, "market");
    const auto series = [&](const char* name) {
      return read_line(market, "market", name, static_cast<hsize_t>(progress.periods));
    };
    const std::vector<double> adopted = series("adopted");
    progress.innovations = static_cast<std::int64_t>(std::accumulate(adopted.begin(), adopted.end(), 0.0));
    progress.firms = static_cast<std::int64_t>(series("firms").back());
    progress.hhi = series("hhi").back();
    progress.price = series("price_index").back();
    return progress;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

bool holds_sweep(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const Handle file = open_result(path, Contents::either);
  return hdf5::read_text(file, "format") == sweep_format;
}

SweepInfo read_sweep_info(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const Handle file = open_result(path, Contents::sweep);
  try {
    const auto number = [&](const char* name) { return static_cast<std::int64_t>(hdf5::read_integer(file, name)); };
    const auto text = [&](const char* name) { return hdf5::read_text(file, name); };
    SweepInfo info{.name = text("sweep_name"),
                   .question = text("question"),
                   .program_version = text("program_version"),
                   .commit = text("commit"),
                   .plan = text("plan"),
                   .failures = text("failures"),
                   .model_version = number("model_version"),
                   .points = number("points"),
                   .planned_runs = number("planned_runs"),
                   .failed_runs = number("failed_runs"),
                   .complete = number("complete") != 0,
                   .file_bytes = static_cast<std::int64_t>(std::filesystem::file_size(path)),
                   .groups = {}};
    const Extent extent(file);
    for (const std::string& name : hdf5::members(file, H5O_TYPE_GROUP))
      info.groups.push_back(read_group(file, name, extent));
    for (const ResultInfo::Group& group : info.groups)
      if (group.name == "runs" && !group.variables.empty()) info.runs = group.variables.front().shape.at(0);
    return info;
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

std::string read_result_scenario(const std::filesystem::path& path) {
  const hdf5::Silence silence;
  const Handle file = open_result(path, Contents::either);
  try {
    return hdf5::read_text(file, "scenario");
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

}  // namespace rivalry
