#pragma once

#include "rivalry/model/state.hpp"

namespace rivalry {

/// Value that the market would lose if the firm were absent, rivals' prices fixed: its profit, what its
/// suppliers earn, the consumer surplus of its presence, less what rivals would gain (their damage counted) by its
/// absence, less its damage. Money a period.
///
/// Exact without inertia. With inertia the log-sums of all retained buyers are expanded to second order in the firm's
/// weight, and rivals' sales change as they would without switching costs.
/// In a market of a homogeneous good rivals' quantities are fixed instead of their prices.
double contribution(const Market& market, const Scenario& scenario, Index firm);

}  // namespace rivalry
