#pragma once

#include "rivalry/sweep/decisions.hpp"
#include "rivalry/sweep/folder.hpp"
#include "target.hpp"

namespace rivalry::fuzz {

/// The folder of a sweep of 4 points and at most 5 replicates, without rows.
class SmallSweep {
 public:
  /// Makes it as it was when it was planned.
  static const SmallSweep& anew();
  const SweepFolder& folder() const { return folder_; }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  SmallSweep();
  SweepFolder folder_;
  std::string plan_file_;
};

}  // namespace rivalry::fuzz
