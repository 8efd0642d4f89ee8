#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "rivalry/model/columns.hpp"
#include "rivalry/model/landscape.hpp"
#include "rivalry/model/stage_weights.hpp"
#include "rivalry/scenario/scenario.hpp"
#include "rivalry/scenario/segment_slots.hpp"

namespace rivalry {

using PerPath = std::array<Column, path_count>;

/// How a design was found.
enum class SearchMode : std::int8_t {
  none = 0,
  local = 1,
  analogy = 2,
  combination = 3,
  home_move = 4,
  long_jump = 5,
  innovate_stage = 6,  ///< here and below: moves of the value chain, in the order of ChainMove
  key_stage = 7,
  control_chain = 8,
  market_position = 9,
  operating_system = 10,
  profit_model = 11
};
constexpr SearchMode mode_of(ChainMove move) {
  return static_cast<SearchMode>(static_cast<int>(SearchMode::innovate_stage) + static_cast<int>(move));
}
/// Whether the home position moves too.
constexpr bool moves_home(SearchMode mode) {
  return mode == SearchMode::home_move || mode == SearchMode::market_position;
}

/// Where a firm comes from.
enum class Origin : std::int8_t { founder = 0, startup = 1, imitator = 2 };

/// A project in progress, or none (path < 0).
struct Projects {
  Words model;                     ///< business model aimed at
  std::vector<Column> home;        ///< [attribute] home position aimed at
  SmallIntegers path;              ///< -1: no project
  SmallIntegers mode;              ///< SearchMode
  Integers due;                    ///< period of completion
  Ids source;                      ///< firm copied from, or -1
  Column gain, cost;               ///< perceived gain, money a period; money spent on the project
  Column base;                     ///< performance when it was decided
  OneOrEach<SmallIntegers> stage;  ///< of the value chain that it innovates, or -1
};

/// Those who take part in the value that a firm makes (co_creation.hpp); shared and 0 where that is switched off.
struct Community {
  OneOrEach<Column> users;            ///< who use the product, in units
  OneOrEach<Column> active;           ///< of these, those who take part
  OneOrEach<Column> partners, staff;  ///< share of the partners and of the staff who take part, in [0, 1]
  OneOrEach<Column> received;         ///< what all three receive of this period's margin, money
};

/// Columns of the firms that are alive: slot 0 to count - 1. A firm's slot changes when another leaves (the last firm
/// fills the gap), its id never. Money is in units of the reference unit cost, demand in units a period.
struct Firms {
  Index count = 0;
  double sales_inverse = 0;  ///< 1 / quantity that all firms sold in the last period; 0 when nothing was
  double log_mean_cost = 0;  ///< log of the geometric mean of unit costs, weighted by sales
  double carbon_price = 0;   ///< that unit costs were computed with, money a unit of damage
  Index acting_shift = 0;    ///< null model: each firm acts with the capabilities of the firm so many slots on

  Ids id;                          ///< entry period × 2^32 + ordinal among that period's entrants; founders: period 0
  OneOrEach<Integers> population;  ///< index into Scenario::populations, 0 when there are none
  SmallIntegers origin;            ///< Origin
  std::vector<Integers> arm;       ///< [treatment] arm of each treated trait, in the order of treated_traits()
  PerTrait<OneOrEach<Column>> trait;  ///< for life; of stocks (orchestration.hpp) the level that they have now
  OneOrEach<Column> resource_outlay;  ///< on orchestration this period, less what was sold; 0 where it is off

  // Business model and what follows from it; refreshed when the model changes.
  Words model;
  std::vector<Column> home, position;  ///< [attribute]
  Column willingness;                  ///< utility that every segment pays for: choices' willingness to pay and brand
  Column unit_cost_effect, fixed_cost_effect, retention, collected, felt, third_party, externality;
  Column technology_value, technology_cost;  ///< what a unit of adopted technology adds to willingness and unit cost
  Column mean_reach;                         ///< mass-weighted access, in [0, 1]
  Column value_synergy, efficiency_synergy;  ///< standardised contributions of the two landscapes

  // Value chain; shared and 0, or empty, where it is switched off.
  OneOrEach<Integers> in_house;        ///< stages, one bit each
  OneOrEach<Column> orchestration;     ///< share of suppliers' margins that the firm does not pay
  OneOrEach<Column> suppliers_margin;  ///< part of unit cost that suppliers earn, money a unit
  std::vector<Column> stage_level;     ///< [stage] what the firm innovated there, in [0, 1)

