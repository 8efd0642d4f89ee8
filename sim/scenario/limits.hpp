#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <variant>

#include "rivalry/scenario/parameter.hpp"

namespace rivalry {

/// An interval of numbers.
struct Limits {
  double min = -std::numeric_limits<double>::infinity(), max = std::numeric_limits<double>::infinity();
  bool min_open = true, max_open = true;

  bool contains(double number) const {
    return (min_open ? number > min : number >= min) && (max_open ? number < max : number <= max);
  }
};

inline Limits limits_of(const Parameter& parameter) {
  return {parameter.min, parameter.max, parameter.min_open, parameter.max_open};
}

/// "a number from 0 to 1", "an integer of at least 1", "numbers above 0".
std::string interval_text(std::string_view what, const Limits& limits);

/// Words for what may be given in a slot, as in "must be …".
std::string slot_text(const Slot& slot, const Limits& limits, Level level);

/// The parameter's slot in a scenario of defaults, for its kind and default.
Slot default_slot(const Parameter& parameter);

/// First clause of a sentence, for the middle of another.
std::string gist(std::string_view meaning);

}  // namespace rivalry
