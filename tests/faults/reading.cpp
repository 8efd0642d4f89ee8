#include <fstream>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "../support/results.hpp"
#include "rivalry/io/digest.hpp"
#include "rivalry/io/result_reader.hpp"

namespace rivalry {
namespace {

using test::Folder;

void make_result(const std::filesystem::path& path) {
  test::record(test::scenario_of("[scenario]\nperiods = 20\n[market]\nfirms = 60\n"), path);
}

/// Adds an attribute of the root group, or replaces it.
void set_attribute(const std::filesystem::path& path, const char* name, std::int64_t value) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), space = H5Screate(H5S_SCALAR);
  if (H5Aexists(file, name) > 0) H5Adelete(file, name);
  const hid_t attribute = H5Acreate2(file, name, H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, H5T_NATIVE_INT64, &value);
  H5Aclose(attribute), H5Sclose(space), H5Fclose(file);
}

}  // namespace

TEST_CASE("files that are no results are refused with what they are and what to do") {
  const Folder folder;
  std::ofstream(folder / "empty");
  std::ofstream(folder / "text") << "period,hhi\n1,0.2\n";
  const hid_t other = H5Fcreate((folder / "other.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  H5Fclose(other);

  using doctest::Contains;
  const auto refused = [&](const std::string& name, const char* text) {
    CAPTURE(name);
    CHECK_THROWS_WITH_AS(read_result_info(folder / name), Contains(text), ResultError);
    CHECK_THROWS_WITH_AS(digest_result(folder / name), Contains(text), ResultError);
  };
  refused("absent.h5", "no such file; check the name");
  refused("", "is a folder");
  refused("empty", "is empty; give a file that `rivalry run` wrote");
  refused("text", "is not an HDF5 file");
  refused("other.h5", "is HDF5, but not a result of Rivalry");
}

TEST_CASE("a result of a newer format is refused") {
  const Folder folder;
  make_result(folder / "r.h5");
  set_attribute(folder / "r.h5", "format_version", 2);
  CHECK_THROWS_WITH_AS(read_result_info(folder / "r.h5"),
                       doctest::Contains("has format version 2; this program reads up to 1; install a newer version"),
                       ResultError);
}

TEST_CASE("a result cut short is refused") {
  const Folder folder;
  make_result(folder / "r.h5");
  std::filesystem::resize_file(folder / "r.h5", std::filesystem::file_size(folder / "r.h5") / 2);
  CHECK_THROWS_WITH_AS(read_result_info(folder / "r.h5"), doctest::Contains("is damaged: the file cannot be opened"),
                       ResultError);
}

TEST_CASE("a flipped bit in the data is found") {
  const Folder folder;
  make_result(folder / "r.h5");
  const std::filesystem::path path = folder / "r.h5";
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t set = H5Dopen2(file, "/firms/profit", H5P_DEFAULT);
  haddr_t address = 0;
  hsize_t size = 0;
  const hid_t space = H5Dget_space(set);
  H5Dget_chunk_info(set, space, 0, nullptr, nullptr, &address, &size);
  H5Sclose(space), H5Dclose(set), H5Fclose(file);
  REQUIRE(size > 100);

  std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(static_cast<std::streamoff>(address + size / 2));
  const int before = bytes.get();
  bytes.seekp(static_cast<std::streamoff>(address + size / 2));
  bytes.put(static_cast<char>(before ^ 1));
  bytes.close();
  CHECK_THROWS_WITH_AS(digest_result(path), doctest::Contains("is damaged: /firms/profit cannot be read"), ResultError);
}

}  // namespace rivalry
