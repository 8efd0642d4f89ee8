#include "rivalry/run/audit.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "rivalry/model/policy.hpp"

namespace rivalry {
namespace {

void require(bool holds, const Market& market, const std::string& rule) {
  if (!holds) throw std::logic_error("audit, period " + std::to_string(market.period) + ": " + rule);
}

bool close(double a, double b, double scale) { return std::fabs(a - b) <= 1e-9 * (1 + std::fabs(scale)); }

/// Both sides hold a tie, with the same fit; a firm has one tie with another at most.
void check_ties(const Market& market) {
  const Firms& firms = market.firms;
  for (Index j = 0; j < firms.count; ++j)
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      const Index partner = firms.partner[k][j];
      if (partner < 0) continue;
      const std::string tie = "tie of firm " + std::to_string(firms.id[j]);
      require(partner < firms.count && partner != j, market, tie + " has a partner in the market");
      const auto mirror = static_cast<std::size_t>(firms.mirror[k][j]);
      require(firms.partner[mirror][partner] == j && firms.fit[mirror][partner] == firms.fit[k][j], market,
              tie + " is the same on both sides");
      for (std::size_t i = 0; i < k; ++i) require(firms.partner[i][j] != partner, market, tie + " is there once");
    }
}

}  // namespace

void check_invariants(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) {
  const Firms& firms = market.firms;
  double shares = 0;
  for (Index j = 0; j < firms.count; ++j) {
    const std::string firm = "firm " + std::to_string(firms.id[j]);
    require(std::isfinite(firms.quantity[j]) && firms.quantity[j] >= 0, market, firm + " sells a finite quantity");
    require(std::isfinite(firms.paid_price[j]) && firms.paid_price[j] >= 0, market, firm + " has a finite price");
    require(std::isfinite(firms.cash[j]), market, firm + " has finite cash");
    require(firms.legitimacy[j] > 0 && firms.legitimacy[j] < 1, market, firm + " has legitimacy in (0, 1)");
    shares += firms.share(j);
  }
  require(statistics.sales <= 0 || close(shares, 1, 1), market, "shares sum to 1");
  const bool bounded =
      scenario.competition.rule == Rule::logit || scenario.homogeneous.demand != DemandForm::unit_elastic;
  for (Index s = 0; bounded && s < market.segments.count; ++s)
    require(market.segments.served[s] <= market.segments.mass[s] * (1 + 1e-12), market,
            "segment " + std::to_string(s + 1) + " buys no more than its mass");
  const PeriodCounts& counts = statistics.counts;
  double paid = 0;
  for (Index j = 0; j < firms.count; ++j) paid += firms.suppliers_margin[j] * firms.quantity[j];
  require(close(counts.suppliers_income, paid, paid), market, "suppliers receive what firms pay them");
  double received = 0;
  for (Index j = 0; j < firms.count; ++j) {
    received += firms.community.received[j];
    require(firms.community.active[j] >= 0 && firms.community.active[j] <= firms.community.users[j] * (1 + 1e-12),
            market, "firm " + std::to_string(firms.id[j]) + " has no more active users than users");
  }
  require(close(counts.to_users + counts.to_partners + counts.to_staff, received, received), market,
          "users, partners and staff receive what firms share with them");
  require(market.stage_weight.size() == 0 || close(market.stage_weight.each().sum(), 1, 1), market,
          "stage weights sum to 1");
  require(close(statistics.cash_total, counts.cash_before + counts.profit - counts.invested - counts.paid_out,
                counts.cash_before),
          market, "cash changes by profit less investment and pay-out");
  require(close(counts.network.paid, counts.network.received, counts.network.paid), market,
          "partners receive the revenue shares that firms pay");
  check_ties(market);
  if (!firms.resource_outlay.shared()) {
    double outlay = 0;
    for (Index j = 0; j < firms.count; ++j) outlay += firms.resource_outlay[j];
    require(close(outlay, counts.resource_suppliers + counts.resource_staff, outlay), market,
            "suppliers and staff receive what firms spend on resources");
  }
  double carbon = 0, subsidies = 0;
  for (Index j = 0; j < firms.count; ++j) {
    carbon += carbon_cost(firms, j) * firms.quantity[j];
    subsidies += firms.subsidy[j];
  }
  require(close(carbon, counts.carbon_revenue, counts.carbon_revenue), market, "the state receives what firms pay");
  require(close(subsidies, counts.subsidies, counts.subsidies), market, "firms receive what the state pays");
  require(market.commons >= 0 && market.commons <= 1, market, "the commons is in [0, 1]");
}

}  // namespace rivalry
