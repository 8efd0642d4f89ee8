#include "checked.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rivalry::hdf5 {

namespace {

constexpr std::size_t longest_text = std::size_t{1} << 26;
constexpr hsize_t largest_chunk = hsize_t{1} << 28;  // bytes
constexpr hsize_t most_texts = hsize_t{1} << 16, most_text_bytes = hsize_t{1} << 26;
constexpr int highest_rank = 4;
constexpr std::uint64_t most_compressed = 1100;  // deflate comes to 1032 : 1
constexpr std::uint64_t index_entry = 8;         // bytes that a chunk's address takes

std::string of_attribute(const char* name) { return fmt::format("its attribute `{}`", name); }

/// The one value of an attribute.
Handle open_attribute(hid_t object, const char* name) {
  if (!has_attribute(object, name)) throw Failure(of_attribute(name) + " is missing");
  Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, (of_attribute(name) + " cannot be read").c_str());
  const Handle space(H5Aget_space(attribute), H5Sclose, "out of identifiers");
  const hssize_t values = check(H5Sget_simple_extent_npoints(space), "an attribute has no extent");
  if (values != 1) throw Failure(fmt::format("{} holds {} values where one belongs", of_attribute(name), values));
  return attribute;
}

Handle type_of_attribute(hid_t attribute, const char* name, H5T_class_t wanted, std::size_t most_bytes) {
  Handle type(H5Aget_type(attribute), H5Tclose, (of_attribute(name) + " cannot be read").c_str());
  if (H5Tget_class(type) != wanted)
    throw Failure(of_attribute(name) + (wanted == H5T_STRING ? " is not a text" : " is not an integer"));
  if (H5Tget_size(type) > most_bytes)
    throw Failure(
        fmt::format("{} takes {} bytes where at most {} belong", of_attribute(name), H5Tget_size(type), most_bytes));
  return type;
}

void read(hid_t attribute, const char* name, hid_t type, void* value) {
  check(H5Aread(attribute, type, value), (of_attribute(name) + " cannot be read").c_str());
}

const char* name_of(H5L_type_t kind) {
  return kind == H5L_TYPE_SOFT       ? "a link to another place"
         : kind == H5L_TYPE_EXTERNAL ? "a link to another file"
                                     : "a link of a foreign kind";
}

/// Whoever opens a link to elsewhere reads other files, and waits where they are pipes.
void check_link(hid_t place, const std::string& path, const std::string& name) {
  if (name.empty() || name == "." || name.find('/') != std::string::npos)
    throw Failure(fmt::format("\"{}\" names no member of a group", name));
  if (!has_link(place, name)) throw Failure(path + " is missing");
  H5L_info_t link;
  check(H5Lget_info(place, name.c_str(), &link, H5P_DEFAULT), (path + " cannot be opened").c_str());
  if (link.type != H5L_TYPE_HARD)
    throw Failure(fmt::format("{} is {}, which results never have", path, name_of(link.type)));
}

void check_filters(hid_t properties, const std::string& path) {
  const int filters = check(H5Pget_nfilters(properties), "a data set has no filters");
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, settings = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter =
        check(H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &settings),
              "a filter cannot be read");
    if (filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_FLETCHER32)
      throw Failure(
          fmt::format("{} is stored under filter {}, which results never have (only shuffle, deflate, Fletcher-32)",
                      path, static_cast<int>(filter)));
  }
}

std::size_t bytes_of_value(hid_t data_set) {
  const Handle type(H5Dget_type(data_set), H5Tclose, "a data set cannot be read");
  return std::max<std::size_t>(H5Tget_size(type), 1);
}

hsize_t bytes_of_chunk(hid_t data_set, hid_t properties) {
  std::array<hsize_t, H5S_MAX_RANK> lengths{};
  const int rank = check(H5Pget_chunk(properties, H5S_MAX_RANK, lengths.data()), "a data set has no chunks");
  hsize_t bytes = bytes_of_value(data_set);
  for (int i = 0; i < rank; ++i) {
    const hsize_t length = lengths[static_cast<std::size_t>(i)];
    if (length == 0 || bytes > largest_chunk / length) return largest_chunk + 1;
    bytes *= length;
  }
  return bytes;
}

