#include "rivalry/run/period.hpp"

#include "rivalry/model/accounts.hpp"
#include "rivalry/model/commons.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/environment.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/learning.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/model/population.hpp"
#include "rivalry/model/pricing.hpp"

namespace rivalry {
namespace {

constexpr Phase schedule[] = {
    {"exit and entry", exit_and_enter},  // on last period's accounts, so that all who trade in a period are in it
    {"environment", shift_environment},
    {"sensing", sense},
    {"choice of path", choose_paths},
    {"innovation", innovate},
    {"unit costs", update_unit_costs},
    {"carbon price", price_carbon},
    {"appeal", update_appeal},
    {"pricing", set_prices},
    {"market clearing", clear_market},
    {"accounts", settle_accounts},
    {"state", settle_state},
    {"commons", deplete_commons},
    {"comparison", compare_firms},
    {"learning", learn},
    {"legitimacy", earn_legitimacy},
    {"technology", adopt_technology},
};

}  // namespace

std::span<const Phase> phases() { return schedule; }

void advance(Market& market, const Step& step, Stopwatch* watch) {
  for (const Phase& phase : schedule) {
    phase.act(market, step);
    lap(watch, phase.name);
  }
  market.period = step.period;
}

}  // namespace rivalry
