#include "target_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rivalry/io/errors.hpp"
#include "rivalry/text/shell.hpp"
#include "writer_mark.hpp"

namespace rivalry {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_name_part = 200;  // file names end at 255 bytes
constexpr auto other_name = "choose another name, or allow overwriting (--force)";

fs::path folder_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

/// The file that symbolic links lead to, whether it exists or is to be made.
fs::path followed(const fs::path& path) {
  constexpr int most_links = 40;  // as the system
  fs::path file = path;
  std::error_code error;
  for (int links = 0; fs::is_symlink(file, error); ++links) {
    if (links == most_links) throw OutputError(path, "leads from link to link without end", "", "choose another name");
    file = folder_of(file) / fs::read_symlink(file, error);  // a link to an absolute name takes the place of the folder
    if (error) throw OutputError(path, "cannot be followed", error.message(), "choose another name");
  }
  return file;
}

[[noreturn]] void refuse_living(const fs::path& path) {
  throw OutputError(path, "is being written by another run", "", "wait for its end or stop it, or choose another name");
}

void check_target(const fs::path& path, bool overwrite) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return;
  if (fs::is_directory(status)) throw OutputError(path, "is a folder", "", "name a file in it");
  if (!fs::is_regular_file(status)) throw OutputError(path, "is not an ordinary file", "", "choose another name");
  if (!overwrite) throw OutputError(path, "exists already", "", other_name);
  if (is_being_written(path)) refuse_living(path);
}

void check_folder(const fs::path& path) {
  if (path.filename().empty()) throw OutputError(path, "names no file", "", "add a file name");
  const fs::path folder = folder_of(path);
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found)
    throw OutputError(path, "its folder does not exist", "",
                      "create it (mkdir -p " + shell_file(folder.string()) + ")");
  if (fs::exists(status) && !fs::is_directory(status))
    throw OutputError(path, folder.string() + " is not a folder", "", "choose another name");
}

int move_without_overwriting(const fs::path& from, const fs::path& to) {
#ifdef RENAME_NOREPLACE
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
#endif
  std::error_code error;  // a file system that cannot do both at once
  if (fs::exists(to, error)) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

bool is_same_file(int descriptor, const fs::path& path) {
  struct stat here {
  }, there{};
  return ::fstat(descriptor, &here) == 0 && ::stat(path.c_str(), &there) == 0 && here.st_dev == there.st_dev &&
         here.st_ino == there.st_ino;
}

/// Gives a file the name of another, which is removed, unless a living process writes that one.
int move_over(const fs::path& from, const fs::path& to) {
  while (true) {
    const int old = ::open(to.c_str(), O_RDWR | O_CLOEXEC);
    if (old < 0 && errno == ENOENT) return move_without_overwriting(from, to);
    // Who has claimed it keeps others from going on with it or putting theirs in its place.
    const bool is_free = old < 0 ? !is_being_written(to) : claim(old);
    const bool has_changed = old >= 0 && !is_same_file(old, to);
    const int failed = is_free && !has_changed && ::rename(from.c_str(), to.c_str()) != 0 ? errno : 0;
    if (old >= 0) ::close(old);
    if (has_changed) continue;
    if (!is_free) refuse_living(to);
    return failed;
  }
}

}  // namespace

const char* remedy_for(const std::string& reason) {
  const auto is = [&](int number) { return reason == std::strerror(number); };
  if (is(ENOSPC) || is(EDQUOT)) return "free some space or choose another folder, then repeat the run";
  if (is(EFBIG)) return "record less (recording.firms, recording.every) or choose a file system for larger files";
  if (is(EACCES) || is(EPERM) || is(EROFS)) return "choose a folder that you may write to";
  if (is(ENAMETOOLONG)) return "choose a shorter name";
  return "choose another place";
}

void refuse_output(const fs::path& path, const std::string& problem, int number) {
  const std::string reason = std::strerror(number);
  throw OutputError(path, problem, reason, remedy_for(reason));
}

void synchronise_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == EACCES) return;  // who may write there but not read cannot wait for names
  if (descriptor < 0) refuse_output(folder, "cannot be opened", errno);
  const int failed = ::fsync(descriptor) != 0 ? errno : 0;
  ::close(descriptor);
  if (failed != 0 && failed != EINVAL) refuse_output(folder, "names cannot reach the disk", failed);
}

fs::path TargetFile::temporary(const fs::path& path, pid_t process) {
  const fs::path target = followed(path);
  const std::string part = target.filename().string().substr(0, longest_name_part);
  return folder_of(target) / ("." + part + ".partial-" + std::to_string(process));
}

TargetFile::TargetFile(fs::path path, bool overwrite) : path_(followed(path)), overwrite_(overwrite) {
  check_folder(path_);
  check_target(path_, overwrite);
  temporary_ = temporary(path_, ::getpid());
  descriptor_ = ::open(temporary_.c_str(), O_CREAT | O_RDWR | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) refuse_output(path_, "cannot be written", errno);
}

TargetFile::TargetFile(fs::path path) : path_(followed(path)), published_(true) {
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor_ < 0) refuse_output(path_, "cannot be gone on with", errno);
}

TargetFile::~TargetFile() {
  if (!published_) discard();
  ::close(descriptor_);
}

bool TargetFile::in_place() const { return is_same_file(descriptor_, place()); }

void TargetFile::publish() {
  if (published_) return;
  const int failed = overwrite_ ? move_over(temporary_, path_) : move_without_overwriting(temporary_, path_);
  if (failed == EEXIST) throw OutputError(path_, "has appeared since the run began", "", other_name);
  if (failed) refuse_output(path_, "cannot be given its final name", failed);
  published_ = true;
}

void TargetFile::reach_disk() const {
  if (::fsync(descriptor_) != 0) refuse_output(path_, "cannot be written", errno);
}

void TargetFile::synchronise() const {
  if (!in_place())
    throw OutputError(path_, "was removed or replaced during the run", "", "repeat the run and leave its file alone");
  reach_disk();
  synchronise_folder(folder_of(path_));
}

void TargetFile::discard() {
  if (in_place()) ::unlink(place().c_str());
}

}  // namespace rivalry
