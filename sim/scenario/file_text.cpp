#include "file_text.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "rivalry/scenario/mistake.hpp"

namespace rivalry {
namespace {

constexpr std::size_t largest = std::size_t{16} << 20;

[[noreturn]] void refuse(const std::filesystem::path& path, std::string rule, std::string remedy) {
  throw ScenarioError({{path.string(), 0, 0, "", "", std::move(rule), std::move(remedy)}});
}

bool has_content(const std::string& text) {
  bool comment = false;
  for (const char c : text) {
    if (c == '#') comment = true;
    if (c == '\n') comment = false;
    if (!comment && c != ' ' && c != '\t' && c != '\r' && c != '\n') return true;
  }
  return false;
}

}  // namespace

std::string read_text(const std::filesystem::path& path) {
  constexpr const char* give = "give a scenario file; `rivalry list` names those that come with the program";
  constexpr const char* other = "give a scenario file, which is TOML text (rivalry new FILE writes one)";
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) refuse(path, "there is no such file", give);
  if (std::filesystem::is_directory(status)) refuse(path, "is a directory", give);
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(path, error) > largest)
    refuse(path, "is larger than 16 MB", other);

  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) refuse(path, fmt::format("cannot be opened: {}", std::strerror(errno)), "check the file's permissions");
  std::string text;
  char block[65536];
  for (std::size_t got = 0; (got = std::fread(block, 1, sizeof block, file.get())) > 0;) {
    text.append(block, got);
    if (text.size() > largest) refuse(path, "is larger than 16 MB", other);
  }
  if (std::ferror(file.get())) refuse(path, fmt::format("cannot be read: {}", std::strerror(errno)), "check the disk");
  if (!has_content(text)) refuse(path, "is empty", other);
  return text;
}

}  // namespace rivalry
