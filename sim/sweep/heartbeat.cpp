#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <fstream>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "rivalry/io/checkpoint.hpp"
#include "rivalry/sweep/claims.hpp"
#include "small_file.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto beat_interval = 5s;

std::string host_name() {
  char name[64] = "";
  if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "host";
  std::string text = name;
  for (char& c : text)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '-';
  return text;
}

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// Of a running process: when it started, in ticks since the machine did; empty if there is none.
std::string start_of(long process) {
  const std::string stat = first_line(fmt::format("/proc/{}/stat", process));
  std::size_t place = stat.rfind(')');  // the name before may hold anything
  for (int field = 2; place != std::string::npos && field < 22; ++field) place = stat.find(' ', place + 1);
  return place == std::string::npos ? "" : stat.substr(place + 1, stat.find(' ', place + 1) - place - 1);
}

/// What tells a process from all others of all machines.
std::string identity_of(long process, const std::string& start) {
  return fmt::format("{} {} {} {}", host_name(), first_line("/proc/sys/kernel/random/boot_id"), process, start);
}

std::string line(const std::string& text, int number) {
  std::size_t begin = 0;
  for (; number > 0 && begin != std::string::npos; --number) begin = text.find('\n', begin) + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

struct Heartbeat::Beat {
  explicit Beat(fs::path file) : path(std::move(file)), identity(identity_of(::getpid(), start_of(::getpid()))) {
    write(0);
    thread = std::thread([this] { run(); });
  }
  ~Beat() {
    {
      const std::lock_guard lock(mutex);
      ends = true;
    }
    wake.notify_all();
    thread.join();
    std::error_code ignored;
    fs::remove(path, ignored);
  }
  void write(std::int64_t count) { write_small_file(path, fmt::format("{}\n{}\n", identity, count)); }
  void run() {
    std::unique_lock lock(mutex);
    for (std::int64_t count = 1; !wake.wait_for(lock, beat_interval, [this] { return ends; }); ++count) try {
        write(count);
      } catch (const std::exception&) {  // NOLINT: a full disk is told of by who writes rows; the next beat may succeed
      }
  }

  fs::path path;
  std::string identity;
  std::mutex mutex;
  std::condition_variable wake;
  bool ends = false;
  std::thread thread;
};

Heartbeat::Heartbeat(const fs::path& folder)
    : name_(fmt::format("{}-{}-{}", host_name(), ::getpid(), random_identity().substr(0, 8))),
      beat_(std::make_unique<Beat>(folder / name_)) {}

Heartbeat::~Heartbeat() = default;

bool Watch::is_dead(const std::string& worker) {
  const auto text = read_small_file(folder_ / worker);
  if (!text) return true;  // it ended, and left a claim behind
  const std::string identity = line(*text, 0), count = line(*text, 1);
  const std::size_t gap = identity.rfind(' ');
  const std::size_t process_at = identity.rfind(' ', gap - 1) + 1;
  const long process = std::atol(identity.c_str() + process_at);
  if (process > 0 && identity == identity_of(process, identity.substr(gap + 1)))  // of this machine
    return start_of(process) != identity.substr(gap + 1);
  auto& seen = seen_[worker];
  if (seen.count != count || seen.since == Clock::time_point{}) seen = {count, Clock::now()};
  return Clock::now() - seen.since > lease_;
}

std::vector<std::string> Watch::alive() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (name.find('.') == std::string::npos && entry.is_regular_file(error) && !is_dead(name)) names.push_back(name);
  }
  return names;
}

}  // namespace rivalry
