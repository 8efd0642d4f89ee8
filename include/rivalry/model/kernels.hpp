#pragma once

#include <cstddef>
#include <cstdint>

// The period's inner loops over the firms of a block, on plain arrays, compiled for several instruction sets of which
// the processor's best is chosen at run time. Each element is computed by IEEE operations in a fixed order and each sum
// runs over eight virtual lanes joined in a fixed tree, so that the choice does not show in the bits.
//
// Loops take eight firms at a time: columns must be readable and writable up to the next multiple of eight. What lies
// beyond the last firm enters no sum.
namespace rivalry::kernels {

/// One segment as a block of firms sees it; e is a firm's weight, B = retention × buyers × retained_scale.
struct Segment {
  std::int64_t row = 0;       ///< of the tile
  double sensitivity = 0;     ///< alpha
  double denominator = 1;     ///< Z
  double inverse = 1;         ///< 1 / Z
  double loyalty = 0;         ///< k = exp(switching cost) - 1
  double retained_scale = 1;  ///< below 1 when the segment shrank
  double free_share = 0;      ///< G of docs/odd.md, submodel of demand: quantity is e (G + B k / (Z + k e))
  double free_square = 0;     ///< H
};

/// Sums over the buyers that firms retain; all 0 without loyalty, when nobody is bound.
struct RetainedSums {
  double retained = 0;        ///< sum B
  double locked = 0;          ///< sum B / (Z + k e)
  double locked_squared = 0;  ///< sum B / (Z + k e)^2
};

/// What a block sells in a segment.
struct Sales {
  double quantity = 0;
  double earned = 0;        ///< sum quantity × margin
  double loyal_logsum = 0;  ///< sum B ln(1 + k e / Z): what loyalty adds to the log-sum of retained buyers
};

/// A block of firms with all segments: what the pairs of kernels' arguments are laid out by (columns.hpp).
struct Tile {
  std::int64_t firms;
  std::int64_t segments;  ///< that pairs have
  const Segment* open;    ///< the open ones
  std::int64_t count;     ///< of them
  bool near;              ///< pairs of all firms fit into a processor's caches
};

/// Utility of a block's products: U = base + firm + constant + sum_f coefficient[f] feature[f] - sensitivity felt price
struct Utility {
  const double *firm, *felt, *price;
  std::int64_t features;
  const double* const* feature;  ///< [feature][firm]
  const double* coefficient;     ///< [open segment × feature]
  const double* constant;        ///< [open segment]
};

/// A step of all firms of a block toward the first-order condition of their price (pricing.hpp).
struct Repricing {
  const double *weight, *buyers;  ///< pairs; buyers may be null: no inertia
  const double *retention, *felt, *collected, *unit_cost, *third_party;
  double adjustment, least_sensitivity;
  double* price;  ///< paid price, in and out
};

/// How the firms of a block see the segments: each with its own delay, and ahead by its own number of periods.
struct View {
  const double* buyers;   ///< pairs
  const double* missing;  ///< [row] demand that is not served
  const double* seen;     ///< [row × attribute × lag] ideal points, lag 0 is now
  std::int64_t attributes;
  std::int64_t lags;              ///< a multiple of eight
  const double* const* position;  ///< [attribute][firm]
  const double *lag, *ahead;      ///< [firm] whole periods; periods of trend that are added
  double *served, *unserved;      ///< out: mean squared distance to the points of buyers and of the missing demand
};

/// The open segments as all firms see them when they judge designs: arrays over segments.
struct Field {
  std::int64_t segments, attributes;
  double position_weight;
  const double *sensitivity, *novelty_taste, *legitimacy_taste, *damage_taste, *denominator, *loyalty, *mass,
      *retained_scale, *retained, *locked, *locked_squared;
};

/// Eight firms that judge designs, one a lane.
struct Judges {
  const double* seen;                        ///< [segment × attribute × lag] ideal points of the field's segments
  std::int64_t lags;                         ///< a multiple of eight
  const std::int64_t* lag;                   ///< [lane] how many periods back a firm sees
  const double* ahead;                       ///< [lane] periods of trend that it adds
  const double *log_legitimacy, *retention;  ///< [lane]
  const double *own, *buyers;                ///< [segment × lane] e and last period's buyers
};

/// A design for each of these firms.
struct Prospects {
  const double* access;  ///< [segment × lane] utility of access and of choices that segments value apart
  const double *utility, *novelty, *log_damage, *felt_price, *retention;  ///< [lane]
  const double* position;                                                 ///< [attribute × lane]
};

/// How choices reach segments.
struct Channels {
  std::int64_t stride;             ///< segments, rounded up to a multiple of eight
  const double *missed, *willing;  ///< [choice × stride] share that a choice does not reach; willingness to pay for it
  std::uint64_t reaching, valued;  ///< choices that reach segments, and those that segments value apart
};

/// Firms of a block whose access to segments is set anew.
struct Reach {
  std::int64_t segments;       ///< that pairs have
  const double* mass;          ///< [segment]
  const std::uint64_t* model;  ///< [firm] here and below
  const double* wanted;        ///< not 0: of this firm
  const double* gap;           ///< factor on the share that its channels miss
  const double* size;          ///< whose log is added
  double *base, *mean;         ///< pairs, and access in the mean over demand; those not wanted stay
};

/// A number for each firm, or one for all of them.
struct Level {
  const double* values;
  bool each;
};

/// Firms of a block that orchestrate resources (orchestration.hpp). Rules first, then columns.
struct Orchestration {
  static constexpr std::int64_t stocks = 4, paths = 4;
  double cash_share, stock_price, premium, pace, stock_decay, divestment, resale;
  double capability_decay, stabilising_effect, enriching_growth, pioneering_growth, bundling_cost, leveraging_cost;
  const double (*serves)[paths];  ///< [stock] share of a unit that serves a path
  const double *size, *cash;
  Level structuring, acquiring, toward[stocks], stabilising, enriching, pioneering, leveraging;
  const double* luck[paths];
  double *stock[stocks], *capability[paths];
  double *outlay, *suppliers, *builders, *staff;  ///< out: money, all that is spent and by receiver
};

/// Ties of some firms, and what partners do for them (network.hpp).
struct Ties {
  std::int64_t ties, stride;      ///< of a firm; firms that there is room for
  const double* weight;           ///< [activity]
  const std::uint64_t* lacks;     ///< [firm] activities that it does not do itself
  const std::uint64_t* does;      ///< [tie × stride] that the partner does: none where there is no partner
  const double* fit;              ///< [tie × stride]
  double *support, *tie_support;  ///< out: [firm]; [tie × stride] what would be lost without it
};

/// Terms of firms' utility that are alike for all segments (demand.cpp).
struct Offer {
  double base_utility, synergy_weight, position_weight;
  std::int64_t attributes;
  const double *value_synergy, *willingness, *technology_value, *technology;
  const double* const* position;  ///< [attribute][firm]
  double* utility;                ///< out
};

/// What firms' sales add to welfare (demand.cpp).
struct SocialMargins {
  double carbon_price;
  const double *felt, *price, *third_party, *unit_cost, *externality;
  Level suppliers_margin;
  double* margin;  ///< out
};

/// How far firms look: back in time, ahead, and at how many rivals (perception.cpp).
struct Attention {
  double max_delay, forecast_periods, rivals, rivals_by_sensing;
  Level sensing, forecasting;
  const double* told;  ///< share that users tell; null: nothing
  double *lag, *ahead, *observed;
};

/// What a block's firms aspire to, and how pressed and how rich they feel (perception.cpp).
struct Feeling {
  enum Form : int { hinge, smooth, linear };  ///< in the order of PressureForm
  double own_weight, update;                  ///< of aspiration
  Form form;
  double gain, aspiration_weight, share_weight, runway_weight, entrants_weight, runway_target;
  double scale;           ///< of performance, inverse
  double smallest_share;  ///< that a fall is relative to
  double sales_inverse;
  const double *performance, *cash, *fixed_cost, *previous_share, *quantity;
  const double *rivals_performance, *entrants;
  double *aspiration, *slack;  ///< in and out; out
  double* pressure;            ///< out; null: it is switched off
};

/// What threatens a block's firms, and what each path seems to offer them (perception.cpp).
struct Opportunities {
  double position_weight, frontier, cost_effect, log_mean_cost, mean_margin;
  bool technology_acts;
  std::int64_t seasoned;  ///< firms that looked at needs before; the others come behind them
  const double *served, *unserved;
  const double *technology, *log_unit_cost, *unit_cost, *revenue, *quantity, *mean_reach, *size;
  double* distance_seen;  ///< in and out
  double *threat, *margin, *opportunity[4];
};

/// What makes a block's firms take up innovation (path_choice.cpp).
struct Triggers {
  double base, by_pressure, by_slack, by_threat;  ///< hazards
  Level allowed, seizing;
  const double *pressure, *slack, *threat;
  const signed char* project;           ///< below 0: it has none
  const std::uint32_t *first, *second;  ///< [firm] words that decide (Stream::chance)
  std::int32_t *who, *drawn;            ///< out, with room for eight more: firms, and how many words each took
};

/// Projects, or appraisals of them, that end.
struct Due {
  std::int32_t period;
  const signed char* path;   ///< below 0: none
  const std::int32_t* when;  ///< period in which it ends
  std::int32_t* who;         ///< out, with room for eight more
};

/// What a block's firms earn (accounts.cpp).
struct Settlement {
  double fixed;  ///< cost a unit of starting size
  std::int64_t capabilities;
  static constexpr std::int64_t most_capabilities = 7;
  double running_cost[most_capabilities];  ///< a unit of capability and of starting size
  Level capability[most_capabilities];
  const double *quantity, *paid_price, *third_party, *unit_cost, *fixed_cost_effect, *size;
  const double *spending, *outlay;  ///< on projects; on resources: null where there is none
  double *revenue, *fixed_cost, *profit;
};

/// Profits that enter the books (accounts.cpp).
struct Booking {
  double smoothing;  ///< of performance
  const double *profit, *size, *quantity, *externality;
  double *cash, *experience, *performance;
  double *damage, *size_of_yield;  ///< out: a unit sold; absolute profit per unit of starting size
};

/// Technology that a block's firms take up (learning.cpp).
struct Adoption {
  double frontier;
  Level absorptive, stock;
  double* technology;
};

/// A rival that each firm of a block draws, and looks at (perception.cpp). Words may be of any firm beyond the last.
struct Glance {
  std::int64_t self, rivals;    ///< slot of the first firm; how many others there are
  double number;                ///< of rivals that each firm has looked at before
  const double* observed;       ///< [firm] how many it looks at in all
  const std::uint32_t* words;   ///< [firm] what it draws by (Stream::below)
  const double* visible;        ///< [slot] performance, and sales, below 0 of recent entrants
  double *performance, *sales;  ///< [firm] sums that the rival is added to
  double* unsure;               ///< [firm] set to 1 where another word might decide
  std::int32_t *who, *whom;     ///< out, with room for eight more: firms that see a recent entrant, and its slot
};

/// What the legitimacy of a block's firms follows (earn_legitimacy).
struct Renown {
  double adjustment, growth, mature_age, mean_size, log_mean_cost, lowest, highest;
  std::int64_t period;
  const std::int64_t* id;  ///< period of entry in the upper half
  const double *quantity, *log_unit_cost;
  const double* reference;  ///< what it is adjusted to
  const double* partners;   ///< effective number; null: they do not count
  double* legitimacy;
};

constexpr std::int64_t most_segments = 1024, most_features = 11, most_attributes = 8, most_prospects = 8, most_ties = 8;

struct Set {
  /// weight = exp(U), a pair each. @param sums  [open segment] over the block's firms
  void (*weigh)(const Tile& tile, const Utility& utility, const double* base, double* weight, double* sums);
  void (*add_up)(const Tile& tile, const double* weight, double* sums);
  void (*retained_sums)(const Tile& tile, const double* weight, const double* retention, const double* buyers,
                        RetainedSums* sums);
  void (*reprice)(const Tile& tile, const Repricing& task);
  /// Replaces last period's buyers by this period's; quantity is their sum over segments.
  void (*sell)(const Tile& tile, const double* weight, const double* retention, double* buyers, const double* margin,
               bool inertia, double* quantity, Sales* sums);
  void (*distances)(const Tile& tile, const View& view);
  /// Quantities that eight firms expect to sell with designs, rivals given (demand.hpp, expected_quantity).
  /// @param n         up to most_prospects
  /// @param quantity  [design × lane]
  void (*expected_quantities)(const Field& field, const Judges& judges, std::int64_t n, const Prospects* designs,
                              double* quantity);
  /// Sum of the contributions of some choices to both landscapes.
  /// @param depends_on  [choice] bits that a contribution depends on
  /// @param offset      [choice] first entry of its table
  /// @param table       pairs of contributions
  void (*synergy)(std::uint64_t choices, std::uint64_t model, const std::uint64_t* depends_on,
                  const std::size_t* offset, const double* table, double* out);
  /// The same of two models, one after the other the same bits. @param out  [model × landscape]
  void (*synergies)(std::uint64_t choices, const std::uint64_t* models, const std::uint64_t* depends_on,
                    const std::size_t* offset, const double* table, double* out);

