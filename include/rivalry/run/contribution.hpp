#pragma once

#include "rivalry/model/state.hpp"

namespace rivalry {

/// Value that the market would lose if the firm were absent, rivals' prices fixed: its profit, the consumer surplus of
/// its presence, less what rivals would gain (their damage counted) by its absence, less its damage. Money a period.
///
/// Exact without inertia. With inertia the firm's retained buyers count as free, and the log-sums of rivals' retained
/// buyers are expanded to second order in the firm's weight.
double contribution(const Market& market, Index firm);

}  // namespace rivalry
