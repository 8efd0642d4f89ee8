#include "target.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <unistd.h>

namespace rivalry::fuzz {
namespace fs = std::filesystem;

void expect(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "FINDING: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void expect_words(const std::exception& refusal) {
  expect(!std::string_view(refusal.what()).empty(), "a refusal without words");
}

namespace {
struct Scratch {
  Scratch() {
    const bool has_memory = ::access("/dev/shm", W_OK) == 0;
    std::string name = (fs::path(has_memory ? "/dev/shm" : "/tmp") / "rivalry-fuzz-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  fs::path path;
};
}  // namespace

const fs::path& scratch_folder() {
  static const Scratch scratch;
  return scratch.path;
}

void write_file(const fs::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (!file) std::fprintf(stderr, "rivalry_fuzz: %s cannot be written\n", path.c_str()), std::exit(3);
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string_view text_of(Bytes input) { return {reinterpret_cast<const char*>(input.data()), input.size()}; }

std::vector<std::string> shipped(bool sweeps) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(RIVALRY_SOURCE_DIR) / "scenarios"))
    if (entry.path().extension() == ".toml" && (entry.path().parent_path().filename() == "sweeps") == sweeps)
      paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<std::string> texts;
  for (const fs::path& path : paths) texts.push_back(content_of(path));
  return texts;
}

}  // namespace rivalry::fuzz
