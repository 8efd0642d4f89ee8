#include "small_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "io/target_file.hpp"
#include "rivalry/io/errors.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, int number) { refuse_output(path, "cannot be written", number); }

/// A file of this process's own beside the one that is meant, with the text on the disk.
fs::path write_beside(const fs::path& path, std::string_view text, bool lasts) {
  static std::atomic<int> number = 0;
  char host[64] = "";
  ::gethostname(host, sizeof host - 1);
  fs::path own = path;
  own += fmt::format(".{}-{}-{}", host, ::getpid(), ++number);
  const int descriptor = ::open(own.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
  if (descriptor < 0) refuse(path, errno);
  int failed = 0;
  while (!text.empty() && failed == 0) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) failed = errno;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (failed == 0 && lasts && ::fsync(descriptor) != 0) failed = errno;
  ::close(descriptor);
  if (failed == 0) return own;
  ::unlink(own.c_str());
  refuse(path, failed);
}

}  // namespace

std::optional<std::string> read_small_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    throw ResultError(path, "cannot be read", std::strerror(errno), "make it readable");
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_small_file(const fs::path& path, std::string_view text) {
  const fs::path own = write_beside(path, text, true);
  if (::rename(own.c_str(), path.c_str()) == 0) return;
  const int number = errno;
  ::unlink(own.c_str());
  refuse(path, number);
}

bool create_small_file(const fs::path& path, std::string_view text, bool lasts) {
  const fs::path own = write_beside(path, text, lasts);
  const int number = ::link(own.c_str(), path.c_str()) == 0 ? 0 : errno;
  ::unlink(own.c_str());
  if (number != 0 && number != EEXIST) refuse(path, number);
  return number == 0;
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) refuse(path, error.value());
  if (!fs::is_directory(path, error)) throw OutputError(path, "is not a folder", "", "choose another name");
}

}  // namespace rivalry