  /// Sums and products of rows: for each nibble of a model, from the lowest, the row of its value.
  /// @param rows  [nibble × 16 × 24]: a row is 16 numbers to be added up and 8 to be multiplied
  void (*combine)(std::int64_t nibbles, std::uint64_t model, const double* rows, double* out);
  /// Access of a model in every segment and what segments pay for it (EffectTable::access).
  void (*access)(const Channels& channels, std::uint64_t model, double gap, double* reach, double* utility);
  /// The same for the firms of a block, one after the other the same bits.
  void (*reach)(const Channels& channels, std::int64_t n, const Reach& firms);
  /// Number of bits in which n words differ from `word`.
  double (*differing_bits)(std::int64_t n, const std::uint64_t* words, std::uint64_t word);

  double (*sum)(std::int64_t n, const double* values);
  double (*dot)(std::int64_t n, const double* values, const double* others);
  /// Sum of squared deviations from `centre`.
  double (*squares)(std::int64_t n, const double* values, double centre);
  void (*exp)(std::int64_t n, const double* values, double* out);
  void (*log)(std::int64_t n, const double* values, double* out);              ///< of 0 and normal positive numbers
  void (*normal_quantile)(std::int64_t n, const double* values, double* out);  ///< of numbers in (0, 1)
};

/// Kernels over columns of firms alone; what each computes stands with its argument.
struct Columns {
  void (*offer)(std::int64_t n, const Offer& firms);
  void (*social_margins)(std::int64_t n, const SocialMargins& firms);
  void (*attend)(std::int64_t n, const Attention& firms);
  void (*feel)(std::int64_t n, const Feeling& firms);
  void (*opportunities)(std::int64_t n, const Opportunities& firms);
  /// @return  number of firms that see a recent entrant
  std::int64_t (*glance)(std::int64_t n, const Glance& task);
  /// @return  number of firms that are triggered
  std::int64_t (*find_triggered)(std::int64_t n, const Triggers& task);
  /// @return  number of firms for which it is due
  std::int64_t (*due)(std::int64_t n, const Due& task);
  void (*settle)(std::int64_t n, const Settlement& firms);
  void (*book)(std::int64_t n, const Booking& firms);
  void (*adopt)(std::int64_t n, const Adoption& firms);
  void (*orchestrate)(std::int64_t n, const Orchestration& firms);
  void (*support)(std::int64_t n, const Ties& firms);
  void (*earn_legitimacy)(std::int64_t n, const Renown& firms);
};

/// The sets in use: those of instruction_set().
const Set& chosen();
const Columns& columns();

}  // namespace rivalry::kernels
