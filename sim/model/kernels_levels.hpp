#pragma once

#include "rivalry/model/kernels.hpp"

// The sets that kernels_level.cpp is compiled to.
namespace rivalry::kernels {

namespace x86_64 {
extern const Set set;
}
namespace x86_64_v3 {
extern const Set set;
}
namespace x86_64_v4 {
extern const Set set;
}

}  // namespace rivalry::kernels
