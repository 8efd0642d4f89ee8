#include "hdf5.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace rivalry::hdf5 {

namespace {

struct Cause {
  int number = 0;
  std::string words;
};

// HDF5 keeps the system's error only in its text: "..., errno = 28, error message = 'No space left on device', ...".
herr_t look_for_cause(unsigned, const H5E_error2_t* entry, void* data) {
  auto& cause = *static_cast<Cause*>(data);
  const char* text = entry->desc ? entry->desc : "";
  if (const char* found = std::strstr(text, "errno = ")) {
    if (cause.number == 0) cause.number = std::atoi(found + std::strlen("errno = "));
  } else if (cause.words.empty()) {
    cause.words = text;
  }
  return 0;
}

Cause cause_of_failure() {
  Cause cause;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, look_for_cause, &cause);
  if (cause.number != 0) cause.words = std::strerror(cause.number);
  return cause;
}

void write_attribute(hid_t object, const char* name, hid_t space, hid_t file_type, hid_t memory_type,
                     const void* data) {
  const Handle attribute(H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                         "an attribute cannot be created");
  check(H5Awrite(attribute, memory_type, data), "an attribute cannot be written");
}

Handle scalar() { return {H5Screate(H5S_SCALAR), H5Sclose, "out of identifiers"}; }

Handle line(std::size_t length) {
  const hsize_t size = length;
  return {H5Screate_simple(1, &size, nullptr), H5Sclose, "out of identifiers"};
}

}  // namespace

Failure::Failure(const std::string& what) : std::runtime_error(what) {
  const Cause cause = cause_of_failure();
  cause_ = cause.words;
  of_system_ = cause.number != 0;
}

Silence::Silence() {
  H5dont_atexit();           // a file that cannot be closed, as on a full disk, makes HDF5's own cleanup crash
  H5PLset_loading_state(0);  // neither a file nor the environment brings code in
  H5Eget_auto2(H5E_DEFAULT, &report_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Silence::~Silence() { H5Eset_auto2(H5E_DEFAULT, report_, data_); }

Handle fixed_text_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "out of identifiers");
  H5Tset_size(type, std::max<std::size_t>(size, 1));
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "out of identifiers");
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

namespace {

/// What the beginning of a file says, from version 3 of its superblock on; else zeros.
struct Superblock {
  explicit Superblock(const std::string& path) {
    std::array<unsigned char, 36> start{};
    std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(start.data()), start.size());
    version = start[8];
    if (version < 3) return;
    flags = start[11];
    for (int i = 7; i >= 0; --i) end = end << 8 | start[static_cast<std::size_t>(28 + i)];
  }
  unsigned version = 0, flags = 0;
  std::uint64_t end = 0;
};

/// Each look at metadata that a writer is changing comes after twice the time; HDF5's own 100 looks would never end.
constexpr unsigned looks_at_metadata = 24;

}  // namespace

bool structure_has_checksums(const std::string& path) { return Superblock(path).version >= 3; }

bool is_left_open(const std::string& path) { return Superblock(path).flags != 0; }

Handle open_file(const std::string& path) {
  const Superblock superblock(path);
  // HDF5 does not look for the end of such a file, and takes what is missing for zeros. The last page may not be full.
  if (superblock.flags != 0 && std::filesystem::file_size(path) + page < superblock.end)
    throw Failure("the file is cut short");
  const unsigned mode = superblock.flags != 0 ? H5F_ACC_RDONLY | H5F_ACC_SWMR_READ : H5F_ACC_RDONLY;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "out of identifiers");
  H5Pset_metadata_read_attempts(access, looks_at_metadata);
  return {H5Fopen(path.c_str(), mode, access), H5Fclose, "the file cannot be opened"};
}

// In place and not in HDF5's heap of texts, which has no checksum.
void write_attribute(hid_t object, const char* name, const std::string& text) {
  const Handle type = fixed_text_type(text.size());
  write_attribute(object, name, scalar(), type, type, text.c_str());
}

void write_attribute(hid_t object, const char* name, std::span<const std::string> texts) {
  std::size_t longest = 1;
  for (const std::string& text : texts) longest = std::max(longest, text.size());
  std::string cells(texts.size() * longest, '\0');
  for (std::size_t i = 0; i < texts.size(); ++i)
    std::ranges::copy(texts[i], cells.begin() + static_cast<std::ptrdiff_t>(i * longest));
  const Handle type = fixed_text_type(longest);
  write_attribute(object, name, line(texts.size()), type, type, cells.data());
}

void write_attribute(hid_t object, const char* name, std::int64_t number) {
  write_attribute(object, name, scalar(), H5T_STD_I64LE, H5T_NATIVE_INT64, &number);
}

void write_attribute(hid_t object, const char* name, std::uint64_t number) {
  write_attribute(object, name, scalar(), H5T_STD_U64LE, H5T_NATIVE_UINT64, &number);
}

void write_attribute(hid_t object, const char* name, std::span<const double> numbers) {
  write_attribute(object, name, line(numbers.size()), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, numbers.data());
}

void write_attribute(hid_t object, const char* name, std::span<const std::int64_t> numbers, hid_t type) {
  write_attribute(object, name, line(numbers.size()), type, H5T_NATIVE_INT64, numbers.data());
}

}  // namespace rivalry::hdf5
