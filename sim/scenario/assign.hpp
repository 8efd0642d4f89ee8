#pragma once

#include <string>
#include <string_view>

#include "complaints.hpp"
#include "document.hpp"
#include "limits.hpp"

namespace rivalry {

/// What is being set, for checks and messages.
struct Subject {
  std::string key;
  Limits limits;
  std::string demand;   ///< "an integer from 1 to 100"
  std::string meaning;  ///< a few words
  Level level = Level::run;
  Complaints& complaints;

  /// Complains that the value is not what is demanded; `detail` says what it is instead.
  void refuse(const Value& value, std::string_view detail = "", std::string remedy = "") const;
};

Subject subject_of(const Parameter& parameter, Complaints& complaints);

/// Sets what the slot points to, or complains and leaves it.
/// @return  true if it was set
bool assign(const Slot& slot, const Value& value, const Subject& subject);
bool assign(const Parameter& parameter, Scenario& scenario, const Value& value, Complaints& complaints);

// The same for single kinds, which tables of items use too.
bool assign(bool* target, const Value& value, const Subject& subject);
bool assign(std::int64_t* target, const Value& value, const Subject& subject);
bool assign(double* target, const Value& value, const Subject& subject);
bool assign(std::string* target, const Value& value, const Subject& subject);
bool assign(std::optional<std::int64_t>* target, const Value& value, const Subject& subject);
bool assign(std::optional<double>* target, const Value& value, const Subject& subject);
bool assign(std::vector<std::int64_t>* target, const Value& value, const Subject& subject);
bool assign(std::vector<double>* target, const Value& value, const Subject& subject);
bool assign(std::vector<std::string>* target, const Value& value, const Subject& subject);
bool assign(const Enumeration& target, const Value& value, const Subject& subject);
bool assign(Distribution* target, const Value& value, const Subject& subject);

}  // namespace rivalry
