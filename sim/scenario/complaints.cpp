#include "complaints.hpp"

#include <algorithm>
#include <tuple>

namespace rivalry {

void Complaints::add(const Value& value, std::string_view key, std::string rule, std::string remedy) {
  add(value.place, key, std::move(rule), std::move(remedy));
  mistakes_.back().value = quote_value(value);
}

void Complaints::add(const TextPlace& place, std::string_view key, std::string rule, std::string remedy) {
  mistakes_.push_back({place.setting ? "--set" : file_, place.line, place.column, std::string(key), "", std::move(rule),
                       std::move(remedy)});
}

bool Complaints::about(std::string_view key) const {
  return std::any_of(mistakes_.begin(), mistakes_.end(), [&](const Mistake& mistake) { return mistake.key == key; });
}

void Complaints::raise() const {
  if (mistakes_.empty()) return;
  std::vector<Mistake> ordered = mistakes_;
  std::stable_sort(ordered.begin(), ordered.end(), [](const Mistake& a, const Mistake& b) {
    const auto rank = [](const Mistake& m) { return std::tuple(m.file == "--set", m.line == 0, m.line, m.column); };
    return rank(a) < rank(b);
  });
  throw ScenarioError(std::move(ordered));
}

}  // namespace rivalry