/// Looks at the properties before anything that would open the files that they name.
void check_storage(hid_t data_set, const std::string& path) {
  const Handle properties(H5Dget_create_plist(data_set), H5Pclose, (path + " cannot be opened").c_str());
  const H5D_layout_t layout = H5Pget_layout(properties);
  if (layout == H5D_VIRTUAL || H5Pget_external_count(properties) != 0)
    throw Failure(path + " keeps its values in other files, which results never do");
  if (layout != H5D_CHUNKED && layout != H5D_CONTIGUOUS && layout != H5D_COMPACT)
    throw Failure(path + " is laid out in an unknown way");
  check_filters(properties, path);
  if (layout == H5D_CHUNKED && bytes_of_chunk(data_set, properties) > largest_chunk)
    throw Failure(fmt::format("{} is stored in chunks of more than {} bytes", path, largest_chunk));
}

herr_t append_name(hid_t, const char* name, const H5L_info_t*, void* data) {
  auto& [names, most] = *static_cast<std::pair<std::vector<std::string>, std::size_t>*>(data);
  if (names.size() == most) return 1;
  names.emplace_back(name);
  return 0;
}

}  // namespace

bool has_attribute(hid_t object, const char* name) {
  return check(H5Aexists(object, name), (of_attribute(name) + " cannot be looked for").c_str()) > 0;
}

std::string read_text(hid_t object, const char* name) {
  const Handle attribute = open_attribute(object, name);
  const Handle stored = type_of_attribute(attribute, name, H5T_STRING, longest_text);
  if (H5Tis_variable_str(stored) <= 0) {
    const Handle type = fixed_text_type(H5Tget_size(stored));
    H5Tset_cset(type, H5Tget_cset(stored));
    std::string text(H5Tget_size(stored), '\0');
    read(attribute, name, type, text.data());
    return text.substr(0, text.find('\0'));
  }
  const Handle type = text_type();
  H5Tset_cset(type, H5Tget_cset(stored));
  char* text = nullptr;
  read(attribute, name, type, &text);
  std::string result = text ? text : "";
  H5free_memory(text);
  return result;
}

std::uint64_t read_integer(hid_t object, const char* name) {
  const Handle attribute = open_attribute(object, name);
  const Handle type = type_of_attribute(attribute, name, H5T_INTEGER, sizeof(std::uint64_t));
  std::uint64_t number = 0;
  read(attribute, name, H5Tget_sign(type) == H5T_SGN_2 ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64, &number);
  return number;
}

void replace_attribute(hid_t object, const char* name, std::int64_t number) {
  const Handle attribute = open_attribute(object, name);
  type_of_attribute(attribute, name, H5T_INTEGER, sizeof number);
  check(H5Awrite(attribute, H5T_NATIVE_INT64, &number), "an attribute cannot be written");
}

void replace_attribute(hid_t object, const char* name, const std::string& text) {
  const Handle attribute = open_attribute(object, name);
  const Handle stored = type_of_attribute(attribute, name, H5T_STRING, longest_text);
  if (H5Tis_variable_str(stored) > 0) {  // in a file that another program wrote anew
    const char* const pointer = text.c_str();
    check(H5Awrite(attribute, stored, &pointer), "an attribute cannot be written");
    return;
  }
  const Handle type = fixed_text_type(text.size());
  H5Tset_cset(type, H5Tget_cset(stored));
  check(H5Awrite(attribute, type, text.c_str()), "an attribute cannot be written");
}

bool has_link(hid_t place, const std::string& name) {
  return check(H5Lexists(place, name.c_str(), H5P_DEFAULT), (name + " cannot be looked for").c_str()) > 0;
}

std::vector<std::string> links(hid_t place, std::size_t most) {
  std::pair<std::vector<std::string>, std::size_t> found{{}, most};
  const Handle group(H5Gopen2(place, ".", H5P_DEFAULT), H5Gclose, "a group cannot be opened");
  check(H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, append_name, &found), "a group cannot be read");
  return std::move(found.first);
}

Handle open_group(hid_t place, const std::string& name) {
  check_link(place, "/" + name, name);
  return {H5Gopen2(place, name.c_str(), H5P_DEFAULT), H5Gclose, ("/" + name + " cannot be opened as a group").c_str()};
}

Handle open_data_set(hid_t place, const std::string& group, const std::string& name, hid_t access) {
  const std::string path = "/" + group + "/" + name;
  check_link(place, path, name);
  Handle data_set(H5Dopen2(place, name.c_str(), access), H5Dclose, (path + " cannot be opened as a data set").c_str());
  check_storage(data_set, path);
  return data_set;
}

std::vector<hsize_t> shape(hid_t data_set) {
  const Handle space(H5Dget_space(data_set), H5Sclose, "a data set cannot be read");
  const int rank = check(H5Sget_simple_extent_ndims(space), "a data set has no extent");
  if (rank < 1 || rank > highest_rank)
    throw Failure(fmt::format("a data set has {} dimensions where 1 to {} belong", rank, highest_rank));
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space, sizes.data(), nullptr), "a data set has no extent");
  return sizes;
}

