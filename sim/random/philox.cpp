#include "rivalry/random/philox.hpp"

#include <Random123/philox.h>

#include "philox_levels.hpp"
#include "rivalry/random/instruction_set.hpp"

namespace rivalry::philox {
namespace {

const Set& chosen() {
  static const Set& set = for_instruction_set(portable::set, x86_64::set, x86_64_v3::set, x86_64_v4::set);
  return set;
}

}  // namespace

Words block(const Place& place) {
  using Philox = r123::Philox4x32;  // ten rounds
  const auto low = [](std::uint64_t word) { return static_cast<std::uint32_t>(word); };
  const Philox::ctr_type out = Philox{}({{low(place.entity), low(place.entity >> 32U), place.period, place.number}},
                                        {{low(place.key), low(place.key >> 32U)}});
  return {out[0], out[1], out[2], out[3]};
}

void run(const Place& first, std::uint32_t* out) { chosen().run(first, out); }

void each(std::int64_t n, const Place& first, const std::int64_t* entity, std::int64_t stride, std::uint32_t* out) {
  chosen().each(n, first, entity, stride, out);
}

}  // namespace rivalry::philox
