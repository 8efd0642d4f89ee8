#include "crash_notes.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "small_file.hpp"

// The handler runs in a process that is broken: it takes no memory and no lock, and what it writes is made beforehand.
namespace rivalry {
namespace {

constexpr std::array faults{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::size_t alternate_stack = std::size_t{1} << 16;

thread_local volatile std::int64_t run_of_thread = -1;
std::array<struct sigaction, faults.size()> former;
std::string note_path, plan_of_note;

void write_all(int descriptor, const char* text, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(descriptor, text, size);
    if (written <= 0) return;
    text += written, size -= static_cast<std::size_t>(written);
  }
}

/// Puts together words and numbers, without memory of the heap.
class Line {
 public:
  Line& operator<<(std::string_view text) {
    const std::size_t size = std::min(text.size(), text_.size() - size_);
    std::memcpy(text_.data() + size_, text.data(), size);
    size_ += size;
    return *this;
  }
  Line& operator<<(std::int64_t number) {
    const auto [end, error] = std::to_chars(text_.data() + size_, text_.data() + text_.size(), number);
    if (error == std::errc()) size_ = static_cast<std::size_t>(end - text_.data());
    return *this;
  }
  void write(int descriptor) const { write_all(descriptor, text_.data(), size_); }

 private:
  std::array<char, 256> text_{};
  std::size_t size_ = 0;
};

void note(int signal) {
  if (const std::int64_t run = run_of_thread; run >= 0) {
    if (const int file = ::open(note_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666); file >= 0) {
      (Line() << plan_of_note << " " << run << " " << std::int64_t{signal} << "\n").write(file);
      ::fsync(file);
      ::close(file);
    }
    (Line() << "rivalry: crashed in run " << run << ", which is set apart; run the sweep again to go on\n").write(2);
  }
  for (std::size_t i = 0; i < faults.size(); ++i)
    if (faults[i] == signal) ::sigaction(signal, &former[i], nullptr);
  ::raise(signal);
}

}  // namespace

CrashNotes::CrashNotes(std::filesystem::path folder, const std::string& worker, const Fingerprint& plan)
    : folder_(std::move(folder)), plan_(plan.hex()) {
  note_path = (folder_ / worker).string(), plan_of_note = plan_;
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = SA_ONSTACK;
  for (std::size_t i = 0; i < faults.size(); ++i) ::sigaction(faults[i], &action, &former[i]);
}

CrashNotes::~CrashNotes() {
  for (std::size_t i = 0; i < faults.size(); ++i) ::sigaction(faults[i], &former[i], nullptr);
}

std::map<std::int64_t, std::string> CrashNotes::read() const {
  std::map<std::int64_t, std::string> crashes;
  std::error_code none_yet;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, none_yet)) {
    if (!entry.is_regular_file(none_yet)) continue;
    std::istringstream lines(read_small_file(entry.path()).value_or(""));
    std::string plan;
    std::int64_t run = 0;
    for (int signal = 0; lines >> plan >> run >> signal;)
      if (plan == plan_) crashes[run] = ::strsignal(signal);
  }
  return crashes;
}

CrashNotes::Run::Run(std::int64_t number) { run_of_thread = number; }
CrashNotes::Run::~Run() { run_of_thread = -1; }

CrashNotes::Stack::Stack() : memory_(alternate_stack) {
  const stack_t stack{.ss_sp = memory_.data(), .ss_flags = 0, .ss_size = memory_.size()};
  ::sigaltstack(&stack, &before_);
}

CrashNotes::Stack::~Stack() { ::sigaltstack(&before_, nullptr); }

}  // namespace rivalry
