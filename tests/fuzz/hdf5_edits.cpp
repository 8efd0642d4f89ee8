#include "hdf5_edits.hpp"

#include <hdf5.h>

namespace rivalry::fuzz {
namespace {

using Names = std::vector<std::string>;
using Sizes = std::vector<hsize_t>;

/// Owns an identifier; of a call that failed, nothing.
class Id {
 public:
  Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Id() {
    if (id_ >= 0) close_(id_);
  }
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  operator hid_t() const { return id_; }  // NOLINT: stands for the identifier in HDF5's calls

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

herr_t add_object(hid_t, const char* name, const H5O_info_t*, void* names) {
  static_cast<Names*>(names)->emplace_back(name);
  return 0;
}
herr_t add_attribute(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<Names*>(names)->emplace_back(name);
  return 0;
}

Names objects_of(hid_t file) {
  Names names;
  H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, add_object, &names);
  if (names.empty()) names.emplace_back(".");
  return names;
}

/// Of the object, and some that readers look for.
Names attributes_of(hid_t object) {
  Names names;
  hsize_t at = 0;
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &at, add_attribute, &names);
  for (const char* known : {"units", "long_name", "flag_values", "flag_meanings", "CLASS", "NAME", "DIMENSION_LIST",
                            "REFERENCE_LIST", "DIMENSION_LABELS", "_FillValue", "format", "complete", "seed"})
    names.emplace_back(known);
  return names;
}

constexpr std::array<hsize_t, 16> lengths{
    0, 1, 2, 3, 8, 64, 65, 255, 256, 4096, 65536, 100000, 1000000, 1'000'000'000, hsize_t{1} << 40, hsize_t{1} << 60};
constexpr std::array texts{"",
                           "a",
                           "1",
                           "=1+1",
                           "\x1b[2J",
                           "rivalry-result",
                           "rivalry-sweep",
                           "\xff\xfe",
                           "a b c",
                           "name with \n lines",
                           "/market",
                           "../x"};

/// A shape of few cells for what has to hold values, of any size for what is only declared.
Id space_of(Cursor& choices, hsize_t most, bool grows) {
  const std::size_t rank = choices.below(10);
  if (rank == 8) return {H5Screate(H5S_SCALAR), H5Sclose};
  if (rank == 9) return {H5Screate(H5S_NULL), H5Sclose};
  Sizes sizes, largest;
  hsize_t cells = 1;
  for (std::size_t i = 0; i < std::max<std::size_t>(rank % 4, 1); ++i) {
    const hsize_t length = choices.any_of(lengths);
    sizes.push_back(length <= most / std::max<hsize_t>(cells, 1) ? length : 2);
    largest.push_back(H5S_UNLIMITED);
    cells *= sizes.back();
  }
  return {H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), grows ? largest.data() : nullptr), H5Sclose};
}

Id type_of(Cursor& choices) {
  const auto copy = [](hid_t type) { return H5Tcopy(type); };
  const auto text = [](std::size_t size) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, size);
    return type;
  };
  hid_t type = -1;
  switch (choices.below(16)) {
    case 0:
      type = copy(H5T_STD_I64LE);
      break;
    case 1:
      type = copy(H5T_STD_U64BE);
      break;
    case 2:
      type = copy(H5T_IEEE_F64LE);
      break;
    case 3:
      type = copy(H5T_STD_I8LE);
      break;
    case 4:
      type = copy(H5T_IEEE_F32BE);
      break;
    case 5:
      type = text(1);
      break;
    case 6:
      type = text(200);
      break;
    case 7:
      type = text(60000);
      break;
    case 8:
      type = text(H5T_VARIABLE);
      break;
    case 9:
      type = H5Tvlen_create(H5T_STD_I64LE);
      break;
    case 10:
      type = copy(H5T_STD_REF_OBJ);
      break;
    case 11: {
      const hsize_t size = 64;
      type = H5Tarray_create2(H5T_STD_I64LE, 1, &size);
      break;
    }
    case 12:
      type = H5Tcreate(H5T_COMPOUND, 16);
      H5Tinsert(type, "r", 0, H5T_IEEE_F64LE), H5Tinsert(type, "i", 8, H5T_IEEE_F64LE);
      break;
    case 13: {
      type = H5Tenum_create(H5T_STD_I8LE);
      const signed char zero = 0, one = 1;
      H5Tenum_insert(type, "FALSE", &zero), H5Tenum_insert(type, "TRUE", &one);
      break;
    }
    case 14:
      type = H5Tcreate(H5T_OPAQUE, 300);
      break;
    default:
      type = copy(H5T_STD_I64LE);
      break;
  }
  return {type, H5Tclose};
}

/// Values of that type and shape; none where they would be pointers.
std::vector<std::uint8_t> values_of(Cursor& choices, hid_t type, hid_t space) {
  const hssize_t cells = H5Sget_simple_extent_npoints(space);
  if (cells <= 0 || H5Tdetect_class(type, H5T_VLEN) > 0 || H5Tis_variable_str(type) > 0) return {};
  if (H5Tdetect_class(type, H5T_REFERENCE) > 0) return {};
  std::vector<std::uint8_t> values(static_cast<std::size_t>(cells) * H5Tget_size(type));
  if (H5Tget_class(type) == H5T_STRING) {
    const std::string_view text = choices.any_of(texts);
    std::copy_n(text.begin(), std::min(text.size(), values.size()), values.begin());
    return values;
  }
  const std::uint64_t word = choices.any_of(extreme_words);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>(word >> 8 * (i % 8));
  return values;
}

