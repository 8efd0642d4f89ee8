#pragma once

#include <array>
#include <cstddef>

#include "rivalry/scenario/distribution.hpp"

namespace rivalry {

/// The firm-level theory parameters of a scenario: each may be constant, distributed or treated, by population.
enum class Trait : std::size_t {
  start_size,
  start_cash,
  start_legitimacy,
  sensing,
  seizing,
  reconfiguring,
  offer_capability,
  creation_capability,
  delivery_capability,
  capture_capability,
  human,
  technology,
  brand,
  digital,
  forecasting,
  integration,
  absorptive_capacity,
  analogy,
  inertia,
  owner_manager,
  novelty_emphasis,
  efficiency_emphasis,
  may_innovate,
  productivity,
  structuring,
  acquiring,
  toward_human,
  toward_technology,
  toward_brand,
  toward_digital,
  stabilising,
  enriching,
  pioneering,
  leveraging,
  subsidised,
  seeking_partners,
  to_users,
  to_partners,
  to_staff,
  count
};

inline constexpr std::size_t trait_count = static_cast<std::size_t>(Trait::count);

/// One entry a trait, indexed by `Trait`.
template <class Value>
struct PerTrait : std::array<Value, trait_count> {
  Value& operator[](Trait trait) { return this->data()[static_cast<std::size_t>(trait)]; }
  const Value& operator[](Trait trait) const { return this->data()[static_cast<std::size_t>(trait)]; }
  Value& operator[](std::size_t trait) { return this->data()[trait]; }
  const Value& operator[](std::size_t trait) const { return this->data()[trait]; }
};

}  // namespace rivalry
