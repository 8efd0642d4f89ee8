#pragma once

#include <filesystem>

namespace rivalry {

/// Marks an open file as being written, until it is closed or the process ends, in whatever way. HDF5's own lock is
/// given up when readers are let in, and its flags in the file stay after a death.
/// @param descriptor  open for reading
void mark_as_written(int descriptor);

/// Marks an open file unless another process has.
/// @param descriptor  open for reading and writing
/// @return  false if a living process writes the file
bool claim(int descriptor);

/// Whether a living process writes the file. False where the system cannot tell.
bool is_being_written(const std::filesystem::path& path);

}  // namespace rivalry
