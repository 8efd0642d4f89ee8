#include "rivalry/run/period.hpp"

#include "rivalry/model/accounts.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/commons.hpp"
#include "rivalry/model/competition.hpp"
#include "rivalry/model/environment.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/learning.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/orchestration.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/model/population.hpp"

namespace rivalry {
namespace {

/// A step that competition.rule decides.
template <auto part>
void compete(Market& market, const Step& step) {
  (competition_of(step.scenario).*part)(market, step);
}

constexpr Phase schedule[] = {
    {"exit and entry", exit_and_enter},  // on last period's accounts, so that all who trade in a period are in it
    {"environment", shift_environment},
    {"sensing", sense},
    {"choice of path", choose_paths},
    {"orchestration", orchestrate_resources},  // what is built by then is deployed at once
    {"innovation", innovate},
    {"partners", match_partners},
    {"unit costs", compete<&Competition::cost>},
    {"carbon price", price_carbon},
    {"appeal", compete<&Competition::appeal>},
    {"pricing", compete<&Competition::set_terms>},
    {"market clearing", compete<&Competition::clear>},
    {"accounts", settle_accounts},
    {"investment", compete<&Competition::invest>},
    {"pay-out", pay_out},
    {"state", settle_state},
    {"commons", deplete_commons},
    {"participation", take_part},
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
