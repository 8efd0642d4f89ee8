#pragma once

#include <filesystem>

#include "hdf5.hpp"

namespace rivalry {

/// What a file may hold.
enum class Contents { run, sweep, either };

/// Opens a result to read and checks that it is one.
/// @throws ResultError  if it is absent, unreadable, not HDF5, not what is wanted, of a newer format, or damaged
hdf5::Handle open_result(const std::filesystem::path& path, Contents wanted = Contents::run);

/// The error for data that cannot be read from a file that could be opened.
[[noreturn]] void refuse_damaged(const std::filesystem::path& path, const hdf5::Failure& failure);

}  // namespace rivalry
