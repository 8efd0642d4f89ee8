#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "rivalry/io/errors.hpp"

namespace rivalry {

/// SHA-256 of a result, or of a merged sweep, alone, as 64 hex digits: names, shapes and values of all data sets, in
/// sorted order; numbers as 64 bits, little-endian, every NaN the same. Independent of chunks, compression, threads,
/// host and time. It comes from a whole file whose every part is under a checksum, or not at all.
struct ResultDigest {
  struct Group {
    std::string name;    ///< as in "/market"
    std::string digest;  ///< of that group alone: free of what is recorded in the others
  };
  std::string total;
  std::vector<Group> groups;           ///< sorted by name
  std::vector<std::string> additions;  ///< what others put into the file, which is no part of the digest: paths
};

/// @throws ResultError  if the file is absent, damaged, not a result, or one that another program wrote anew
ResultDigest digest_result(const std::filesystem::path& path);

}  // namespace rivalry
