#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "limits.hpp"
#include "rivalry/scenario/expectation.hpp"
#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

using ItemSlot = std::variant<bool*, double*, std::string*, std::optional<std::int64_t>*, std::optional<double>*,
                              std::vector<double>*, std::vector<std::string>*, Enumeration, KeysAndValues*>;

/// What the entries of a list belong to.
enum class Extent { any, attributes, one_or_segments };

/// A key of a table that a scenario may hold many of; validation, documentation and writing are made from these.
template <class Item>
struct ItemKey {
  std::string_view name;
  ItemSlot (*slot)(Item&);
  Limits limits;
  std::string_view unit, meaning;
  Extent extent = Extent::any;
};

const std::vector<ItemKey<Choice>>& choice_keys();
const std::vector<ItemKey<Population>>& population_keys();
const std::vector<ItemKey<Event>>& event_keys();
const std::vector<ItemKey<Expectation>>& expectation_keys();

/// A kind of repeated table: `[[choice]]`, `[[population]]`, `[[event]]`, `[[expect]]`.
struct ItemTable {
  std::string_view name, meaning;
  std::vector<std::string_view> required;  ///< keys that must be given
};
const std::vector<ItemTable>& item_tables();

/// Words for what may be given.
std::string item_slot_text(const ItemSlot& slot, const Limits& limits);

}  // namespace rivalry
