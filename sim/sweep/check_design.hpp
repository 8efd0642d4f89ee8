#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rivalry/sweep/sweep.hpp"

namespace rivalry {

/// Why a design cannot be made of a sweep's factors.
struct DesignMistake {
  std::string key;                    ///< of [sweep], or of a [[factor]]
  std::optional<std::size_t> factor;  ///< which one
  std::string rule, remedy;
};

std::vector<DesignMistake> design_mistakes(const Sweep& sweep);

}  // namespace rivalry