void put_attribute(hid_t object, const std::string& name, Cursor& choices) {
  H5Adelete(object, name.c_str());
  const Id type = type_of(choices), space = space_of(choices, 4096, false);
  const Id attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (attribute < 0) return;
  if (H5Tis_variable_str(type) > 0) {
    const hssize_t cells = H5Sget_simple_extent_npoints(space);
    const std::vector<const char*> pointers(static_cast<std::size_t>(std::max<hssize_t>(cells, 0)),
                                            choices.any_of(texts));
    if (!pointers.empty()) H5Awrite(attribute, type, pointers.data());
    return;
  }
  const std::vector<std::uint8_t> values = values_of(choices, type, space);
  if (!values.empty()) H5Awrite(attribute, type, values.data());
}

void put_data_set(hid_t file, const std::string& name, Cursor& choices) {
  H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  const Id properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose), links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links, 1);
  const bool chunked = choices.below(4) != 0;
  const Id type = type_of(choices), space = space_of(choices, hsize_t{1} << 62, chunked);
  const int rank = H5Sget_simple_extent_ndims(space);
  if (chunked && rank > 0) {
    Sizes chunk(static_cast<std::size_t>(rank));
    for (hsize_t& length : chunk) length = std::min<hsize_t>(choices.any_of(lengths), 100'000);
    H5Pset_chunk(properties, rank, chunk.data());
    if (choices.below(2)) H5Pset_shuffle(properties);
    if (choices.below(2)) H5Pset_deflate(properties, 1);
    if (choices.below(2)) H5Pset_fletcher32(properties);
  }
  if (choices.below(8) == 0) H5Pset_external(properties, "/dev/zero", 0, H5F_UNLIMITED);
  H5Pset_alloc_time(properties, H5D_ALLOC_TIME_INCR);
  const Id data_set(H5Dcreate2(file, name.c_str(), type, space, links, properties, H5P_DEFAULT), H5Dclose);
  if (data_set < 0) return;
  const hssize_t cells = H5Sget_simple_extent_npoints(space);
  if (!chunked || cells <= 0 || cells > 4096) return;
  const std::vector<std::uint8_t> values = values_of(choices, type, space);
  if (!values.empty()) H5Dwrite(data_set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
}

void put_link(hid_t file, const std::string& name, const Names& objects, Cursor& choices) {
  H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  const std::string& to = choices.any_of(objects);
  switch (choices.below(6)) {
    case 0:
      H5Lcreate_soft(("/" + to).c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 1:
      H5Lcreate_soft(("/" + name).c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 2:
      H5Lcreate_hard(file, to.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 3:
      H5Lcreate_hard(file, ".", file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 4:
      H5Lcreate_external("/dev/null", "/market", file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    default:
      H5Lcreate_external("edited.h5", ("/" + to).c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  }
}

void stretch(hid_t file, const std::string& name, Cursor& choices) {
  const Id data_set(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (data_set < 0) return;
  const Id space(H5Dget_space(data_set), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space);
  if (rank <= 0) return;
  Sizes sizes(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  // Shrinking from a size that was only declared would have HDF5 walk over all chunks in between.
  const hsize_t length = choices.any_of(lengths);
  hsize_t& one = sizes[choices.below(sizes.size())];
  if (length > one || one < 1'000'000) one = length;
  H5Dset_extent(data_set, sizes.data());
}

void put_type(hid_t file, const std::string& name, Cursor& choices) {
  H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  const Id type = type_of(choices);
  H5Tcommit2(file, name.c_str(), type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
}

void put_group(hid_t file, const std::string& name) {
  H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  const Id group(H5Gcreate2(file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
}

void edit_once(hid_t file, Cursor& choices) {
  const Names objects = objects_of(file);
  const std::string name = choices.any_of(objects);
  const std::string extra = "market/" + std::string(choices.any_of(texts));
  const std::size_t what = choices.below(12);
  if (what < 4) {
    const Id object(H5Oopen(file, what < 2 ? "." : name.c_str(), H5P_DEFAULT), H5Oclose);
    if (object < 0) return;
    const Names attributes = attributes_of(object);
    const std::string& attribute = choices.any_of(attributes);
    if (choices.below(6) == 0)
      H5Adelete(object, attribute.c_str());
    else
      put_attribute(object, attribute, choices);
    return;
  }
  const std::string& where = choices.below(4) == 0 ? extra : name;
  switch (what) {
    case 4:
    case 5:
      return put_data_set(file, where, choices);
    case 6:
      return put_link(file, where, objects, choices);
    case 7:
    case 8:
      return stretch(file, name, choices);
    case 9:
      H5Ldelete(file, name.c_str(), H5P_DEFAULT);
      return;
    case 10:
      return choices.below(2) ? put_group(file, where) : put_type(file, where, choices);
    default:
      H5Lmove(file, name.c_str(), file, choices.any_of(objects).c_str(), H5P_DEFAULT, H5P_DEFAULT);
  }
}

}  // namespace

void edit(const std::filesystem::path& path, Cursor& choices) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
  const Id file(H5Fopen(path.c_str(), H5F_ACC_RDWR, access), H5Fclose);
  expect(file >= 0, "a sound file cannot be opened");
  while (!choices.done()) edit_once(file, choices);
}

}  // namespace rivalry::fuzz
