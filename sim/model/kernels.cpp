#include "rivalry/model/kernels.hpp"

#include "kernels_levels.hpp"
#include "rivalry/random/instruction_set.hpp"

namespace rivalry::kernels {

const Set& chosen() {
  static const Set& set = for_instruction_set(portable::set, x86_64::set, x86_64_v3::set, x86_64_v4::set);
  return set;
}

const Columns& columns() {
  static const Columns& chosen =
      for_instruction_set(portable::columns, x86_64::columns, x86_64_v3::columns, x86_64_v4::columns);
  return chosen;
}

}  // namespace rivalry::kernels
