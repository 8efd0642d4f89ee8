#include "rivalry/run/period.hpp"

#include "rivalry/model/accounts.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/environment.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/learning.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/population.hpp"
#include "rivalry/model/pricing.hpp"

namespace rivalry {

void advance(Market& market, const Step& step) {
  exit_and_enter(market, step);  // on last period's accounts, so that all who trade in a period are recorded in it
  shift_environment(market, step);
  sense(market, step);
  choose_paths(market, step);
  innovate(market, step);
  update_unit_costs(market, step);
  update_appeal(market, step);
  set_prices(market, step);
  clear_market(market, step);
  settle_accounts(market, step);
  compare_firms(market, step);
  learn(market, step);
  earn_legitimacy(market, step);
  adopt_technology(market, step);
  market.period = step.period;
}

}  // namespace rivalry
