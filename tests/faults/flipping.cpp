// Every byte of a result is under a checksum, or does not count: whichever is flipped, the digest is the same or there
// is none. RIVALRY_FLIP_EVERY=1 flips all of them (an hour).
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/laboratory.hpp"
#include "../support/results.hpp"
#include "rivalry/io/digest.hpp"

namespace rivalry {
namespace {

using test::Folder;

/// What became of the digests; in memory that processes share, because HDF5 may crash on a damaged file.
struct Tally {
  std::size_t next = 0;  ///< place of the byte that comes next
  std::size_t same = 0, refused = 0, other = 0, crashed = 0;
  std::size_t first_other = 0;
};

class SharedTally {
 public:
  SharedTally()
      : tally_(static_cast<Tally*>(
            ::mmap(nullptr, sizeof(Tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
    REQUIRE(tally_ != MAP_FAILED);
    *tally_ = {};
  }
  ~SharedTally() { ::munmap(tally_, sizeof(Tally)); }
  SharedTally(const SharedTally&) = delete;
  SharedTally& operator=(const SharedTally&) = delete;
  Tally& operator*() const { return *tally_; }

 private:
  Tally* tally_;
};

void look(const std::filesystem::path& path, const std::string& digest, std::size_t place, Tally& tally) {
  try {
    const bool same = digest_result(path).total == digest;
    ++(same ? tally.same : tally.other);
    if (!same && tally.other == 1) tally.first_other = place;
  } catch (const ResultError&) {
    ++tally.refused;
  }
}

/// Flips bytes one after the other, each put back before the next, until the end or a crash.
void flip_on(const std::filesystem::path& path, const std::string& sound, const std::string& digest, std::size_t step,
             unsigned char bits, Tally& tally) {
  const int file = ::open(path.c_str(), O_RDWR);
  while (tally.next < sound.size()) {
    const std::size_t place = tally.next;
    tally.next += step;
    const auto at = static_cast<off_t>(place);
    const auto flipped = static_cast<char>(static_cast<unsigned char>(sound[place]) ^ bits);
    if (::pwrite(file, &flipped, 1, at) != 1) ::_exit(2);
    look(path, digest, place, tally);
    if (::pwrite(file, &sound[place], 1, at) != 1) ::_exit(2);
  }
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Tally flip_all(const std::filesystem::path& path, std::size_t step, unsigned char bits) {
  const std::string digest = digest_result(path).total, sound = bytes_of(path);
  const SharedTally tally;
  while ((*tally).next < sound.size()) {
    std::ofstream(path, std::ios::binary) << sound;
    const pid_t child = ::fork();
    if (child == 0) {
      ::alarm(600);
      if (::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(2);  // for what libraries say when they abort
      for (const int crash : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE}) std::signal(crash, SIG_DFL);
      flip_on(path, sound, digest, step, bits, *tally);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) REQUIRE(WEXITSTATUS(status) == 0);
    if (WIFSIGNALED(status)) ++(*tally).crashed;
  }
  return *tally;
}

void check_flips(const std::filesystem::path& path, std::size_t step) {
  for (const unsigned char bits : {0xff, 0x01}) {
    const Tally tally = flip_all(path, step, bits);
    MESSAGE("flips: " << tally.same << " same, " << tally.refused << " refused, " << tally.crashed << " crashed, "
                      << tally.other << " other");
    CAPTURE(tally.first_other);
    CHECK(tally.other == 0);
    CHECK(tally.crashed <= tally.refused / 100);  // which the program bears, as it reads in a process of its own
    CHECK(tally.refused > tally.same / 10);       // the others hit space that nothing uses
  }
}

std::size_t step_of(std::size_t otherwise) {
  const char* given = std::getenv("RIVALRY_FLIP_EVERY");
  return given != nullptr ? std::max<std::size_t>(std::strtoul(given, nullptr, 10), 1) : otherwise;
}

}  // namespace

TEST_CASE("a flipped byte anywhere leaves the digest as it was, or no digest") {
  const Folder folder;
  test::record(test::scenario_of("[scenario]\nperiods = 6\n[market]\nfirms = 8\n[recording]\ncompression = 4\n"),
               folder / "r.h5");
  check_flips(folder / "r.h5", step_of(479));
}

}  // namespace rivalry
