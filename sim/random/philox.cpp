#include "rivalry/random/philox.hpp"

#include "philox_levels.hpp"
#include "rivalry/random/instruction_set.hpp"

namespace rivalry::philox {
namespace {

const Set& chosen() {
#ifdef RIVALRY_X86_LEVELS
  static constexpr const Set* sets[] = {&x86_64::set, &x86_64_v3::set, &x86_64_v4::set};
  static const Set& set = *sets[static_cast<int>(instruction_set())];
  return set;
#else
  return x86_64::set;
#endif
}

}  // namespace

void run(const Place& first, std::uint32_t* out) { chosen().run(first, out); }

void each(std::int64_t n, const Place& first, const std::int64_t* entity, std::int64_t stride, std::uint32_t* out) {
  chosen().each(n, first, entity, stride, out);
}

}  // namespace rivalry::philox
