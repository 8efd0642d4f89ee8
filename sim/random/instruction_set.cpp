#include "rivalry/random/instruction_set.hpp"

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

namespace rivalry {
namespace {

constexpr std::array<std::string_view, 4> names{"portable", "x86-64", "x86-64-v3", "x86-64-v4"};

int best_level() {
#ifdef __x86_64__
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
                  __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  return v4 ? 3 : v3 ? 2 : 1;
#else
  return 0;
#endif
}

InstructionSet choose() {
  const int best = best_level();
  const char* const wanted = std::getenv("RIVALRY_INSTRUCTION_SET");
  if (wanted == nullptr || *wanted == '\0') return static_cast<InstructionSet>(best);
  const std::string place = std::string("RIVALRY_INSTRUCTION_SET = ") + wanted + ": ";
  for (int level = 0; level < static_cast<int>(names.size()); ++level) {
    if (names[static_cast<std::size_t>(level)] != wanted) continue;
    if (level <= best) return static_cast<InstructionSet>(level);
    throw UnknownInstructionSet(place + "this processor lacks it; unset the variable to use the best that it has");
  }
  throw UnknownInstructionSet(
      place + "must be portable, x86-64, x86-64-v3 or x86-64-v4; unset it for the best that the processor has");
}

}  // namespace

InstructionSet instruction_set() {
  static const InstructionSet chosen = choose();
  return chosen;
}

}  // namespace rivalry
