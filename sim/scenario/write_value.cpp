#include "write_value.hpp"

#include <fmt/format.h>

#include "toml_text.hpp"

namespace rivalry {
namespace {

std::string numbers_toml(const std::vector<double>& numbers) { return toml_list(numbers, toml_number); }

struct Writer {
  using Text = std::optional<std::string>;
  Text operator()(const bool* value) const { return *value ? "true" : "false"; }
  Text operator()(const std::int64_t* value) const { return fmt::format("{}", *value); }
  Text operator()(const double* value) const { return toml_number(*value); }
  Text operator()(const std::string* value) const { return toml_string(*value); }
  Text operator()(const std::optional<double>* value) const { return *value ? Text(toml_number(**value)) : Text(); }
  Text operator()(const std::optional<std::int64_t>* value) const {
    return *value ? Text(fmt::format("{}", **value)) : Text();
  }
  Text operator()(const Distribution* value) const { return distribution_toml(*value); }
  Text operator()(const std::vector<std::int64_t>* list) const {
    return toml_list(*list, [](std::int64_t item) { return fmt::format("{}", item); });
  }
  Text operator()(const std::vector<std::string>* list) const { return toml_list(*list, toml_string); }
  Text operator()(const std::vector<double>* list) const {
    if (list->empty()) return {};
    return list->size() == 1 ? toml_number(list->front()) : numbers_toml(*list);
  }
  Text operator()(const std::vector<std::vector<double>>* rows) const {
    return rows->empty() ? Text() : Text(toml_list(*rows, numbers_toml));
  }
  Text operator()(const Enumeration& value) const {
    return toml_string(value.names.at(static_cast<std::size_t>(value.get())));
  }
  Text operator()(const FreeForm&) const { return {}; }
  Text operator()(const KeysAndValues* settings) const {
    if (settings->empty()) return {};
    std::string inside;
    for (const auto& [key, value] : *settings)
      inside += fmt::format("{}{} = {}", inside.empty() ? "" : ", ", toml_key(key), value);
    return "{" + inside + "}";
  }
};

}  // namespace

std::optional<std::string> slot_toml(const Slot& slot) { return std::visit(Writer{}, slot); }
std::optional<std::string> slot_toml(const ItemSlot& slot) { return std::visit(Writer{}, slot); }

std::string distribution_toml(const Distribution& distribution) {
  using Kind = Distribution::Kind;
  const std::string pair = fmt::format("[{}, {}]", toml_number(distribution.first), toml_number(distribution.second));
  const auto extra = [](std::string_view name, const std::optional<double>& value) {
    return value ? fmt::format(", {} = {}", name, toml_number(*value)) : "";
  };
  switch (distribution.kind) {
    case Kind::constant:
      return toml_number(distribution.first);
    case Kind::uniform:
      return fmt::format("{{uniform = {}}}", pair);
    case Kind::normal:
      return fmt::format("{{normal = {}{}{}}}", pair, extra("min", distribution.min), extra("max", distribution.max));
    case Kind::beta:
      return fmt::format("{{beta = {}}}", pair);
    case Kind::choice:
      return fmt::format("{{choice = {}{}}}", numbers_toml(distribution.values),
                         distribution.weights.empty() ? "" : ", weights = " + numbers_toml(distribution.weights));
    case Kind::treatment:
      return fmt::format("{{treatment = {}{}}}", numbers_toml(distribution.values), extra("share", distribution.share));
    case Kind::list:
      return numbers_toml(distribution.values);
  }
  return {};
}

std::string default_text(const Parameter& parameter) { return slot_toml(default_slot(parameter)).value_or("none"); }

}  // namespace rivalry
