#pragma once

#include <string>

#include "hdf5.hpp"
#include "inventory.hpp"

namespace rivalry {

/// Whether groups and data sets are made, or are those of a file that is gone on with.
enum class Structure { create, open };

/// A file or group in which data sets are put.
struct Place {
  hid_t id;
  Structure structure = Structure::create;
  int level = 1;                   ///< of deflate, 0 to 9
  Inventory* inventory = nullptr;  ///< in which all that is made is entered
  std::string group = {};          ///< name of the group

  bool creates() const { return structure == Structure::create; }
};

}  // namespace rivalry
