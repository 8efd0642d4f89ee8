#include "writer_mark.hpp"

#include <cerrno>
#include <limits>

#include <fcntl.h>
#include <unistd.h>

#include "ordinary_file.hpp"

namespace rivalry {

namespace {

/// A lock of one byte that no file has. Writers share it, so that it never keeps anyone from reading.
struct flock lock_of(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = std::numeric_limits<off_t>::max() - 1;
  lock.l_len = 1;
  return lock;
}

}  // namespace

// Locks of open file descriptions (Linux), because those of processes end when any descriptor of the file is closed.
void mark_as_written([[maybe_unused]] int descriptor) {
#ifdef F_OFD_SETLK
  struct flock lock = lock_of(F_RDLCK);
  ::fcntl(descriptor, F_OFD_SETLK, &lock);
#endif
}

bool claim([[maybe_unused]] int descriptor) {
#ifdef F_OFD_SETLK
  struct flock lock = lock_of(F_WRLCK);  // which none can have beside others' marks, exchanged for a mark at once
  if (::fcntl(descriptor, F_OFD_SETLK, &lock) != 0 && (errno == EAGAIN || errno == EACCES)) return false;
  mark_as_written(descriptor);
#endif
  return true;
}

bool is_being_written([[maybe_unused]] const std::filesystem::path& path) {
#ifdef F_OFD_GETLK
  const int descriptor = open_ordinary(path);
  if (descriptor < 0) return false;
  struct flock lock = lock_of(F_WRLCK);
  const bool marked = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(descriptor);
  return marked;
#else
  return false;
#endif
}

}  // namespace rivalry
