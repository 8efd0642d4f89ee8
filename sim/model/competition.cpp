#include "rivalry/model/competition.hpp"

#include "rivalry/model/capacity.hpp"
#include "rivalry/model/cournot.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/homogeneous.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/model/replicator.hpp"

namespace rivalry {
namespace {

void nothing(Market&, const Step&) {}
void nothing_to_open(Market&, const Step&, Index) {}

constexpr Competition rules[] = {
    // in the order of Rule: open, found, cost, appeal, set_terms, clear, invest
    {nothing_to_open, update_appeal, update_unit_costs, update_appeal, set_prices, clear_market, nothing},
    {nothing_to_open, adjust_outputs, update_unit_costs, nothing, adjust_outputs, sell_at_one_price, nothing},
    {open_capital, produce, update_capital_costs, nothing, produce, sell_output, invest},
    {open_share, share_out, update_unit_costs, nothing, select_by_fitness, sell_by_shares, nothing},
};

}  // namespace

const Competition& competition_of(const Scenario& scenario) {
  return rules[static_cast<std::size_t>(scenario.competition.rule)];
}

}  // namespace rivalry
