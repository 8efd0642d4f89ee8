#include "rivalry/run/contribution.hpp"

#include <algorithm>

#include "rivalry/model/demand.hpp"
#include "rivalry/model/homogeneous.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {

double contribution(const Market& market, const Scenario& scenario, Index j) {
  if (scenario.competition.rule != Rule::logit) return homogeneous_contribution(market, scenario, j);
  const Firms& firms = market.firms;
  const Segments& segments = market.segments;
  double surplus = 0, saving = firms.quantity[j] * (1 - firms.felt[j]) * firms.paid_price[j], rivals = 0;
  for (Index s = 0; s < segments.count; ++s) {
    if (segments.open[s] == 0) continue;
    const double z = segments.denominator[s];
    const double e = std::min(market.weight(s, j), z * (1 - 1e-15));
    const double locked = segments.retained[s];
    const double free = std::max(0.0, segments.mass[s] - locked);
    surplus += (free * functions::log(z / (z - e)) + e * segments.locked[s] + e * e * segments.locked_squared[s] / 2) /
               segments.price_sensitivity[s];
    // Without the firm every rival sells z / (z - e) times what it sells now.
    rivals += (segments.earned[s] - social_margin(firms, j) * market.buyers(s, j)) * e / (z - e);
  }
  const double damage = damage_a_unit(firms, j) * firms.quantity[j];
  const double suppliers = firms.suppliers_margin[j] * firms.quantity[j];
  const double state = carbon_cost(firms, j) * firms.quantity[j] - firms.subsidy[j];  // what it receives of the firm
  const double partners = partners_gain(firms, j) + firms.community.received[j];      // and users, and staff
  return firms.profit[j] + surplus - saving - rivals - damage + suppliers + state + partners;
}

}  // namespace rivalry
