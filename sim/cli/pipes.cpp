#include "pipes.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace rivalry {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

Pipe::Pipe() {
  if (pipe2(ends_.data(), O_CLOEXEC) != 0) fail("pipe");
}

Pipe::~Pipe() {
  for (const int end : ends_)
    if (end >= 0) close(end);
}

void Pipe::close_writer() { close(std::exchange(ends_[1], -1)); }

void read_all(const Pipe& one, std::string& of_one, const Pipe& other, std::string& of_other) {
  std::array<pollfd, 2> waiting{pollfd{one.reader(), POLLIN, 0}, pollfd{other.reader(), POLLIN, 0}};
  const std::array<std::string*, 2> texts{&of_one, &of_other};
  std::array<char, 4096> buffer;
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) fail("poll");
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
      const ssize_t count = read(waiting[i].fd, buffer.data(), buffer.size());
      if (count > 0) texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) waiting[i].fd = -1;
    }
  }
}

}  // namespace rivalry
