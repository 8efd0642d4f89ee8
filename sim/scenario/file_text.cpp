#include "file_text.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>

#include <fmt/format.h>

#include "rivalry/scenario/mistake.hpp"

namespace rivalry {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, std::string rule, std::string remedy) {
  throw ScenarioError({{path.string(), 0, 0, "", "", std::move(rule), std::move(remedy)}});
}

std::string too_large(const FileKind& kind) { return fmt::format("is larger than {} MB", kind.largest >> 20); }

bool has_content(const std::string& text) {
  bool comment = false;
  for (const char c : text) {
    if (c == '#') comment = true;
    if (c == '\n') comment = false;
    if (!comment && c != ' ' && c != '\t' && c != '\r' && c != '\n') return true;
  }
  return false;
}

std::string contents(const std::filesystem::path& path, const FileKind& kind) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) refuse(path, fmt::format("cannot be opened: {}", std::strerror(errno)), "check the file's permissions");
  std::string text;
  char block[65536];
  for (std::size_t got = 0; (got = std::fread(block, 1, sizeof block, file.get())) > 0;) {
    text.append(block, got);
    if (text.size() > kind.largest) refuse(path, too_large(kind), kind.other);
  }
  if (std::ferror(file.get())) refuse(path, fmt::format("cannot be read: {}", std::strerror(errno)), "check the disk");
  if (!has_content(text)) refuse(path, "is empty", kind.other);
  return text;
}

/// A stream (a pipe, a terminal, a shell's `<(command)`) gives its text once, and is asked for it again: by who checks
/// it and by who uses it.
std::string contents_of_stream(const std::filesystem::path& path, const FileKind& kind) {
  static std::mutex mutex;
  static std::map<std::filesystem::path, std::string> known;
  const std::lock_guard lock(mutex);
  if (const auto found = known.find(path); found != known.end()) return found->second;
  return known[path] = contents(path, kind);
}

}  // namespace

std::string read_text(const std::filesystem::path& path, const FileKind& kind) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) refuse(path, "there is no such file", kind.give);
  if (std::filesystem::is_directory(status)) refuse(path, "is a directory", kind.give);
  if (!std::filesystem::is_regular_file(status)) return contents_of_stream(path, kind);
  if (std::filesystem::file_size(path, error) > kind.largest) refuse(path, too_large(kind), kind.other);
  return contents(path, kind);
}

}  // namespace rivalry
