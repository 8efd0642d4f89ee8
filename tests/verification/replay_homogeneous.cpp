// One homogeneous good in the second engine (docs/odd.md 7.18).
#include <algorithm>
#include <cmath>
#include <limits>

#include "replay_state.hpp"

namespace rivalry::replay {
namespace {

/// What buyers pay for a quantity, and would buy at a price.
struct Demand {
  bool linear;
  Real choke, mass;

  explicit Demand(const Market& market)
      : linear(market.scenario.homogeneous.demand == DemandForm::linear),
        choke(market.scenario.homogeneous.choke_price),
        mass(market.world.segments[0].mass) {}
  Real price(Real quantity) const {
    if (linear) return choke * positive(1 - quantity / mass);
    return quantity * choke <= mass ? choke : mass / quantity;
  }
  Real quantity(Real price) const { return linear ? mass * positive(1 - price / choke) : mass / price; }
  Real most() const { return linear ? mass : std::numeric_limits<Real>::infinity(); }
  Real elasticity(Real quantity) const {
    if (linear) return mass / quantity - 1;
    return quantity * choke <= mass ? std::numeric_limits<Real>::infinity() : 1;
  }
  /// Area below the price.
  Real worth(Real quantity) const {
    if (linear) return quantity < mass ? choke * quantity * (1 - quantity / (2 * mass)) : choke * mass / 2;
    const Real first = mass / choke;
    return quantity <= first ? choke * quantity : mass + mass * std::log(quantity / first);
  }
};

bool offers(const Firm& firm) { return firm.offer.reach[0] > 0 && firm.offer.collected > 0; }

Real total(const Market& market) {
  Real sum = 0;
  for (const auto& [id, firm] : market.firms) sum += firm.quantity;
  return sum;
}

/// Price at which the outputs of those who would produce at today's price are best replies to each other.
Real equilibrium_price(const Market& market, const Demand& demand, Real today) {
  Real producers = 0, costs = 0;
  for (const auto& [id, firm] : market.firms)
    if (offers(firm) && firm.unit_cost < today) producers += 1, costs += firm.unit_cost;
  if (demand.linear) return (demand.choke + costs) / (producers + 1);
  return producers > 1 ? std::fmin(demand.choke, costs / (producers - 1)) : demand.choke;
}

void adjust_outputs(Market& market, const Demand& demand) {
  const Real price = equilibrium_price(market, demand, demand.price(total(market)));
  Real margins = 0;
  for (const auto& [id, firm] : market.firms)
    if (offers(firm)) margins += positive(price - firm.unit_cost);
  for (auto& [id, firm] : market.firms) {
    const Real reply =
        offers(firm) && margins > 0 ? demand.quantity(price) * positive(price - firm.unit_cost) / margins : 0;
    firm.quantity += market.scenario.competition.adjustment * (reply - firm.quantity);
  }
}

/// Shares of those who offer something, of 1 in all; by starting size where nobody has one.
void share_out(Market& market) {
  const auto sum = [&] {
    Real all = 0;
    for (const auto& [id, firm] : market.firms) all += offers(firm) ? firm.standing : 0;
    return all;
  };
  if (sum() == 0)
    for (auto& [id, firm] : market.firms) firm.standing = firm.decided.trait[Trait::start_size];
  const Real all = sum();
  for (auto& [id, firm] : market.firms) firm.standing = offers(firm) && all > 0 ? firm.standing / all : 0;
}

/// Shares grow with what a unit of money buys, relative to the mean.
void select(Market& market) {
  Real mean = 0;
  for (const auto& [id, firm] : market.firms) mean += firm.standing / firm.unit_cost;
  for (auto& [id, firm] : market.firms)
    firm.standing *= positive(1 + market.scenario.homogeneous.selection * (1 / firm.unit_cost - mean) / mean);
  share_out(market);
}

/// All outputs are sold at one price; what buyers do not take even for nothing is spoilt.
void sell_outputs(Market& market, const Demand& demand) {
  const Real made = total(market), sold = std::fmin(made, demand.most());
  const Real price = demand.price(made);
  for (auto& [id, firm] : market.firms) {
    const Real output = firm.quantity;
    firm.quantity = made > 0 ? output * sold / made : 0;
    firm.spoilt = firm.production_cost * (output - firm.quantity);
    firm.price = price;
  }
}

void sell_by_shares(Market& market, const Demand& demand) {
  const Real markup = 1 + static_cast<Real>(market.scenario.competition.markup);
  Real mean = 0, shares = 0;
  for (auto& [id, firm] : market.firms) {
    firm.price = markup * firm.unit_cost;
    mean += firm.standing * firm.price;
    shares += firm.standing;
  }
  for (auto& [id, firm] : market.firms) firm.quantity = shares > 0 ? firm.standing * demand.quantity(mean) : 0;
}

}  // namespace

void open_capital(const Market& market, Firm& firm) {
  const Real size = firm.decided.trait[Trait::start_size];
  const Rule rule = market.scenario.competition.rule;
  if (rule == Rule::capacity) firm.capital = market.scenario.capacity.capital * size;
  if (rule == Rule::replicator) firm.standing = size / market.world.total_start_size;
}

void trade_one_good(Market& market, bool founding) {
  const Demand demand(market);
  const Scenario& scenario = market.scenario;
  if (scenario.competition.rule == Rule::replicator) {
    share_out(market);
    if (!founding) select(market);
    sell_by_shares(market, demand);
  } else {
    if (scenario.competition.rule == Rule::cournot)
      for (std::int64_t i = 0; i < scenario.competition.iterations; ++i) adjust_outputs(market, demand);
    else
      for (auto& [id, firm] : market.firms) firm.quantity = offers(firm) ? firm.capital * firm.decided.productivity : 0;
    sell_outputs(market, demand);
  }
  const Real sales = total(market);
  market.consumer_surplus = demand.worth(sales);
  for (auto& [id, firm] : market.firms) {
    market.consumer_surplus -= firm.price * firm.quantity;
    firm.share_before = firm.share;
    firm.share = sales > 0 ? firm.quantity / sales : 0;
    firm.bought[0] = firm.quantity;
  }
}

void invest(Market& market) {
  if (market.scenario.competition.rule != Rule::capacity) return;
  const auto& rule = market.scenario.capacity;
  const Demand demand(market);
  const Real sales = total(market), price = demand.price(sales), bank = 1 + static_cast<Real>(rule.bank);
  for (auto& [id, firm] : market.firms) {
    const Real carbon = firm.unit_cost - firm.production_cost;
    const Real next_cost = firm.production_cost * firm.decided.productivity / firm.decided.next_productivity + carbon;
    Real target = 1;
    if (rule.restraint) {
      const Real others = 1 - firm.share;
      target = 1 / (1 - firm.share / (demand.elasticity(sales) + others * rule.rivals_response));
    }
    const Real desired = target > 0 ? 1 + rule.depreciation - target * next_cost / price : 0;
    const Real profit = firm.profit / firm.capital, finance = profit > 0 ? profit * bank : profit;
    const Real gross = positive(std::fmin(desired, finance));
    firm.cash -= firm.capital * gross / bank;
    firm.capital *= 1 - rule.depreciation + gross;
  }
}

}  // namespace rivalry::replay
