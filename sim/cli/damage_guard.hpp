#pragma once

#include <string>

namespace rivalry {

/// While it lives, a crash in reading a file ends the program with an error in words: some damage, in heaps without
/// checksums, makes versions of the HDF5 library crash. For commands that write nothing to the file.
class DamageGuard {
 public:
  explicit DamageGuard(const std::string& file);
  ~DamageGuard();
  DamageGuard(const DamageGuard&) = delete;
  DamageGuard& operator=(const DamageGuard&) = delete;
};

}  // namespace rivalry
