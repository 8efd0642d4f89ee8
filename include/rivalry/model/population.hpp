#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// A market without firms: landscape, segments, and all else that follows from scenario and streams alone, such as
/// which columns firms have and which numbers they share.
Market blank_market(const Scenario& scenario, const Streams& streams);

/// A market before its first period: landscape, segments, founders with traits and business models, founding prices and
/// a first clearing that sets sales shares.
Market found_market(const Scenario& scenario, const Streams& streams, const Workers& workers, Scratch& scratch);

/// Firms out of credit or too small for too long leave; entrants come at a rate that rises with mean profit.
void exit_and_enter(Market& market, const Step& step);

/// The treated traits of a scenario, in the order of Firms::arm.
std::vector<Trait> treated_traits(const Scenario& scenario);

/// Whether firms can differ in a trait.
bool varies(const Scenario& scenario, Trait trait);

/// What trait `trait` is set to for a population (its own setting, else the scenario's).
const Distribution& setting(const Scenario& scenario, std::int32_t population, Trait trait);

}  // namespace rivalry
