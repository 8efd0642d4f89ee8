#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rivalry/scenario/parameter.hpp"
#include "scenario/complaints.hpp"
#include "scenario/document.hpp"
#include "sweep_keys.hpp"

namespace rivalry {

/// A sweep on its way from file to validity.
struct SweepReading {
  Sweep sweep;
  Complaints complaints;
  std::filesystem::path folder;  ///< that a table is looked for in
  Value document;
  Scenario probe;                           ///< takes values to see whether they fit
  std::vector<const Value*> factor_places;  ///< [factor] its [[factor]], as far as it could be read

  /// The part of that name, or null.
  const Value* part(std::string_view name) const { return document.find(name); }
  /// A key of a part that stands once, or null.
  const Value* given(std::string_view part_name, std::string_view key) const {
    const Value* found = part(part_name);
    return found != nullptr && found->is(Value::Kind::table) ? found->find(key) : nullptr;
  }
  /// Complains about sweep.KEY, at its place if it is given.
  void refuse(std::string_view key, std::string rule, std::string remedy = "");
  /// The parameter of that key, or null after a complaint at that place.
  const Parameter* parameter(const Value& place, std::string_view complaint_key, std::string_view key);
  /// Whether the parameter may have the value; complains if not.
  bool fits(const Parameter& parameter, const Value& value, const std::string& complaint_key);
};

// Each takes over a part of the file and checks it by itself.
void read_set(SweepReading& reading);
void read_factors(SweepReading& reading);
void read_keep(SweepReading& reading);
void read_stops(SweepReading& reading);
void read_sequential(SweepReading& reading);

/// The factor's range or distribution; nothing after a complaint.
std::optional<Spread> read_range(const Value& value, bool log, bool integer, SweepReading& reading);
std::optional<Spread> read_distribution(const Value& value, bool integer, SweepReading& reading);

/// Complains of keys that the design has no use for, and of what it lacks.
void check_suited(SweepReading& reading);
/// Takes the columns of a table as factors, and checks its cells.
void read_sweep_table(SweepReading& reading);
/// Complains if two columns of the results would have one name.
void check_columns(SweepReading& reading);
/// Complains if no design can be made of the factors, or if parts refer to points that it has not.
void check_points(SweepReading& reading);

/// Complains of a word that is none of the known ones.
void check_word(const Value& value, std::string_view key, std::string_view word,
                const std::vector<std::string_view>& known, std::string_view what, Complaints& complaints);

}  // namespace rivalry
