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

herr_t append_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

Failure::Failure(const std::string& what) : std::runtime_error(what) {
  const Cause cause = cause_of_failure();
  cause_ = cause.words;
  of_system_ = cause.number != 0;
}

Silence::Silence() {
  H5dont_atexit();  // a file that cannot be closed, as on a full disk, makes HDF5's own cleanup crash
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
    if (start[8] < 3) return;
    flags = start[11];
    for (int i = 7; i >= 0; --i) end = end << 8 | start[static_cast<std::size_t>(28 + i)];
  }
  unsigned flags = 0;
  std::uint64_t end = 0;
};

/// Each look at metadata that a writer is changing comes after twice the time; HDF5's own 100 looks would never end.
constexpr unsigned looks_at_metadata = 24;

}  // namespace

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

void replace_attribute(hid_t object, const char* name, std::int64_t number) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "an attribute is missing");
  check(H5Awrite(attribute, H5T_NATIVE_INT64, &number), "an attribute cannot be written");
}

void replace_attribute(hid_t object, const char* name, const std::string& text) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "an attribute is missing");
  const Handle type = fixed_text_type(text.size());
  check(H5Awrite(attribute, type, text.c_str()), "an attribute cannot be written");
}

bool has_attribute(hid_t object, const char* name) { return H5Aexists(object, name) > 0; }

std::string read_text(hid_t object, const char* name) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "an attribute is missing");
  const Handle stored(H5Aget_type(attribute), H5Tclose, "an attribute cannot be read");
  if (H5Tget_class(stored) != H5T_STRING) throw Failure("an attribute is not a text");
  if (H5Tis_variable_str(stored) <= 0) {
    const Handle type = fixed_text_type(H5Tget_size(stored));
    std::string text(H5Tget_size(stored), '\0');
    check(H5Aread(attribute, type, text.data()), "an attribute cannot be read");
    return text.substr(0, text.find('\0'));
  }
  const Handle type = text_type();
  char* text = nullptr;
  check(H5Aread(attribute, type, &text), "an attribute cannot be read");
  std::string result = text ? text : "";
  H5free_memory(text);
  return result;
}

std::uint64_t read_integer(hid_t object, const char* name) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "an attribute is missing");
  const Handle type(H5Aget_type(attribute), H5Tclose, "an attribute cannot be read");
  std::uint64_t number = 0;
  const bool is_signed = H5Tget_class(type) == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_2;
  check(H5Aread(attribute, is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64, &number), "an attribute cannot be read");
  return number;
}

std::vector<std::string> members(hid_t place, H5O_type_t kind) {
  std::vector<std::string> names, chosen;
  const Handle group(H5Gopen2(place, ".", H5P_DEFAULT), H5Gclose, "a group cannot be opened");
  const Handle properties(H5Gget_create_plist(group), H5Pclose, "a group cannot be read");
  unsigned order = 0;
  H5Pget_link_creation_order(properties, &order);
  const H5_index_t index = order & H5P_CRT_ORDER_INDEXED ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  check(H5Literate(group, index, H5_ITER_INC, nullptr, append_name, &names), "a group cannot be read");
  for (const std::string& name : names) {
    H5O_info_t info;
    check(H5Oget_info_by_name(group, name.c_str(), &info, H5P_DEFAULT), (name + " cannot be opened").c_str());
    if (info.type == kind) chosen.push_back(name);
  }
  return chosen;
}

std::vector<std::string> read_texts(hid_t data_set) {
  const Handle space(H5Dget_space(data_set), H5Sclose, "a data set cannot be read");
  const Handle type = text_type();
  std::vector<char*> pointers(static_cast<std::size_t>(check(H5Sget_simple_extent_npoints(space), "no extent")));
  check(H5Dread(data_set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "texts cannot be read");
  std::vector<std::string> texts;
  for (const char* pointer : pointers) texts.emplace_back(pointer ? pointer : "");
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
  return texts;
}

std::vector<hsize_t> shape(hid_t data_set) {
  const Handle space(H5Dget_space(data_set), H5Sclose, "a data set cannot be read");
  std::vector<hsize_t> sizes(static_cast<std::size_t>(check(H5Sget_simple_extent_ndims(space), "no extent")));
  H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  return sizes;
}

Handle open_group(hid_t place, const std::string& name) {
  return {H5Gopen2(place, name.c_str(), H5P_DEFAULT), H5Gclose, ("/" + name + " cannot be opened").c_str()};
}

Handle open_data_set(hid_t place, const std::string& group, const std::string& name) {
  return {H5Dopen2(place, name.c_str(), H5P_DEFAULT), H5Dclose,
          ("/" + group + "/" + name + " cannot be opened").c_str()};
}

}  // namespace rivalry::hdf5
