#include "rivalry/scenario/fingerprint.hpp"

#include <bit>
#include <type_traits>

#include <fmt/format.h>

#include "rivalry/scenario/parameter.hpp"
#include "write_items.hpp"

// The functions of xxHash, compiled in.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace rivalry {
namespace {

/// Takes in values with their lengths, so that no two sequences of values look alike.
class Digester {
 public:
  Digester() { XXH3_128bits_reset(&state_); }

  void add(std::uint64_t number) { XXH3_128bits_update(&state_, &number, sizeof number); }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    XXH3_128bits_update(&state_, text.data(), text.size());
  }
  void add(const Distribution& distribution) {
    add(static_cast<std::uint64_t>(distribution.kind));
    add(distribution.first), add(distribution.second);
    add(distribution.min), add(distribution.max), add(distribution.share);
    add(distribution.values), add(distribution.weights);
  }
  template <class Number>
    requires std::is_integral_v<Number>
  void add(Number number) {
    add(static_cast<std::uint64_t>(number));
  }
  template <class Item>
  void add(const std::optional<Item>& item) {
    add(std::uint64_t{item.has_value()});
    if (item) add(*item);
  }
  template <class Item>
  void add(const std::vector<Item>& items) {
    add(std::uint64_t{items.size()});
    for (const Item& item : items) add(item);
  }
  void add(const Slot& slot) {
    std::visit(
        [this](const auto& value) {
          if constexpr (std::is_pointer_v<std::decay_t<decltype(value)>>)
            add(*value);
          else
            add(value.get());
        },
        slot);
  }

  Fingerprint value() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(&state_);
    return {hash.high64, hash.low64};
  }

 private:
  XXH3_state_t state_;
};

bool is_beside_the_results(const Parameter& parameter) {
  return parameter.section() == "recording" || parameter.key == "scenario.name" ||
         parameter.key == "scenario.question" || parameter.key == "scenario.source";
}

}  // namespace

std::string Fingerprint::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

Fingerprint fingerprint_of(std::string_view text) {
  Digester digester;
  digester.add(text);
  return digester.value();
}

Fingerprint fingerprint_of(const Scenario& scenario) {
  Digester digester;
  auto& slots = const_cast<Scenario&>(scenario);  // could be written through, and are not; a copy is dear
  for (const Parameter& parameter : parameters())
    if (!is_beside_the_results(parameter)) digester.add(parameter.slot(slots));
  digester.add(items_toml(scenario));
  return digester.value();
}

}  // namespace rivalry
