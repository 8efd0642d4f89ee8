#include "rivalry/random/instruction_set.hpp"

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

namespace rivalry {
namespace {

bool has_v3() {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2");
#else
  return false;
#endif
}

bool has_v4() {
#ifdef __x86_64__
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

constexpr std::array<std::string_view, 3> names{"x86-64", "x86-64-v3", "x86-64-v4"};

InstructionSet choose() {
  const int best = has_v4() ? 2 : has_v3() ? 1 : 0;
  const char* const wanted = std::getenv("RIVALRY_INSTRUCTION_SET");
  if (wanted == nullptr || *wanted == '\0') return static_cast<InstructionSet>(best);
  const std::string place = std::string("RIVALRY_INSTRUCTION_SET = ") + wanted + ": ";
  for (int level = 0; level < 3; ++level) {
    if (names[static_cast<std::size_t>(level)] != wanted) continue;
    if (level <= best) return static_cast<InstructionSet>(level);
    throw UnknownInstructionSet(place + "this processor lacks it; unset the variable to use the best that it has");
  }
  throw UnknownInstructionSet(place +
                              "must be x86-64, x86-64-v3 or x86-64-v4; unset it for the best that the processor has");
}

}  // namespace

InstructionSet instruction_set() {
  static const InstructionSet chosen = choose();
  return chosen;
}

}  // namespace rivalry
