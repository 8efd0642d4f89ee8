// std::bit_cast for the standard library of GCC 10, which has all else that is needed; see scripts/package.sh.
#pragma once
#include <bit>
#ifndef __cpp_lib_bit_cast
namespace std {
template <class To, class From>
constexpr To bit_cast(const From& from) noexcept {
  return __builtin_bit_cast(To, from);
}
}  // namespace std
#endif
