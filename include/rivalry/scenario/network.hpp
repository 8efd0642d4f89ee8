#pragma once

namespace rivalry {

inline constexpr int max_ties = 8;    ///< of a firm
inline constexpr int max_rounds = 4;  ///< of proposals in a period

}  // namespace rivalry
