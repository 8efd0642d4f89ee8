#pragma once

#include "rivalry/model/kernels.hpp"

// The sets that kernels_level.cpp and columns_level.cpp are compiled to.
namespace rivalry::kernels {

namespace portable {
extern const Set set;
extern const Columns columns;
}  // namespace portable
#ifdef __x86_64__
namespace x86_64 {
extern const Set set;
extern const Columns columns;
}  // namespace x86_64
namespace x86_64_v3 {
extern const Set set;
extern const Columns columns;
}  // namespace x86_64_v3
namespace x86_64_v4 {
extern const Set set;
extern const Columns columns;
}  // namespace x86_64_v4
#else  // the portable level alone
namespace x86_64 = portable;
namespace x86_64_v3 = portable;
namespace x86_64_v4 = portable;
#endif

}  // namespace rivalry::kernels