  // Network (network.hpp); shared and 0, or empty, where it is switched off. [tie]: of the firm's own few.
  std::vector<Integers> partner;              ///< [tie] slot of the partner, or -1
  std::vector<SmallIntegers> mirror;          ///< [tie] which of the partner's ties it is
  std::vector<Column> fit;                    ///< [tie] in [0, 1], the same on both sides
  std::vector<Column> tie_support, tie_gain;  ///< [tie] support lost without it; gain last period, money a period
  std::vector<SmallIntegers> bad_periods;     ///< [tie] consecutive periods in which it brought one side a loss
  OneOrEach<Words> tied_model;                ///< model that the fits are fits to
  OneOrEach<Column> partners_fit;             ///< sum of fits: effective number of partners
  OneOrEach<Column> support, support_gap;     ///< what partners do for it, and could do if there is room for one
  OneOrEach<Column> shared_revenue;           ///< share of what buyers pay that goes to partners
  OneOrEach<Column> partners_income;          ///< received from partners, money a period
  OneOrEach<Column> cross_block_synergy;      ///< part of value synergy that blocks owe to each other
  Community community;

  // Market outcome of the last period.
  Column paid_price;         ///< list price times collected share: what a buyer pays and the firm receives
  OneOrEach<Column> markup;  ///< of adaptive and fixed pricing; for fixed pricing the list price
  Column unit_cost;          ///< what a unit sold costs the firm, carbon price included
  Column log_unit_cost;      ///< of producing alone, with what suppliers are paid
  Column fixed_cost, quantity, previous_share, revenue, profit, cash;
  OneOrEach<Column> subsidy;  ///< what the state paid for projects that started in the period
  /// Of rule `capacity` alone, at the end of the period: output is their product in the next.
  OneOrEach<Column> capital, productivity;
  OneOrEach<Column> standing;  ///< of rule `replicator` alone: share with which a firm enters selection

  // What managers perceive and remember.
  Column performance, aspiration, pressure, slack, threat, distance_seen;
  PerPath attraction;
  Column experience_weight;  ///< of experience-weighted attraction

  Column novelty, legitimacy, experience, technology;
  Integers small_periods;  ///< consecutive periods below the size floor

  Projects project;
  Integers appraisal_due;        ///< of a finished project
  SmallIntegers appraisal_path;  ///< -1: none pending
  Column appraisal_base;         ///< performance when the project was decided

  /// Calls `visit(name, column)` for every column: growth, removal and checkpoints follow from it. What all firms share
  /// is no column.
  template <class Visit>
  void each_column(Visit visit);

  /// So many firms, up to the next multiple of eight, as kernels take them, and room for more. New ones are all 0; what
  /// the room holds is not known.
  void resize(Index firms, Index room = 0);
  Index capacity() const { return id.size(); }
  /// Period of entry; founders 0.
  std::int64_t entered(Index firm) const { return id[firm] >> 32; }
  /// Share of the quantity that all firms sold in the last period.
  double share(Index firm) const { return quantity[firm] * sales_inverse; }
  /// Log advantage of unit cost over the sales-weighted geometric mean.
  double efficiency(Index firm) const { return log_mean_cost - log_unit_cost[firm]; }
  double list_price(Index firm) const { return collected[firm] > 0 ? paid_price[firm] / collected[firm] : 0; }
};

/// Columns of the demand segments, opened or to be opened.
struct Segments {
  Index count = 0;  ///< including those not open yet
  Integers open;    ///< 1 once the segment is open
  Column mass, full_mass,
      previous_mass;                    ///< demand a period; full-grown mass of an opened segment, 0 for the first ones
  std::vector<Column> ideal, long_run;  ///< [attribute] ideal points and the places that they revert to
  std::vector<std::vector<Column>> seen;  ///< [lag][attribute] ideal points of the last periods; lag 0 is now
  Pairs access;                           ///< [segment × choice] factor on the choice's reach

  Column price_sensitivity, novelty_taste, legitimacy_taste, sustainability_taste, switching_cost, outside;

