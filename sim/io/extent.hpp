#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hdf5.hpp"
#include "inventory.hpp"

namespace rivalry {

/// How much of a result counts. A run that goes on, or that was killed, may have written more of one variable than of
/// another: what lies behind the last period of which all is there is no part of the result.
class Extent {
 public:
  /// @throws Failure  if a coordinate that tells is damaged
  Extent(hid_t file, const Inventory& inventory);

  bool complete() const { return complete_; }
  std::int64_t periods() const { return periods_; }

  /// Lengths of what counts of a data set.
  /// @throws Failure  if there is less in the file; if the run is complete, also if there is more
  std::vector<hsize_t> shape(const Inventory::Variable& variable, hid_t data_set) const;

 private:
  bool complete_;
  std::int64_t periods_ = 0;
  std::map<std::pair<std::string, std::string>, hsize_t> lengths_;  ///< [group, dimension]
};

/// A chunk that is in the file.
struct Chunk {
  std::vector<hsize_t> start, lengths;  ///< cells along each dimension
  std::uint64_t address = 0;
  hsize_t bytes = 0;
};

/// The chunks that a part of a data set lies in.
std::vector<Chunk> chunks_within(hid_t data_set, const std::vector<hsize_t>& start, const std::vector<hsize_t>& shape);

/// Reads a part of a data set of numbers.
/// @param path   of the data set in the file, for errors
/// @param shape  lengths of the part, whose product is that of the cells
/// @throws Failure  that names the data set, if it is damaged
void read_cells(hid_t data_set, const std::string& path, const std::vector<hsize_t>& start,
                const std::vector<hsize_t>& shape, std::span<double> cells);
/// As 64-bit integers, or doubles where the data set has these.
void read_cells(hid_t data_set, const std::string& path, const std::vector<hsize_t>& start,
                const std::vector<hsize_t>& shape, std::span<std::uint64_t> cells);

/// Integers of a data set of one dimension.
std::vector<std::int64_t> read_integers(hid_t file, const Inventory::Variable& variable);

}  // namespace rivalry