bool has_checksums(hid_t data_set) {
  const Handle properties(H5Dget_create_plist(data_set), H5Pclose, "a data set cannot be read");
  const int filters = check(H5Pget_nfilters(properties), "a data set has no filters");
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, settings = 0;
    std::size_t values = 0;
    if (H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &settings) ==
        H5Z_FILTER_FLETCHER32)
      return true;
  }
  return false;
}

bool is_of(hid_t data_set, const std::string& type) {
  const Handle stored(H5Dget_type(data_set), H5Tclose, "a data set cannot be read");
  const H5T_class_t kind = H5Tget_class(stored);
  const std::size_t bits = 8 * H5Tget_size(stored);
  if (type == "text") return kind == H5T_STRING;
  if (type == "dimension") return kind == H5T_FLOAT && bits == 32;
  if (kind == H5T_FLOAT) return type == fmt::format("float{}", bits);
  return kind == H5T_INTEGER && H5Tget_sign(stored) == H5T_SGN_2 && type == fmt::format("int{}", bits);
}

std::vector<std::string> read_texts(hid_t data_set, const std::string& path) {
  const Handle stored(H5Dget_type(data_set), H5Tclose, "a data set cannot be read");
  if (H5Tget_class(stored) != H5T_STRING) throw Failure(path + " holds no texts");
  const std::vector<hsize_t> sizes = shape(data_set);
  if (sizes.size() != 1 || sizes[0] > most_texts)
    throw Failure(fmt::format("{} holds more texts than the {} that a coordinate may have", path, most_texts));
  const auto unread = path + " cannot be read";
  std::vector<std::string> texts;
  if (H5Tis_variable_str(stored) <= 0) {  // in a file that another program wrote anew
    const std::size_t width = H5Tget_size(stored);
    if (width > most_text_bytes / std::max<hsize_t>(sizes[0], 1))
      throw Failure(path + " holds texts that are too long");
    std::string bytes(width * sizes[0], '\0');
    const Handle type = fixed_text_type(width);
    H5Tset_cset(type, H5Tget_cset(stored));
    check(H5Dread(data_set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), unread.c_str());
    for (hsize_t i = 0; i < sizes[0]; ++i) {
      const std::string text = bytes.substr(i * width, width);
      texts.push_back(text.substr(0, text.find('\0')));
    }
    return texts;
  }
  const Handle type = text_type();
  H5Tset_cset(type, H5Tget_cset(stored));
  const Handle space(H5Dget_space(data_set), H5Sclose, "a data set cannot be read");
  std::vector<char*> pointers(sizes[0]);
  check(H5Dread(data_set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), unread.c_str());
  for (const char* pointer : pointers) texts.emplace_back(pointer ? pointer : "");
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
  return texts;
}

std::uint64_t file_bytes(hid_t object) {
  const ssize_t length = check(H5Fget_name(object, nullptr, 0), "a file has no name");
  std::string name(static_cast<std::size_t>(length) + 1, '\0');
  H5Fget_name(object, name.data(), name.size());
  name.pop_back();
  return std::filesystem::file_size(name);
}

void check_that_it_fits(hid_t data_set, const std::string& path, std::uint64_t file_bytes) {
  const std::vector<hsize_t> sizes = shape(data_set);
  const Handle properties(H5Dget_create_plist(data_set), H5Pclose, "a data set cannot be read");
  std::vector<hsize_t> chunk(sizes);
  if (H5Pget_layout(properties) == H5D_CHUNKED)
    check(H5Pget_chunk(properties, static_cast<int>(chunk.size()), chunk.data()), "a data set has no chunks");
  // Of a panel, chunks without a living firm are not there; of a line, all are.
  const bool is_line = sizes.size() == 1;
  std::uint64_t chunks = is_line ? index_entry : 1;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const hsize_t along = sizes[i] / std::max<hsize_t>(chunk[i], 1) + 1;
    chunks = along > file_bytes / chunks ? file_bytes + 1 : chunks * along;
  }
  const bool is_too_long = is_line && sizes[0] > most_compressed * file_bytes / bytes_of_value(data_set);
  if (chunks <= file_bytes && !is_too_long) return;
  throw Failure(fmt::format("{} declares {} values, more than a file of {} bytes can hold", path,
                            fmt::join(sizes, " x "), file_bytes));
}

}  // namespace rivalry::hdf5
