#include "profile.hpp"

#include <fmt/format.h>

namespace rivalry {

std::string profile_text(const Stopwatch& watch, double firm_periods) {
  const double total = watch.total();
  std::string text = fmt::format("  {:<18}{:>12}{:>10}{:>22}\n", "phase", "seconds", "share", "ns a firm and period");
  const auto line = [&](std::string_view name, double seconds) {
    text += fmt::format("  {:<18}{:>12.6f}{:>8.1f} %{:>22}\n", name, seconds, total > 0 ? 100 * seconds / total : 0,
                        firm_periods > 0 ? fmt::format("{:.1f}", 1e9 * seconds / firm_periods) : "-");
  };
  for (const Stopwatch::Part& part : watch.parts()) line(part.name, part.seconds);
  line("rest", watch.rest());
  line("total", total);
  return text;
}

}  // namespace rivalry
