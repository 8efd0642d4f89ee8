#pragma once

namespace rivalry::test {

enum class Places { hidden, shown };

/// Counts allocations of memory on all threads, but for those that the threads' library makes for itself.
/// @param places  shown: each place goes to stderr, once
void start_counting(Places places);
int stop_counting();  ///< @return allocations since the start

}  // namespace rivalry::test
