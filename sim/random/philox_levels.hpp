#pragma once

#include "rivalry/random/philox.hpp"

// The sets that philox_level.cpp is compiled to.
namespace rivalry::philox {

struct Set {
  void (*run)(const Place& first, std::uint32_t* out);
  void (*each)(std::int64_t n, const Place& first, const std::int64_t* entity, std::int64_t stride, std::uint32_t* out);
};

namespace portable {
extern const Set set;
}
#ifdef __x86_64__
namespace x86_64 {
extern const Set set;
}
namespace x86_64_v3 {
extern const Set set;
}
namespace x86_64_v4 {
extern const Set set;
}
#else  // the portable level alone
namespace x86_64 = portable;
namespace x86_64_v3 = portable;
namespace x86_64_v4 = portable;
#endif

}  // namespace rivalry::philox
