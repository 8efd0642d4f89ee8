#pragma once

#include <filesystem>

#include "hdf5.hpp"
#include "inventory.hpp"
#include "rivalry/io/result_reader.hpp"

namespace rivalry {

/// What a file may hold.
enum class Contents { run, sweep, either };

/// A result that is open to read, and what it should hold.
struct OpenResult {
  hdf5::Handle file;
  Inventory inventory;
};

/// Opens a result to read and checks that it is one.
/// @throws ResultError  if it is absent, unreadable, not HDF5, not what is wanted, of a newer format, or damaged
OpenResult open_result(const std::filesystem::path& path, Contents wanted = Contents::run);

/// The program that wrote a result anew in a form without checksums; empty if it is as rivalry wrote it.
std::string other_writer(const std::filesystem::path& path, hid_t file);

/// Reads what a result says of itself.
/// @throws hdf5::Failure  if part of it is missing or of another kind
void read_attributes(hid_t file, ResultInfo& info);

/// The error for data that cannot be read from a file that could be opened.
[[noreturn]] void refuse_damaged(const std::filesystem::path& path, const hdf5::Failure& failure);

}  // namespace rivalry
