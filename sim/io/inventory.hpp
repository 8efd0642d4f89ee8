#pragma once

#include <string>
#include <vector>

#include "hdf5.hpp"

namespace rivalry {

/// What a file holds by its own account: all groups and variables that the program made, in that order. What is missing
/// or has become something else is found by it, and what others added is told apart. It stands in the root attribute
/// `contents`, a line a variable, and under a checksum of its own.
class Inventory {
 public:
  struct Variable {
    std::string group, name;
    std::string type;  ///< "float64", "int8" to "int64", "text", or "dimension": one without values
    std::vector<std::string> dims;
    std::string checksum;  ///< of its texts, for which HDF5 has none

    std::string path() const { return "/" + group + "/" + name; }
    /// Whether it is the coordinate of a dimension, or stands for one that has none.
    bool is_dimension() const { return dims.size() == 1 && dims[0] == name; }
  };

  void add(Variable variable) { variables_.push_back(std::move(variable)); }
  const std::vector<Variable>& variables() const { return variables_; }
  /// In the order in which they were made.
  std::vector<std::string> groups() const;
  /// The variables of a group.
  std::vector<Variable> of(const std::string& group) const;
  const Variable* find(const std::string& group, const std::string& name) const;

  void write(hid_t file) const;
  static bool is_in(hid_t file);
  /// @throws Failure  if it is not the one that was written
  static Inventory read(hid_t file);

 private:
  std::vector<Variable> variables_;
};

std::string checksum_of(const std::vector<std::string>& texts);

/// Opens a variable: it is of its type, and has as many dimensions as it should.
/// @throws Failure  that says what it is instead
hdf5::Handle open_variable(hid_t file, const Inventory::Variable& variable);

/// What stands in the file beside what the program made: paths, of which the last is "…" if there are very many.
std::vector<std::string> additions(hid_t file, const Inventory& inventory);

}  // namespace rivalry
