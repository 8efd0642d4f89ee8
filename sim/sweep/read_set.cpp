#include <fmt/format.h>

#include "sweep_reading.hpp"

namespace rivalry {
namespace {

void read_one(const std::string& key, const Value& value, SweepReading& reading) {
  const std::string full = fmt::format("set.{}", key);
  const Parameter* parameter = reading.parameter(value, full, key);
  if (parameter == nullptr || !reading.fits(*parameter, value, full)) return;
  for (const Setting& other : reading.sweep.set)
    if (other.key == key) return reading.complaints.add(value, full, "is set twice", "keep one of the two");
  reading.sweep.set.push_back({key, write_value(value)});
}

}  // namespace

void read_set(SweepReading& reading) {
  const Value* part = reading.part("set");
  if (part == nullptr) return;
  for (const auto& [name, value] : part->entries) {
    if (name.find('.') != std::string::npos || !value.is(Value::Kind::table)) {
      read_one(name, value, reading);
      continue;
    }
    for (const auto& [inner, inner_value] : value.entries)  // [set.market]
      read_one(fmt::format("{}.{}", name, inner), inner_value, reading);
  }
}

}  // namespace rivalry
