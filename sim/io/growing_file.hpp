#pragma once

#include <string>

#include "hdf5.hpp"

namespace rivalry {

/// Creates a file whose structure can be made.
hdf5::Handle create_growing(const std::string& path);

/// Lets readers in: from now on data sets may grow, and nothing else may be added.
void let_readers_in(hid_t file);

/// Opens a growing file to go on with it, also one whose writer was killed. Readers may stay.
hdf5::Handle reopen_growing(const std::string& path);

/// Opens a file that nobody else uses, to change anything; also one whose writer was killed.
hdf5::Handle open_private(const std::string& path);

/// Makes what was written so far visible to readers, in an order in which they, or a death in between, meet no
/// half-done change.
void flush(hid_t file);

}  // namespace rivalry
