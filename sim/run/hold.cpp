#include "rivalry/run/hold.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

namespace rivalry {
namespace {

using namespace std::chrono_literals;

std::atomic<std::int64_t> computed{0};  // periods, by all runs of the process, which are held together
std::atomic<int> holds_made{0};

}  // namespace

Hold::Hold(std::filesystem::path file, const std::atomic<bool>* stop)
    : file_(std::move(file)), own_(fmt::format("{}.{}-{}", file_.string(), ::getpid(), ++holds_made)), stop_(stop) {}

bool Hold::holds(std::int64_t periods) const {
  std::int64_t allowed = 0;
  return std::ifstream(file_) >> allowed && periods >= allowed;
}

void Hold::wait(std::int64_t periods) const {
  if (!holds(periods)) return;
  std::ofstream(own_) << periods << "\n";
  while (holds(periods) && (stop_ == nullptr || !*stop_)) std::this_thread::sleep_for(1ms);
  std::error_code ignored;
  std::filesystem::remove(own_, ignored);
}

void Hold::begin(const Market&, const Scenario&) { wait(computed); }
void Hold::begin_again(const Market&, const Scenario&) { wait(computed); }
void Hold::after_period(const Market&, const Scenario&, const PeriodStatistics&) { wait(++computed); }

std::unique_ptr<Hold> hold_of_environment(const std::atomic<bool>* stop) {
  const char* const file = ::secure_getenv("RIVALRY_HOLD");
  return file != nullptr && *file != '\0' ? std::make_unique<Hold>(file, stop) : nullptr;
}

}  // namespace rivalry
