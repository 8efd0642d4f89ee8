#pragma once

#include <optional>
#include <string>

#include "item_keys.hpp"
#include "rivalry/scenario/parameter.hpp"

namespace rivalry {

/// TOML for what is in the slot; nothing where an optional value or a list is empty.
std::optional<std::string> slot_toml(const Slot& slot);
std::optional<std::string> slot_toml(const ItemSlot& slot);
std::string distribution_toml(const Distribution& distribution);

/// The parameter's default as TOML; "none" where there is none.
std::string default_text(const Parameter& parameter);

}  // namespace rivalry
