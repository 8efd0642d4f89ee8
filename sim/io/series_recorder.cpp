#include "series_recorder.hpp"

#include <algorithm>

#include "rivalry/scenario/segment_slots.hpp"

namespace rivalry {

namespace {

constexpr std::size_t longest_block = 1024, block_bytes = std::size_t{1} << 22;

/// Rows of a block: all blocks of a full run are about as long, and none is larger than a few megabytes.
std::size_t block_rows(std::int64_t periods, std::size_t bytes_per_row) {
  const auto rows = static_cast<std::size_t>(periods);
  const std::size_t most =
      std::clamp<std::size_t>(block_bytes / std::max<std::size_t>(bytes_per_row, 1), 1, longest_block);
  const std::size_t blocks = (rows + most - 1) / most;
  return (rows + blocks - 1) / blocks;
}

std::size_t segment_row_bytes(const Scenario& scenario) {
  return 8 * static_cast<std::size_t>(segment_slots(scenario)) *
         (segment_observables().size() +
          segment_position_observables().size() * static_cast<std::size_t>(scenario.market.attributes));
}

}  // namespace

SeriesRecorder::SeriesRecorder(const Place& file, const Scenario& scenario, Pipeline& pipeline)
    : market_group_(file, "market", "The market as a whole, period by period"),
      segment_group_(file, "segments", "Demand segments, period by period"),
      market_rows_(block_rows(scenario.scenario.periods, 8)),
      segment_rows_(block_rows(scenario.scenario.periods, segment_row_bytes(scenario))),
      market_period_(&market_group_.add_growing(period_coordinate(), market_rows_)),
      segment_period_(&segment_group_.add_growing(period_coordinate(), segment_rows_)),
      clock_(*market_period_, market_rows_, file.level),
      market_(market_group_.place(), *market_period_, market_rows_, pipeline),
      segments_table_(segment_group_.place(), *segment_period_, segment_rows_, pipeline) {
  const Dimension& path = market_group_.add_paths();
  for (const auto& observable : market_observables())
    if (observable.is_in(scenario)) {
      market_.add(schema_of(observable));
      of_market_.push_back(&observable);
    }
  for (const auto& observable : path_observables())
    if (observable.is_in(scenario)) {
      market_.add(schema_of(observable), {&path});
      of_paths_.push_back(&observable);
    }
  if (scenario.value_chain.enabled) add_chain(scenario);

  const Dimension& segment = segment_group_.add_counted(segment_coordinate(), segment_slots(scenario));
  const Dimension& attribute = segment_group_.add_counted(attribute_coordinate(), scenario.market.attributes);
  for (const auto& observable : segment_observables()) segments_table_.add(schema_of(observable), {&segment});
  for (const auto& observable : segment_position_observables())
    segments_table_.add(schema_of(observable), {&segment, &attribute});
  segments_table_.add_coordinate(period_coordinate().element);
  segments_ = segment.length();
  attributes_ = attribute.length();
}

void SeriesRecorder::add_chain(const Scenario& scenario) {
  const Dimension& stage = market_group_.add_named(stage_coordinate(), scenario.value_chain.stages);
  const Dimension& move =
      market_group_.add_named(move_coordinate(), {chain_move_names.begin(), chain_move_names.end()});
  for (const auto& observable : stage_observables()) market_.add(schema_of(observable), {&stage});
  for (const auto& observable : move_observables()) market_.add(schema_of(observable), {&move});
  stages_ = scenario.value_chain.stages.size();
}

void SeriesRecorder::record_chain(const Market& market, const PeriodStatistics& statistics, std::size_t column) {
  for (const auto& observable : stage_observables()) {
    for (std::size_t l = 0; l < stages_; ++l) market_.put(column, observable.value(market, static_cast<Index>(l)));
    ++column;
  }
  for (const auto& observable : move_observables()) {
    for (int move = 0; move < chain_move_count; ++move) market_.put(column, observable.value(statistics, move));
    ++column;
  }
}

void SeriesRecorder::record(const Market& market, const PeriodStatistics& statistics) {
  std::size_t column = 0;
  for (const auto* observable : of_market_) market_.put(column++, observable->value(statistics, market));
  for (const auto* observable : of_paths_) {
    for (int path = 0; path < path_count; ++path) market_.put(column, observable->value(statistics, path));
    ++column;
  }
  if (stages_ > 0) record_chain(market, statistics, column);
  market_.end_row();

  column = 0;
  for (const auto& observable : segment_observables()) {
    for (std::size_t s = 0; s < segments_; ++s)
      segments_table_.put(column, observable.value(market, static_cast<Index>(s)));
    ++column;
  }
  for (const auto& observable : segment_position_observables()) {
    for (std::size_t s = 0; s < segments_; ++s)
      for (std::size_t a = 0; a < attributes_; ++a)
        segments_table_.put(column, observable.value(market, static_cast<Index>(s), static_cast<Index>(a)));
    ++column;
  }
  segments_table_.put(column, static_cast<std::uint64_t>(market.period));
  segments_table_.end_row();
}

void SeriesRecorder::flush() {
  market_.flush();
  segments_table_.flush();
}

bool SeriesRecorder::fits(const TableState& market, const TableState& segments, std::int64_t periods) const {
  const auto rows = static_cast<std::size_t>(periods);
  return market_.fits(market) && segments_table_.fits(segments) && market.blocks * market_rows_ + market.rows == rows &&
         segments.blocks * segment_rows_ + segments.rows == rows;
}

void SeriesRecorder::restore(TableState market, TableState segments) {
  market_.restore(std::move(market));
  segments_table_.restore(std::move(segments));
}

SummaryRecorder::SummaryRecorder(const Place& file, Pipeline& pipeline)
    : group_(file, "summary", "Headline figures of the run"),
      table_(group_.place(), group_.add_growing(run_coordinate(), 1), 1, pipeline) {
  for (const auto& observable : summary_observables()) table_.add(schema_of(observable));
  run_ = table_.add_coordinate(run_coordinate().element);
}

void SummaryRecorder::record(std::uint64_t replicate, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) table_.put(i, values[i]);
  table_.put(run_, replicate);
  table_.end_row();
}

void SummaryRecorder::clear() { table_.restore(table_.state()); }

}  // namespace rivalry
