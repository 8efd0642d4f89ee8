#include "rivalry/model/kernels.hpp"

#include "kernels_levels.hpp"
#include "rivalry/random/instruction_set.hpp"

namespace rivalry::kernels {

const Set& chosen() {
#ifdef RIVALRY_X86_LEVELS
  static constexpr const Set* sets[] = {&x86_64::set, &x86_64_v3::set, &x86_64_v4::set};
  static const Set& set = *sets[static_cast<int>(instruction_set())];
  return set;
#else
  return x86_64::set;
#endif
}

}  // namespace rivalry::kernels
