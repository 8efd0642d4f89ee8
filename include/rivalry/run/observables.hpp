#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "rivalry/archive/archive.hpp"
#include "rivalry/model/orchestration.hpp"
#include "rivalry/model/step.hpp"

namespace rivalry {

/// Means over firms of what resource orchestration moves; 0 without it.
struct ResourceStatistics {
  std::array<double, 4> stock{};  ///< human, technology, brand, digital
  std::array<double, path_count> capability{}, deployed{};
  Waste waste;
};

/// Of those who take part in firms' value; 0 without co-creation.
struct CommunityStatistics {
  double users = 0, active_users = 0;                ///< of all firms
  double partners_activity = 0, staff_activity = 0;  ///< means over firms
  double supply_chain_synergy = 0;                   ///< of all firms, money a period
  std::array<double, path_count> open{};             ///< share of firms whose block is open
};

/// Statistics of one period over firms and segments, computed once for all observables.
struct PeriodStatistics {
  std::int64_t period = 0, firms = 0;
  double sales = 0, mass = 0, hhi = 0, leader_share = 0, price_index = 0, unit_cost_index = 0, revenue = 0;
  bool leader_changed = false;
  std::int64_t leader = -1;
  Moments profit, log_cost, novelty, efficiency, legitimacy, pressure, value_synergy, efficiency_synergy, technology,
      performance;
  double profit_total = 0, cash_total = 0;
  std::int64_t distinct_models = 0;
  double model_entropy = 0;      ///< nats, over firms
  double hamming_to_centre = 0;  ///< mean number of choices that differ from the most common model, choice by choice
  double consumer_surplus = 0, value_created = 0, damage = 0;
  ResourceStatistics resources;
  CommunityStatistics community;
  double in_house_share = 0;                    ///< of the value chain's value, mean over firms
  double support = 0, cross_block_synergy = 0;  ///< of partners and between blocks, means over firms
  double mutual_ties = 0;                       ///< ties that bring both sides a gain
  PeriodCounts counts;
};

PeriodStatistics describe_period(const Market& market, const Step& step);

/// What buyers would pay more for a unit because partners take part in creation, money: what an open creation block
/// adds to the value of the supply chain.
double supply_chain_synergy(const Market& market, const Scenario& scenario, Index firm);

/// Which scenarios' results have an observable, for the program and in words; by default all.
struct Presence {
  bool (*holds)(const Scenario&) = nullptr;
  std::string_view when;  ///< keys in backticks, "and", "or" and brackets
  bool operator()(const Scenario& scenario) const { return holds == nullptr || holds(scenario); }
};

/// What every observable states of itself; file, documentation and tests are made from these tables.
struct Observable {
  std::string_view name, unit, long_name, definition;
  bool integer = false;
  Presence presence;
  bool is_in(const Scenario& scenario) const { return presence(scenario); }
};

struct MarketObservable : Observable {
  double (*value)(const PeriodStatistics&, const Market&);
};
struct PathObservable : Observable {  ///< one value a path
  double (*value)(const PeriodStatistics&, int path);
};
struct StageObservable : Observable {  ///< one value a stage of the value chain
  double (*value)(const Market&, Index stage);
};
struct MoveObservable : Observable {  ///< one value a move of the value chain
  double (*value)(const PeriodStatistics&, int move);
};
struct SegmentObservable : Observable {  ///< NaN while the segment is not open
  double (*value)(const Market&, Index segment);
};
struct SegmentPositionObservable : Observable {  ///< one value an attribute
  double (*value)(const Market&, Index segment, Index attribute);
};
struct FirmObservable : Observable {
  bool standard = false;  ///< recorded by default
  double (*value)(const Market&, const Scenario&, Index slot);
};
struct FirmVectorObservable : Observable {  ///< one value an attribute or a path
  enum class Over { attribute, path } over;
  double (*value)(const Market&, Index slot, Index component);
};
/// Business models are 64-bit words and recorded as such.
struct FirmWordObservable : Observable {
  std::uint64_t (*value)(const Market&, Index slot);
};
struct EventObservable : Observable {
  std::int64_t (*integer_value)(const EventRow&);  ///< one of the two is set
  double (*real_value)(const EventRow&);
  std::string_view flags;  ///< flag_meanings of an enumerated column, from flag_value 0 or -1 ("none first")
};

/// Series of every market observable over a run, period by period.
class History {
 public:
  /// Takes memory for so many periods, for some thousands at most, before the first one.
  void reserve(std::int64_t periods);
  void append(std::span<const double> values) { values_.insert(values_.end(), values.begin(), values.end()); }
  std::int64_t periods() const;
  double at(std::int64_t period_index, std::string_view observable) const;
  double last(std::string_view observable) const;
  double sum(std::string_view observable) const;
  /// Mean over the second half of the run, where the start has been forgotten.
  double settled(std::string_view observable) const;
  /// @throws ArchiveError  if what is loaded is not whole periods
  void carry(Archive& archive);

 private:
  double value(std::int64_t period_index, std::size_t place) const;
  std::vector<double> values_;
};

struct SummaryObservable : Observable {
  double (*value)(const History&);
};

const std::vector<MarketObservable>& market_observables();
const std::vector<PathObservable>& path_observables();
const std::vector<StageObservable>& stage_observables();
const std::vector<MoveObservable>& move_observables();
const std::vector<SegmentObservable>& segment_observables();
const std::vector<SegmentPositionObservable>& segment_position_observables();
const std::vector<FirmObservable>& firm_observables();
const std::vector<FirmVectorObservable>& firm_vector_observables();
const std::vector<FirmWordObservable>& firm_word_observables();
const std::vector<EventObservable>& event_observables();
const std::vector<SummaryObservable>& summary_observables();

}  // namespace rivalry
