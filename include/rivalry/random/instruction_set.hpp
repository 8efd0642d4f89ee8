#pragma once

#include <stdexcept>

namespace rivalry {

/// What inner loops are compiled for; the level in use is chosen once, at run time. It never shows in the bits.
enum class InstructionSet : int { portable, x86_64, x86_64_v3, x86_64_v4 };

/// RIVALRY_INSTRUCTION_SET names no level, or one that the processor lacks.
class UnknownInstructionSet : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// The level of the environment variable RIVALRY_INSTRUCTION_SET if it is set (portable, x86-64, x86-64-v3 or
/// x86-64-v4), else the best that the processor has. Elsewhere than on x86-64 there is the portable one alone.
/// @throws UnknownInstructionSet
InstructionSet instruction_set();

/// Of the sets of inner loops that a source is compiled to, the one for instruction_set().
template <class Set>
const Set& for_instruction_set(const Set& portable, const Set& x86_64, const Set& x86_64_v3, const Set& x86_64_v4) {
  switch (instruction_set()) {
    case InstructionSet::x86_64_v4:
      return x86_64_v4;
    case InstructionSet::x86_64_v3:
      return x86_64_v3;
    case InstructionSet::x86_64:
      return x86_64;
    case InstructionSet::portable:
      break;
  }
  return portable;
}

}  // namespace rivalry