  // Outcome of clearing (demand.hpp).
  Column denominator;      ///< Z: weights of the outside option and of all firms
  Column served, surplus;  ///< quantity sold; consumer surplus in felt prices, money a period
  Column earned;  ///< social margins (felt price and third-party revenue less unit cost and damage) on what is sold
  Column retained, locked, locked_squared;  ///< sums over firms of B, B / (Z + k e) and B / (Z + k e)^2
};

/// Events of the period, one row each.
enum class EventKind : std::int8_t {
  entry = 0,
  exit = 1,
  project_started = 2,
  project_finished = 3,
  project_failed = 4,
  imitation = 5,
  shock = 6,
  appraisal = 7,
  tie_formed = 8,
  tie_ended = 9
};

/// What kind of shock an event is.
enum class Shock : std::int8_t {
  none = 0,
  needs_jump = 1,
  segment_opened = 2,
  frontier = 3,
  setting = 4,
  ban = 5,
  promotion = 6
};

struct EventRow {
  std::int32_t period = 0;
  EventKind kind = EventKind::shock;
  std::int8_t path = -1;
  SearchMode mode = SearchMode::none;
  Shock shock = Shock::none;
  std::int64_t firm = -1;
  std::uint64_t model_before = 0, model_after = 0;
  double perceived_gain = 0, realised_gain = 0;
  std::int64_t source = -1;
  double size = 0;  ///< of a shock: length of a jump, relative mass of an opened segment, rise of the frontier
};

/// Ties between firms in a period; money flows from firms to firms and from firms to staff.
struct NetworkFlows {
  std::int64_t formed = 0, ended = 0, lost = 0;  ///< ties; by a loss that they brought, by exit of a partner
  std::int64_t sides = 0, gaining_sides = 0;     ///< two a tie
  double fit = 0, gain = 0;                      ///< sums over sides
  double paid = 0, received = 0;                 ///< revenue shares
  double upkeep = 0;                             ///< to staff
  void add(const NetworkFlows& other) {
    formed += other.formed, ended += other.ended, lost += other.lost;
    sides += other.sides, gaining_sides += other.gaining_sides;
    fit += other.fit, gain += other.gain;
    paid += other.paid, received += other.received, upkeep += other.upkeep;
  }
};

/// What happened in a period: counts and flows that are not in any column afterwards.
struct PeriodCounts {
  std::int64_t entries = 0, exits = 0, imitations = 0, shocks = 0, triggered = 0;
  std::array<std::int64_t, path_count> tried{}, started{}, adopted{}, failed{};
  std::array<std::int64_t, chain_move_count> moved{};  ///< projects that succeeded, by move of the value chain
  double cash_before = 0;                              ///< all firms' cash before the accounts were settled
  double profit = 0;                                   ///< of all firms
  double injected = 0, written_off = 0, paid_out = 0;  ///< entrants' cash; cash of leavers; pay-out to investors
  double invested = 0;                                 ///< cash that became capital (rule `capacity`)
  double resource_suppliers = 0, resource_staff = 0;   ///< receive firms' resource_outlay
  double consumer_surplus = 0, damage = 0;
  double suppliers_income = 0;                         ///< of bought stages' suppliers, beyond their cost
  double project_costs = 0;                            ///< of projects that started, whoever pays
  double research_gain = 0;                            ///< rise in profit a period of the projects appraised
  double subsidies = 0, carbon_revenue = 0;            ///< from the state to firms; from firms to the state
  double to_users = 0, to_partners = 0, to_staff = 0;  ///< of firms' margins
  NetworkFlows network;
  double better_reply_gain = 0;  ///< audit build only: largest relative gain that another price would bring a firm
};
struct PeriodFlows : PeriodCounts {
  std::vector<EventRow> events;
};

/// Sales below this are none: shares of them, and means weighted by them, would be what rounding leaves.
inline constexpr double least_sales = 1e-280;
/// The least that sizes are relative to, where a market starts without buyers.
inline constexpr double least_size = 1e-100;

/// The whole state of a run: what a checkpoint holds.
struct Market {
  std::int64_t period = 0;  ///< last period completed
  Firms firms;
  Segments segments;
  Landscape landscape;
  double frontier = 0;
  StageWeights stage_weight;               ///< shares of the value chain's value
  double mean_size = 0;                    ///< mean sales at the start: the measure of relative size
  double total_start_size = 0;             ///< sum of founders' starting sizes
  double profit_scale = 0;                 ///< smoothed mean absolute profit per unit of starting size
  std::uint64_t promoted = 0, banned = 0;  ///< choices promoted or banned by policy
  double treasury = 0;                     ///< the state's money: carbon revenue less subsidies since the start
  double commons = 0;                      ///< level of the common resource, in [0, 1]
  std::vector<std::int64_t> entrants_by_population;  ///< for balanced treatment assignment
  std::int64_t openings_used = 0;                    ///< of needs.openings
  std::vector<std::int8_t> opened;                   ///< [event] 1 once it has opened its segment
  std::int64_t leader = -1;                          ///< id of the firm with the largest share
  PeriodFlows flows;

