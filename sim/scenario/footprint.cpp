#include "rivalry/scenario/footprint.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include <unistd.h>

namespace rivalry {

double memory_needed(const Scenario& scenario) {
  const auto firms = static_cast<double>(scenario.market.firms);
  const auto segments = static_cast<double>(scenario.market.segments + scenario.needs.openings);
  const auto periods = static_cast<double>(scenario.scenario.periods);
  const double stocks = scenario.orchestration.enabled ? 81 : 0;     // nine columns
  const double communities = scenario.co_creation.enabled ? 45 : 0;  // five
  const double ties = scenario.network.enabled ? 150 + 34 * static_cast<double>(scenario.network.max_partners) : 0;
  return (730 + stocks + communities + ties) * firms + 27 * firms * segments +
         512 * periods;  // docs/performance.md, and what market.firms grows by
}

double machine_memory() {
  double bytes = std::numeric_limits<double>::infinity();
#ifdef _SC_PHYS_PAGES
  const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  if (pages > 0 && page > 0) bytes = static_cast<double>(pages) * static_cast<double>(page);
#endif
  std::ifstream limit("/sys/fs/cgroup/memory.max");  // a number or "max"
  double allowed = 0;
  if (limit >> allowed && allowed > 0) bytes = std::min(bytes, allowed);
  return bytes;
}

}  // namespace rivalry
