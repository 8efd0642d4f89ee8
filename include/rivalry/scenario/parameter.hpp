#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// Access to a parameter whose values are names.
struct Enumeration {
  std::vector<std::string_view> names;
  std::function<int()> get;
  std::function<void(int)> set;
};

/// Where a parameter lives in a scenario, by the kind of its value.
using Slot =
    std::variant<bool*, std::int64_t*, double*, std::string*, std::optional<double>*, Distribution*,
                 std::vector<std::int64_t>*, std::vector<std::string>*, std::vector<std::vector<double>>*, Enumeration>;

/// How a value is given: decides which forms of `Distribution` a file may use.
enum class Level { run, segment, firm };

/// One row of the table in which every parameter is defined once; validation, `describe`, the starter scenario, the
/// documentation page and the resolved scenario are all made from it. The default is that of `Scenario{}`.
struct Parameter {
  std::string_view key;     ///< section.name, as in a scenario file
  Slot (*slot)(Scenario&);  ///< where it lives
  Level level;
  std::string_view unit;     ///< "1" where dimensionless
  double min, max;           ///< range of the number, or of every value of a distribution
  bool min_open, max_open;   ///< true: the bound itself is not allowed
  bool live;                 ///< an event may change it during a run
  std::string_view meaning;  ///< one sentence
  std::string_view source;   ///< literature or section of the model's description; may be empty

  std::string_view section() const { return key.substr(0, key.find('.')); }
  std::string_view name() const { return key.substr(key.find('.') + 1); }
};

/// A section of a scenario file with the sentence that introduces it.
struct Section {
  std::string_view name;
  std::string_view meaning;
};

const std::vector<Parameter>& parameters();
const std::vector<Section>& sections();

/// The row of that key, or null.
const Parameter* find_parameter(std::string_view key);

/// Whether a section of the scenario with `enabled` is switched on.
bool section_enabled(const Scenario& scenario, std::string_view section);

/// Key in a scenario file of a firm-level parameter.
std::string_view trait_key(Trait trait);

/// Whether an event sets a parameter.
bool events_set(const Scenario& scenario, std::string_view key);

/// Words for a range: "a number from 0 to 1", "an integer of at least 1".
std::string range_text(const Parameter& parameter);

/// Name of the kind of value: integer, number, boolean, text, one of …, number or distribution …
std::string kind_text(const Parameter& parameter);

}  // namespace rivalry
