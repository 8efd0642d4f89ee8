#pragma once

#include <string>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// Populations, events and custom choices as TOML.
std::string items_toml(const Scenario& scenario);

}  // namespace rivalry
