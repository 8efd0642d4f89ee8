#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace rivalry {

/// What is wrong at one place of a scenario file or setting, and what to do about it.
struct Mistake {
  std::string file;  ///< as the user named it; "--set" for a setting
  int line = 0;      ///< from 1; 0 where there is none
  int column = 0;
  std::string key;     ///< section.name, or "" where the file as a whole is meant
  std::string value;   ///< as TOML, shortened; may be empty
  std::string rule;    ///< what holds, as in "must be an integer from 1 to 100"
  std::string remedy;  ///< what to do; may be empty

  /// "x.toml:12: market.firms = -5: must be an integer from 1 to 100000000 (firms at the start)"
  ///
  /// In one line, and with nothing of the file's that would steer a terminal.
  std::string text() const;
};

/// All mistakes of a scenario file and its settings; what() has a line for each.
class ScenarioError : public std::runtime_error {
 public:
  explicit ScenarioError(std::vector<Mistake> mistakes);
  const std::vector<Mistake>& mistakes() const { return mistakes_; }

 private:
  std::vector<Mistake> mistakes_;
};

}  // namespace rivalry
