#pragma once

#include "rivalry/run/observables.hpp"

namespace rivalry {

/// Developers' invariants, checked every period in the audit build: shares sum to 1, quantities are finite and not
/// negative, served buyers fit the masses (but under unit-elastic demand, which mass does not bound), cash changed by
/// profit less investment and pay-out.
/// @throws std::logic_error  naming period, firm and rule
void check_invariants(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics);

}  // namespace rivalry
