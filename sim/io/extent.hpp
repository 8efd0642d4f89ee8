#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hdf5.hpp"

namespace rivalry {

/// How much of a result counts. A run that goes on, or that was killed, may have written more of one variable than of
/// another: what lies behind the last period of which all is there is no part of the result.
class Extent {
 public:
  /// @throws Failure  if a coordinate that tells is damaged
  explicit Extent(hid_t file);

  bool complete() const { return complete_; }
  std::int64_t periods() const { return periods_; }

  /// Lengths of what counts of a data set.
  /// @param dims     names of its dimensions
  /// @param present  its lengths in the file
  /// @throws Failure  if there is less in the file
  std::vector<hsize_t> shape(const std::string& group, const std::string& name, const std::vector<std::string>& dims,
                             const std::vector<hsize_t>& present) const;

 private:
  bool complete_;
  std::int64_t periods_ = 0;
  std::map<std::pair<std::string, std::string>, hsize_t> lengths_;  ///< [group, dimension that grows]
};

/// Names of a data set's dimensions.
/// @param name  of the data set in its group
std::vector<std::string> dimension_names(hid_t data_set, const std::string& name);

/// A chunk that is in the file.
struct Chunk {
  std::vector<hsize_t> start, lengths;  ///< cells along each dimension
  std::uint64_t address = 0;
  hsize_t bytes = 0;
};

/// The chunks that a part of a data set lies in.
std::vector<Chunk> chunks_within(hid_t data_set, const std::vector<hsize_t>& start, const std::vector<hsize_t>& shape);

/// Size of the file that an object is in.
std::uint64_t file_bytes(hid_t object);

/// Reads a part of a data set of numbers, as `type`; 8 bytes a number.
/// @param path   of the data set in the file, for errors
/// @param shape  lengths of the part
/// @throws Failure  that names the data set, if it is damaged
void read_cells(hid_t data_set, const std::string& path, hid_t type, const std::vector<hsize_t>& start,
                const std::vector<hsize_t>& shape, void* cells);

/// Integers of a data set of one dimension.
std::vector<std::int64_t> read_integers(hid_t file, const std::string& path);

}  // namespace rivalry
