#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "rivalry/io/errors.hpp"

namespace rivalry {

/// What was found in a result, and done about it.
struct RepairReport {
  struct Damage {
    std::string data_set;  ///< as in "/firms/profit"
    std::int64_t chunks = 0, of = 0;
  };
  bool complete = false;       ///< the run reached its end
  bool was_left_open = false;  ///< by a process that died
  std::int64_t periods = 0;    ///< that the file holds
  std::int64_t chunks = 0;     ///< whose checksums were looked at
  bool has_summary = false;
  std::vector<Damage> damage;                    ///< is missing in what was written
  std::optional<std::filesystem::path> written;  ///< the repaired file; nothing if it was sound
};

/// Makes an ordinary, closed file of a result whose writer died: cuts it to the periods that are there in full, fills
/// in the ending, rebuilds the summary from the series of the market, looks at every checksum. The file is replaced at
/// once by its repaired copy, for which there must be room.
///
/// @param copy       where to write instead; then damaged parts become missing values
/// @param overwrite  replace an existing copy
/// @throws ResultError    if it is absent, no result, or being written
/// @throws DamagedResult  if parts are damaged and there is no copy to write, or its structure is damaged
/// @throws OutputError    if nothing can be written there
RepairReport repair_result(const std::filesystem::path& file, const std::optional<std::filesystem::path>& copy,
                           bool overwrite);

/// Removes what a process that died left of a repair.
void discard_unfinished(const std::filesystem::path& target, pid_t process);

}  // namespace rivalry
