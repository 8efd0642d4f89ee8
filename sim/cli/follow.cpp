#include <chrono>
#include <cstring>
#include <thread>

#include <fmt/format.h>

#include "apart.hpp"
#include "print.hpp"
#include "rivalry/io/result_reader.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

using Clock = std::chrono::steady_clock;

std::string line_of(const ResultProgress& progress, double periods_a_second) {
  const std::string planned = progress.planned_periods > 0 ? fmt::format("/{}", progress.planned_periods) : "";
  const std::string rate = periods_a_second > 0 ? fmt::format("  {:.3g} periods/s", periods_a_second) : "";
  return fmt::format("period {}{}  firms {}  HHI {:.4f}  price {:.3f}  innovations {}{}", progress.periods, planned,
                     progress.firms, progress.hhi, progress.price, progress.innovations, rate);
}

Exit report_end(const std::string& file, const ResultProgress& progress) {
  if (progress.complete) {
    say("{}: complete, {} periods\n", file, progress.periods);
    return Exit::done;
  }
  if (progress.ended)
    say("{}: the run was stopped after period {}\n", file, progress.periods);
  else
    say("{}: the run is gone, without an end; the file holds all up to period {}\n", file, progress.periods);
  return Exit::interrupted;
}

ResultProgress look_at(const std::string& file) {
  const std::string bytes = read_apart(file, [&] {
    const ResultProgress progress = read_result_progress(file);
    std::fwrite(&progress, sizeof progress, 1, stdout);
    return Exit::done;
  });
  static_assert(std::is_trivially_copyable_v<ResultProgress>);
  ResultProgress progress;
  if (bytes.size() != sizeof progress) throw std::logic_error("a look at a run was cut short");
  std::memcpy(&progress, bytes.data(), sizeof progress);
  return progress;
}

}  // namespace

Exit follow_command(const InfoCommand& command) {
  std::int64_t shown = 0;
  Clock::time_point shown_at;
  while (true) {
    const ResultProgress progress = look_at(command.file);
    const auto now = Clock::now();
    if (progress.periods > shown) {
      const double seconds = std::chrono::duration<double>(now - shown_at).count();
      say("{}\n", line_of(progress, shown > 0 ? static_cast<double>(progress.periods - shown) / seconds : 0));
      flush_output();
      if (output_failed()) return Exit::done;  // nobody listens any more
      shown = progress.periods;
      shown_at = now;
    }
    if (progress.complete || !progress.being_written) return report_end(command.file, progress);
    std::this_thread::sleep_for(std::chrono::duration<double>(command.interval));
  }
}

}  // namespace rivalry
