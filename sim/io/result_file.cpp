#include "result_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <unistd.h>

#include "checked.hpp"
#include "ordinary_file.hpp"
#include "provenance.hpp"
#include "rivalry/io/errors.hpp"

namespace rivalry {

namespace {

namespace fs = std::filesystem;
constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
constexpr auto give_a_result = "give a file that `rivalry run` wrote";
constexpr auto name_a_file = "name an ordinary file: a result that `rivalry run` wrote";

void check_signature(const fs::path& path) {
  if (const char* kind = what_else_is(path)) throw ResultError(path, std::string("is ") + kind, "", name_a_file);
  const int descriptor = open_ordinary(path);
  if (descriptor < 0) {
    const bool absent = errno == ENOENT;
    throw ResultError(
        path, absent ? "no such file" : "cannot be read", absent ? "" : std::strerror(errno),
        absent ? "check the name, or make it with `rivalry run SCENARIO -o FILE`" : "choose a file that you may read");
  }
  std::array<char, signature.size()> start{};
  const ssize_t length = ::read(descriptor, start.data(), start.size());
  const int error = errno;
  ::close(descriptor);
  if (length < 0) throw ResultError(path, "cannot be read", std::strerror(error), "check the disk");
  if (length == 0) throw ResultError(path, "is empty", "", give_a_result);
  if (std::string_view(start.data(), start.size()) != signature)
    throw ResultError(path, "is not an HDF5 file", "", give_a_result);
}

void check_format(const fs::path& path, hid_t file, Contents wanted) {
  const std::string format = hdf5::has_attribute(file, "format") ? hdf5::read_text(file, "format") : "";
  if (format != result_format && format != sweep_format)
    throw ResultError(path, "is HDF5, but not a result of Rivalry", "", give_a_result);
  if (wanted == Contents::run && format == sweep_format)
    throw ResultError(path, "is a merged sweep, not the result of one run", "",
                      "`rivalry sweep replay` makes the result of one of its runs");
  if (wanted == Contents::sweep && format == result_format)
    throw ResultError(path, "is the result of one run, not a merged sweep", "",
                      "give a file that `rivalry sweep merge` wrote");
  const std::uint64_t version = hdf5::read_integer(file, "format_version");
  if (version > static_cast<std::uint64_t>(result_format_version))
    throw ResultError(path,
                      "has format version " + std::to_string(version) + "; this program reads up to " +
                          std::to_string(result_format_version),
                      "", "install a newer version of rivalry");
  if (!Inventory::is_in(file))
    throw ResultError(path, "has no list of its contents (root attribute `contents`)", "",
                      "an earlier version of rivalry wrote it, or it was changed: make it anew");
}

}  // namespace

OpenResult open_result(const fs::path& path, Contents wanted) {
  check_signature(path);
  try {
    hdf5::Handle file = hdf5::open_file(path);
    check_format(path, file, wanted);
    Inventory inventory = Inventory::read(file);
    return {std::move(file), std::move(inventory)};
  } catch (const hdf5::Failure& failure) {
    refuse_damaged(path, failure);
  }
}

std::string other_writer(const fs::path& path, hid_t file) {
  if (hdf5::has_attribute(file, "_NCProperties")) return "netCDF (" + hdf5::read_text(file, "_NCProperties") + ")";
  return hdf5::structure_has_checksums(path) ? "" : "another program, as h5repack does";
}

void refuse_damaged(const fs::path& path, const hdf5::Failure& failure) {
  if (failure.reason() == std::strerror(EAGAIN))
    throw ResultError(path, "is being changed by another program", "", "close it there and try again");
  throw DamagedResult(path, std::string("is damaged: ") + failure.what(), failure.cause(),
                      "copy it again, or save what is sound with `rivalry repair FILE -o COPY`; it may be cut short");
}

}  // namespace rivalry
