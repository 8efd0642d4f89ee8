#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "rivalry/io/errors.hpp"

namespace rivalry {

/// What a result file says of itself.
struct ResultInfo {
  struct Variable {
    std::string name, type;  ///< type as in "float64", "int8", "string"
    std::vector<std::string> dims;
    std::vector<std::int64_t> shape;
    std::string unit, long_name;
    std::int64_t stored_bytes = 0;  ///< in the file, after compression
  };
  struct Group {
    std::string name;  ///< as in "market"
    std::vector<Variable> variables;
    std::int64_t stored_bytes = 0;
  };
  struct Value {
    std::string name, unit, long_name;
    double value = 0;
  };
  struct Series {
    std::string name, unit, long_name;
    std::vector<double> values;  ///< one a period
  };

  std::int64_t format_version = 0;
  std::string program_version, commit, compiler, host, started, ended, identity, rules;
  std::int64_t threads = 0;
  std::uint64_t seed = 0, replicate = 0;
  std::string scenario;  ///< complete resolved scenario as TOML
  std::string scenario_name, question;
  bool complete = false;
  bool being_written = false;        ///< by a living process
  std::int64_t periods = 0;          ///< that the file holds; of an incomplete one nothing beyond them is shown
  std::int64_t planned_periods = 0;  ///< that the run was to have; 0: the file does not say
  std::string repaired;              ///< what `rivalry repair` did, if it did

  std::int64_t file_bytes = 0;
  std::vector<Group> groups;           ///< in the order of the file
  std::vector<std::string> additions;  ///< what others put into the file: paths
  std::vector<Value> summary;          ///< headline figures; empty for a run without a completed period
  std::vector<Series> market;          ///< every series that has one value a period
};

/// What a merged sweep says of itself.
struct SweepInfo {
  std::string name, question, program_version, commit, plan, failures;
  std::int64_t model_version = 0, points = 0, planned_runs = 0, runs = 0, failed_runs = 0;
  bool complete = false;
  std::int64_t file_bytes = 0;
  std::vector<ResultInfo::Group> groups;
  std::vector<std::string> additions;
};

/// Whether a file holds a merged sweep rather than the result of one run.
/// @throws ResultError  if it is absent, unreadable, or neither
bool holds_sweep(const std::filesystem::path& path);
/// @throws ResultError  also if it is the result of one run
SweepInfo read_sweep_info(const std::filesystem::path& path);

/// What a running market is like at the last period that its file holds.
struct ResultProgress {
  bool complete = false, being_written = false, ended = false;  ///< ended: by itself, not by its process's death
  std::int64_t periods = 0, planned_periods = 0;
  std::int64_t firms = 0, innovations = 0;  ///< innovations: adopted so far
  double hhi = 0, price = 0;
};

/// @throws ResultError  as read_result_info
ResultProgress read_result_progress(const std::filesystem::path& path);

/// @throws ResultError  if the file is absent, unreadable, not HDF5, not a result, of a newer format, or damaged
ResultInfo read_result_info(const std::filesystem::path& path);

/// What it says of itself in its root attributes alone, when everything in it is found to be what it should be.
ResultInfo read_result_head(const std::filesystem::path& path);

/// The complete resolved scenario that a result was made from, as TOML; of a merged sweep, the one that it starts from.
std::string read_result_scenario(const std::filesystem::path& path);

}  // namespace rivalry
