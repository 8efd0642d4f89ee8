#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// The complete scenario as TOML: every parameter with its value, populations, events and custom choices. Reading it
/// back gives an equal scenario.
std::string to_toml(const Scenario& scenario);

/// A commented scenario to start from, named `name`: the most used keys with meaning and range, the others commented
/// out.
std::string starter_scenario(std::string_view name = "my-market");

/// No parameter, section or table has that name.
class UnknownName : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Documentation of a parameter ("demand.price_sensitivity"), a section ("demand"), a table ("population") or, for "",
/// a list of all.
/// @throws UnknownName  with the nearest known name
std::string describe_text(std::string_view name);
/// The same as JSON; for "" everything.
std::string describe_json(std::string_view name);
/// The same as a page of Markdown: docs/parameters.md.
std::string parameters_markdown();

}  // namespace rivalry
