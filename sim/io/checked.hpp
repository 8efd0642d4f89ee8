#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hdf5.hpp"

// Reading from files that anyone may have written or changed. What stands there is never believed: the kind of a link,
// class, size and shape are looked at here, and nowhere else, before memory is taken or filled. Every function throws
// Failure, in words that name the place, what is there and what belongs there.
namespace rivalry::hdf5 {

/// @return whether there is such an attribute
bool has_attribute(hid_t object, const char* name);
/// A text of one value, of fixed length or any.
std::string read_text(hid_t object, const char* name);
/// One integer of at most 64 bits; negative numbers as two's complement.
std::uint64_t read_integer(hid_t object, const char* name);

/// Gives an attribute another value, which must have room where it stands.
void replace_attribute(hid_t object, const char* name, std::int64_t number);
void replace_attribute(hid_t object, const char* name, const std::string& text);

/// Whether a group or file has a link of that name, of whatever kind.
bool has_link(hid_t place, const std::string& name);
/// Names of all links of a group or file, in no order; no more than `most`.
std::vector<std::string> links(hid_t place, std::size_t most);

/// A group that lies in this file itself.
Handle open_group(hid_t place, const std::string& name);

/// A data set whose values lie in this file itself, under no filters but those that results have (shuffle, deflate,
/// Fletcher-32), in chunks of a size that fits into memory.
/// @param group  its name, for errors
Handle open_data_set(hid_t place, const std::string& group, const std::string& name, hid_t access = H5P_DEFAULT);

/// Lengths along its dimensions, of which there are one to four.
std::vector<hsize_t> shape(hid_t data_set);

/// Whether all chunks, or else all values, of a data set are under a checksum.
bool has_checksums(hid_t data_set);

/// Whether a data set's values are stored as that: "float64", "int8" to "int64", "text", or "dimension", which has
/// none.
bool is_of(hid_t data_set, const std::string& type);

/// Values of a data set of texts, of one dimension.
std::vector<std::string> read_texts(hid_t data_set, const std::string& path);

/// Size of the file that an object is in.
std::uint64_t file_bytes(hid_t object);

/// Refuses a data set that a file of that size cannot hold, however well it is compressed.
void check_that_it_fits(hid_t data_set, const std::string& path, std::uint64_t file_bytes);

}  // namespace rivalry::hdf5