  Pairs base_utility;  ///< [segment × firm] log starting size, log reach and segment-specific willingness to pay
  Pairs weight;        ///< [segment × firm] e = exp(U) reach, as of the last weighing; 0 for entrants
  Pairs buyers;        ///< [segment × firm] quantity sold in the last period
};

template <class Visit>
void Firms::each_column(Visit visit) {
  const auto visit_each = [&](const char* name, auto& values) {
    if (!values.shared()) visit(name, values.each());
  };
  visit("id", id), visit_each("population", population), visit("origin", origin);
  for (auto& column : arm) visit("arm", column);
  for (auto& values : trait) visit_each("trait", values);
  visit_each("resource_outlay", resource_outlay);
  visit("model", model);
  for (auto& column : home) visit("home", column);
  for (auto& column : position) visit("position", column);
  visit("willingness", willingness), visit("unit_cost_effect", unit_cost_effect),
      visit("fixed_cost_effect", fixed_cost_effect);
  visit("retention", retention), visit("collected", collected), visit("felt", felt);
  visit("third_party", third_party), visit("externality", externality);
  visit("technology_value", technology_value), visit("technology_cost", technology_cost);
  visit("mean_reach", mean_reach);
  visit("value_synergy", value_synergy), visit("efficiency_synergy", efficiency_synergy);
  visit_each("in_house", in_house), visit_each("orchestration", orchestration);
  visit_each("suppliers_margin", suppliers_margin);
  for (auto& column : stage_level) visit("stage_level", column);
  for (auto& column : partner) visit("partner", column);
  for (auto& column : mirror) visit("mirror", column);
  for (auto& column : fit) visit("fit", column);
  for (auto& column : tie_support) visit("tie_support", column);
  for (auto& column : tie_gain) visit("tie_gain", column);
  for (auto& column : bad_periods) visit("bad_periods", column);
  visit_each("tied_model", tied_model), visit_each("partners_fit", partners_fit);
  visit_each("support", support), visit_each("support_gap", support_gap);
  visit_each("shared_revenue", shared_revenue), visit_each("partners_income", partners_income);
  visit_each("cross_block_synergy", cross_block_synergy);
  visit_each("users", community.users), visit_each("active_users", community.active);
  visit_each("active_partners", community.partners), visit_each("active_staff", community.staff);
  visit_each("received", community.received);
  visit("paid_price", paid_price), visit_each("markup", markup), visit("unit_cost", unit_cost);
  visit("log_unit_cost", log_unit_cost);
  visit("fixed_cost", fixed_cost), visit("quantity", quantity), visit("previous_share", previous_share);
  visit("revenue", revenue), visit("profit", profit), visit("cash", cash);
  visit_each("subsidy", subsidy);
  visit_each("capital", capital), visit_each("productivity", productivity), visit_each("standing", standing);
  visit("performance", performance), visit("aspiration", aspiration), visit("pressure", pressure);
  visit("slack", slack), visit("threat", threat), visit("distance_seen", distance_seen);
  for (auto& column : attraction) visit("attraction", column);
  visit("experience_weight", experience_weight);
  visit("novelty", novelty), visit("legitimacy", legitimacy);
  visit("experience", experience), visit("technology", technology), visit("small_periods", small_periods);
  visit("project_model", project.model);
  for (auto& column : project.home) visit("project_home", column);
  visit("project_path", project.path), visit("project_mode", project.mode), visit("project_due", project.due);
  visit("project_source", project.source), visit("project_gain", project.gain);
  visit("project_cost", project.cost), visit("project_base", project.base);
  visit_each("project_stage", project.stage);
  visit("appraisal_due", appraisal_due), visit("appraisal_path", appraisal_path);
  visit("appraisal_base", appraisal_base);
}

}  // namespace rivalry
