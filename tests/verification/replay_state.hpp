#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "rivalry/scenario/scenario.hpp"

// A second engine of demand, pricing and accounts, as plain as it can be: firms one by one, buyers group by group, in
// long double, written from docs/odd.md. It carries its own prices, sales, costs and cash from period to period; what
// it replays is what others decide (replay_decisions.hpp). Sections of the ODD stand with the functions.
namespace rivalry::replay {

using Real = long double;

/// What nobody in a market decides upon, as it stands in a period (7.2).
struct Segment {
  bool open = false;
  Real mass = 0, mass_before = 0;
  std::vector<Real> ideal;   ///< [attribute]
  std::vector<Real> access;  ///< [choice]
  Real price_sensitivity = 0, novelty_taste = 0, legitimacy_taste = 0, sustainability_taste = 0, switching_cost = 0;
  Real outside = 0;
};
struct World {
  std::vector<Segment> segments;
  std::vector<Real> stage_weight;
  Real total_start_size = 0;
};

struct Tie {
  std::int64_t partner = -1;  ///< id
  Real fit = 0;
};

/// What a firm is and has decided: read from the engine, never computed here.
struct Decisions {
  std::uint64_t model = 0;
  std::vector<Real> home;  ///< [attribute]
  PerTrait<Real> trait;    ///< stocks as they are in the period
  Real value_synergy = 0, efficiency_synergy = 0, technology = 0;
  std::vector<Real> stage_level;
  std::vector<Tie> ties;
  bool imitator = false;
  Real project_cost = 0, resource_outlay = 0;
  Real productivity = 0, next_productivity = 0;  ///< of rule `capacity`: what research has found by then
  int taken_up = 0, path = -1;                   ///< choices that a design taken up in the period changes; 0: none is
};

/// What a firm's business model, resources and participants amount to (7.3, 7.20, 7.23, 7.25).
struct Offer {
  std::vector<Real> position;             ///< [attribute]
  std::vector<Real> reach, willing_here;  ///< [segment]
  Real willingness = 0, unit_cost = 0, fixed_cost = 0, third_party = 0, damage = 0, felt = 1;
  Real technology_value = 0, technology_cost = 0, retention = 0, collected = 0;
  Real support = 0, shared_revenue = 0;
  std::vector<bool> in_house;  ///< [stage]
  Real bought_stages = 0;      ///< their weight
  Real orchestration = 0;      ///< share of suppliers' margins that it does not pay
  bool open[path_count] = {};  ///< blocks open to users, partners and staff
};

/// What the market makes of a firm: carried here from period to period.
struct Firm {
  Decisions decided;
  Offer offer;
  std::int64_t entered = 0;
  Real price = 0, list_price = 0, markup = 0;
  Real production_cost = 0;  ///< a unit, without carbon price
  Real unit_cost = 0, suppliers_margin = 0;
  std::vector<Real> bought;  ///< [segment] sales of the last clearing
  Real quantity = 0, share = 0, share_before = 0;
  Real revenue = 0, fixed_cost = 0, profit = 0, cash = 0;
  Real turnover = 0;  ///< all that came in and went out in the period: what rounding of its profit is relative to
  Real experience = 0, performance = 0, novelty = 0, legitimacy = 0;
  Real partners_income = 0;
  Real capital = 0, standing = 0,
       spoilt = 0;  ///< of a homogeneous good: share before selection; cost of what nobody takes
  Real users = 0, active_users = 0, partners = 0, staff = 0, shared_margin = 0;
  /// What those who took part at the end of the last period do for the offer of this one.
  Real created_value = 0, word_of_mouth = 0, bound_by_activity = 0;
};

/// Share of sales by pattern of choices, in each block.
using Patterns = std::map<std::uint64_t, Real>[path_count];

/// A market as it is carried here.
struct Market {
  explicit Market(const Scenario& given) : scenario(given) {}

  const Scenario& scenario;
  World world;
  std::map<std::int64_t, Firm> firms;  ///< by id
  Patterns patterns;
  std::vector<Real> frequency;  ///< [choice] share of sales of the firms that have it
  Real mean_start_sales = 0, log_mean_cost = 0, profit_scale = 0;
  Real consumer_surplus = 0, damage = 0, treasury = 0, commons = 0;
};

inline bool has(std::uint64_t model, int choice) { return (model >> choice & 1U) != 0; }
inline Real positive(Real value) { return value > 0 ? value : 0; }
/// Of what is there without limit, what counts: in [0, 1).
inline Real diminishing(Real value) { return value / (1 + value); }

// Steps of a period, in their order; each on all firms.

/// What firms offer, and what a unit costs them (7.3, 7.4).
void make_offer(const Market& market, Firm& firm);
void find_unit_cost(const Market& market, Firm& firm);
/// Marginal cost as pricing sees it: less what third parties pay, over the share of the price that is kept (7.6).
Real marginal_cost(const Firm& firm);
/// Those who take part begin to act on the offer: after they did in the last period, or with a new model (7.25).
void count_on_participants(const Market& market, Firm& firm);

/// Prices (7.6).
void set_prices(Market& market);
/// Sales, segment by segment, and consumer surplus (7.5).
void clear(Market& market);

/// Sales of one segment at given weights of the firms: of each, and its slope in the log of its own weight.
struct Sales {
  std::vector<Real> quantity, slope;
  Real surplus = 0;
};
/// Weights e of all firms in a segment, in the order of their ids.
std::vector<Real> weights(const Market& market, std::size_t segment);
/// Sales summed over groups of buyers: free ones, and those that each firm retains.
Sales sell(const Market& market, std::size_t segment, const std::vector<Real>& weight);

/// Outputs, prices and sales of one homogeneous good, and investment in its capital (7.18).
void trade_one_good(Market& market, bool founding);
void invest(Market& market);
/// Capital, or share before selection, of a firm that begins.
void open_capital(const Market& market, Firm& firm);

/// Profit, cash, experience, performance; the state and the commons; pay-out (7.7, 7.21, 7.22).
void settle(Market& market, bool first_period);
void pay_out(Market& market);
/// Users, partners and staff (7.25).
void take_part(Market& market);
/// Who is like whom, and legitimacy (7.3, 7.14).
void compare(Market& market);
Real novelty(const Market& market, std::uint64_t model);
void earn_legitimacy(Market& market, std::uint64_t promoted, std::int64_t period);

}  // namespace rivalry::replay
