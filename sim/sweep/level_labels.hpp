#pragma once

#include <string>
#include <vector>

namespace rivalry {

struct Value;

/// Words for a value: text as it is, numbers in the fewest digits, lists and tables without the signs of TOML, as in
/// "normal [0, 1], min -2"; long ones are cut.
std::string value_label(const Value& value);

/// The same labels; one that stood before has a number behind it, as in "a (2)".
std::vector<std::string> distinct_labels(std::vector<std::string> labels);

/// What keeps a text from being a label; empty if nothing does.
std::string label_fault(const std::string& text);

}  // namespace rivalry
