#include "small_file.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/ordinary_file.hpp"
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

std::optional<std::string> read_small_file(const fs::path& path, std::size_t most) {
  const int descriptor = open_ordinary(path);
  if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR)) return {};
  if (descriptor < 0)
    throw ResultError(path, "cannot be read", errno == EINVAL ? "it is no file" : std::strerror(errno),
                      errno == EINVAL ? "take it away" : "make it readable");
  std::string text;
  std::array<char, 65536> part{};
  ssize_t got = 0;
  while (text.size() <= most &&
         ((got = ::read(descriptor, part.data(), part.size())) > 0 || (got < 0 && errno == EINTR)))
    if (got > 0) text.append(part.data(), static_cast<std::size_t>(got));
  const int number = got < 0 ? errno : 0;
  ::close(descriptor);
  if (number != 0) throw ResultError(path, "cannot be read", std::strerror(number), "check the disk");
  if (text.size() > most)
    throw DamagedResult(path, "is damaged", fmt::format("it is longer than {} bytes", most), "take it away");
  return text;
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
