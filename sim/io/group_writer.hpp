#pragma once

#include <deque>
#include <string>
#include <vector>

#include "dimension.hpp"

namespace rivalry {

/// A group of the file with its dimensions, whose coordinates each group repeats so that it can be read by itself.
class GroupWriter {
 public:
  GroupWriter(const Place& file, const std::string& name, const std::string& title);

  Place place() const { return {id_, file_.structure, file_.level, file_.inventory, name_}; }

  /// Writes an attribute of the group, unless it is there from before.
  template <class Value>
  void describe(const char* name, const Value& value) const {
    if (file_.creates()) hdf5::write_attribute(id_, name, value);
  }

  const Dimension& add_growing(const VariableSchema& coordinate, hsize_t chunk);
  const Dimension& add_plain(const std::string& name);
  const Dimension& add_counted(const VariableSchema& coordinate, std::int64_t length);  ///< coordinates 1, 2, …
  const Dimension& add_named(const VariableSchema& coordinate, const std::vector<std::string>& names);
  const Dimension& add_paths();

 private:
  Place file_;
  std::string name_;
  hdf5::Handle id_;
  std::deque<Dimension> dimensions_;
};

}  // namespace rivalry
