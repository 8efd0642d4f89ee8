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

/// A value in a form of its own, which is read by its own function.
struct FreeForm {
  std::string_view words;  ///< what may be given
};
using ItemSlot = std::variant<bool*, std::int64_t*, double*, std::string*, std::optional<std::int64_t>*,
                              std::optional<double>*, std::vector<std::int64_t>*, std::vector<double>*,
                              std::vector<std::string>*, Enumeration, KeysAndValues*, FreeForm>;

/// What the entries of a list belong to.
enum class ListLength { any, attributes, one_or_segments };

/// A key of a table that a file may hold many of; validation, documentation and writing are made from these.
template <class Item>
struct ItemKey {
  std::string_view name;
  ItemSlot (*slot)(Item&);
  Limits limits;
  std::string_view unit, meaning;
  ListLength extent = ListLength::any;
  bool required = false;
};

const std::vector<ItemKey<Choice>>& choice_keys();
const std::vector<ItemKey<Population>>& population_keys();
const std::vector<ItemKey<Event>>& event_keys();
const std::vector<ItemKey<Expectation>>& expectation_keys();

/// A kind of repeated table: `[[choice]]`, `[[population]]`, `[[event]]`, `[[expect]]`.
struct ItemTable {
  std::string_view name, meaning;
  std::vector<std::string_view> required = {};  ///< keys that must be given
  bool repeated = true;                         ///< false: `[name]`, once
};
const std::vector<ItemTable>& item_tables();

/// Words for what may be given.
std::string item_slot_text(const ItemSlot& slot, const Limits& limits);

}  // namespace rivalry
