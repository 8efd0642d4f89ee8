#pragma once

#include <deque>
#include <string>
#include <vector>

#include "data_set.hpp"

namespace rivalry {

/// A group of the file with its dimensions, whose coordinates each group repeats so that it can be read by itself.
class GroupWriter {
 public:
  GroupWriter(hid_t file, const std::string& name, const std::string& title);

  hid_t id() const { return id_; }

  Dimension& add_growing(const VariableSchema& coordinate);
  Dimension& add_plain(const std::string& name);
  Dimension& add_counted(const VariableSchema& coordinate, std::int64_t length);  ///< coordinates 1, 2, …
  Dimension& add_fixed(const VariableSchema& coordinate, const std::vector<std::int64_t>& values);
  Dimension& add_paths();

 private:
  hdf5::Handle id_;
  std::deque<Dimension> dimensions_;
};

}  // namespace rivalry
