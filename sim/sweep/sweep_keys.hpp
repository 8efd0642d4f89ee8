#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rivalry/sweep/sweep.hpp"
#include "scenario/item_keys.hpp"

namespace rivalry {

/// A `[[factor]]` as it is written.
struct FactorText {
  std::string name, key;
  std::vector<std::string> keys, labels;
  bool log = false;  ///< spacing
  std::optional<std::int64_t> steps;
};

/// A `[[stop]]` as it is written.
struct StopText {
  std::string variable;
  std::optional<double> above, below;
  std::int64_t periods = 1, after = 0;
};

// The keys of each part of a sweep file; reading and documentation are made from these.
const std::vector<ItemKey<Sweep>>& sweep_keys();
const std::vector<ItemKey<FactorText>>& factor_keys();
const std::vector<ItemKey<Sweep>>& keep_keys();
const std::vector<ItemKey<StopText>>& stop_keys();
const std::vector<ItemKey<Sequential>>& sequential_keys();

/// The parts, in the order of the documentation: sweep, set, factor, keep, stop, sequential.
const std::vector<ItemTable>& sweep_parts();

}  // namespace rivalry
