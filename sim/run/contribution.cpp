#include "rivalry/run/contribution.hpp"

#include <algorithm>

#include "rivalry/model/demand.hpp"
#include "rivalry/model/homogeneous.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

/// What a segment is without a firm.
struct Without {
  double weight;  ///< of the others and the outside option
  double earned;  ///< by the others, with the firm there. Money a period.
};

/// The differences, or, of a firm so large that rounding is all that they would hold, the sums over the others.
Without without(const Market& market, Index s, Index j) {
  const Firms& firms = market.firms;
  const Segments& segments = market.segments;
  constexpr double nearly_all = 0.999;
  const double z = segments.denominator[s], e = market.weight(s, j);
  if (e <= nearly_all * z) return {z - e, segments.earned[s] - social_margin(firms, j) * market.buyers(s, j)};
  Without others{segments.outside[s], 0};
  for (Index k = 0; k < firms.count; ++k) {
    if (k == j) continue;
    others.weight += market.weight(s, k);
    others.earned += social_margin(firms, k) * market.buyers(s, k);
  }
  others.weight = std::max(others.weight, z * 1e-250);  // no way out
  return others;
}

}  // namespace

double contribution(const Market& market, const Scenario& scenario, Index j) {
  if (scenario.competition.rule != Rule::logit) return homogeneous_contribution(market, scenario, j);
  const Firms& firms = market.firms;
  const Segments& segments = market.segments;
  double surplus = 0, saving = firms.quantity[j] * (1 - firms.felt[j]) * firms.paid_price[j], rivals = 0;
  for (Index s = 0; s < segments.count; ++s) {
    if (segments.open[s] == 0) continue;
    const double e = market.weight(s, j);
    const Without others = without(market, s, j);
    const double locked = segments.retained[s];
    const double free = std::max(0.0, segments.mass[s] - locked);
    surplus += (free * functions::log(segments.denominator[s] / others.weight) + e * segments.locked[s] +
                e * e * segments.locked_squared[s] / 2) /
               segments.price_sensitivity[s];
    // Without the firm every rival sells 1 + e / others.weight times what it sells now.
    rivals += others.earned * e / others.weight;
  }
  const double damage = damage_a_unit(firms, j) * firms.quantity[j];
  const double suppliers = firms.suppliers_margin[j] * firms.quantity[j];
  const double state = carbon_cost(firms, j) * firms.quantity[j] - firms.subsidy[j];  // what it receives of the firm
  const double partners = partners_gain(firms, j) + firms.community.received[j];      // and users, and staff
  return firms.profit[j] + surplus - saving - rivals - damage + suppliers + state + partners;
}

}  // namespace rivalry
