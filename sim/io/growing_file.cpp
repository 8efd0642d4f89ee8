#include "growing_file.hpp"

namespace rivalry {

namespace {

using hdf5::check;
using hdf5::Handle;

constexpr unsigned attributes_in_header = 64;

Handle access_properties() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "out of identifiers");
  // The first version of the format that can be read while it is written.
  H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
  return access;
}

Handle reopen(const std::string& path, unsigned mode) {
  const Handle access = access_properties();
  const hbool_t yes = true;
  check(H5Pset(access, "clear_status_flags", &yes), "the file cannot be opened again");  // as h5clear does it
  check(H5Pset(access, "skip_eof_check", &yes), "the file cannot be opened again");
  // One who waits for another writer to mend a damaged block waits for ever.
  check(H5Pset_metadata_read_attempts(access, 1), "the file cannot be opened again");
  Handle file(H5Fopen(path.c_str(), mode, access), H5Fclose, "the file cannot be opened again");
  // What was written last may lie behind the end that the file states.
  check(H5Fincrement_filesize(file, 0), "the file cannot be opened again");
  return file;
}

}  // namespace

Handle create_growing(const std::string& path) {
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "out of identifiers");
  H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_attr_phase_change(creation, attributes_in_header, 0);  // where replacing one is a single write
  H5Pset_file_space_strategy(creation, H5F_FSPACE_STRATEGY_PAGE, false, 1);
  H5Pset_file_space_page_size(creation, hdf5::page);
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access_properties()), H5Fclose, "cannot be written"};
}

void let_readers_in(hid_t file) { check(H5Fstart_swmr_write(file), "the file cannot be opened to readers"); }

Handle reopen_growing(const std::string& path) { return reopen(path, H5F_ACC_RDWR | H5F_ACC_SWMR_WRITE); }

Handle open_private(const std::string& path) { return reopen(path, H5F_ACC_RDWR); }

void flush(hid_t file) { check(H5Fflush(file, H5F_SCOPE_LOCAL), "data cannot be written"); }

}  // namespace rivalry
