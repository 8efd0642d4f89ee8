#pragma once

#include <string_view>
#include <vector>

#include <boost/container/flat_map.hpp>

#include "assign.hpp"
#include "complaints.hpp"
#include "document.hpp"
#include "item_keys.hpp"
#include "rivalry/scenario/parameter.hpp"
#include "rivalry/scenario/read.hpp"

namespace rivalry {

/// A scenario on its way from file to validity.
struct Reading {
  Scenario scenario;
  Complaints complaints;
  Vocabulary vocabulary;
  /// One piece of memory: a sweep copies what was read of its base for every run.
  using ByName = boost::container::flat_map<std::string_view, const Value*>;
  ByName given;   ///< parameters that file or settings set, by key
  ByName tables;  ///< the lists of [[population]], [[event]], [[choice]], [[expect]]
  std::vector<Expectation> expectations = {};

  bool has(std::string_view key) const { return given.contains(key); }
  TextPlace place(std::string_view key) const { return has(key) ? given.at(key)->place : TextPlace{}; }
  /// Complains about a parameter, with its value if it is given.
  void refuse(std::string_view key, std::string rule, std::string remedy = "");
};

/// Sorts the document's and the settings' entries into `given` and `tables`; complains of unknown ones.
void gather(Reading& reading, const Value& document, const Value& settings);

/// Says what was probably meant by an unknown key.
std::string unknown_key_remedy(std::string_view key);

// Each takes over a kind of [[table]] and checks it by itself.
void read_choices(Reading& reading);
void read_populations(Reading& reading);
void read_events(Reading& reading);
void read_expectations(Reading& reading);
/// Whether the settings of each expectation make a scenario that has what it measures.
void check_expectations(Reading& reading, const ScenarioSource& source);

/// Rules between parameters.
void check_rules(Reading& reading);
void check_value_chain(Reading& reading);
/// What is wrong with the weights of so many stages; empty if nothing.
std::string mistake_in_weights(const std::vector<double>& weights, std::size_t stages);

/// Refuses parameters that have no meaning under competition.rule, and makes what it leaves a homogeneous market.
void resolve_market_rule(Reading& reading);
/// Refuses what has no meaning under it in choices, populations and events.
void check_market_rule(Reading& reading);

/// Sets what follows from other parameters: rule, size, intensity, catalogue.
void resolve(Reading& reading);

/// Calls `read(key, value)` for each parameter of a table of settings; names may be joined by dots, without quotes.
template <class Read>
void each_setting(const Value& table, Read read) {
  for (const auto& [name, entry] : table.entries) {
    if (name.find('.') != std::string::npos || !entry.is(Value::Kind::table)) {
      read(name, entry);
      continue;
    }
    for (const auto& [inner, value] : entry.entries) read(name + "." + inner, value);
  }
}

}  // namespace rivalry
