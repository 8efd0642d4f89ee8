#pragma once

#include <algorithm>

#include "rivalry/model/step.hpp"

// What the state pays and charges: it has a share in the cost of innovation projects, and puts a price on damage. What
// it promotes is in learning.hpp (legitimacy). Source: Nelson 1959; Pigou 1920. Verified: tests/verification/policy.cpp
namespace rivalry {

/// Harm that a unit sold does to others, in money; a model that is cleaner than clean does none.
inline double damage_a_unit(const Firms& firms, Index firm) { return std::max(0.0, firms.externality[firm]); }

/// What firms pay to the state for a unit of damage; 0 where policy is switched off.
inline double carbon_price(const Scenario& scenario) {
  return scenario.policy.enabled ? scenario.policy.carbon_price : 0;
}

/// Part of a firm's unit cost that goes to the state.
inline double carbon_cost(const Firms& firms, Index firm) { return firms.carbon_price * damage_a_unit(firms, firm); }

/// Part of a project's cost that the state pays; money.
double subsidy_of(const Firms& firms, const Scenario& scenario, Index firm, double cost);

/// Adds the carbon price to unit costs: one more unit sold costs price × damage more, so that prices, judgements of
/// designs and accounts all follow. Efficiency compares costs of producing, without it.
void price_carbon(Market& market, const Step& step);

/// Books what the state received and paid in the period. Carbon payments are in firms' unit costs, subsidies have kept
/// their spending on projects low: its account is what closes theirs.
void settle_state(Market& market, const Step& step);

}  // namespace rivalry
