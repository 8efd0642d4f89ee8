#include "firm_recorder.hpp"

#include <algorithm>
#include <bit>

#include "block_table.hpp"

namespace rivalry {

namespace {

constexpr double longest_block = 64;                        // recorded periods
constexpr std::size_t block_bytes = std::size_t{32} << 20;  // of rows that are collected
constexpr std::size_t tile_rows = 16384, narrowest_tile = 256;

std::size_t recorded_periods(const RecordingPlan& plan, const Scenario& scenario) {
  const std::int64_t periods = scenario.scenario.periods;
  return static_cast<std::size_t>(periods / plan.every + (periods % plan.every != 0));
}

/// Firms of a tile should mostly live through all of its periods, else it is full of holes.
std::size_t longest_block_for(const RecordingPlan& plan, const Scenario& scenario) {
  const double turnover = scenario.entry.enabled ? scenario.entry.rate * static_cast<double>(plan.every) : 0;
  return static_cast<std::size_t>(std::clamp(1 / std::max(turnover, 1e-6), 4.0, longest_block));
}

}  // namespace

FirmRecorder::FirmRecorder(hid_t file, const RecordingPlan& plan, const Scenario& scenario, const Market& founded,
                           Background& background)
    : plan_(plan),
      background_(background),
      register_(plan, scenario),
      group_(file, "firms", "Panel of firms over the recorded periods"),
      period_(&group_.add_growing(period_coordinate())),
      firm_(&group_.add_growing(firm_coordinate())),
      attribute_(&group_.add_counted(attribute_coordinate(), scenario.market.attributes)),
      path_(&group_.add_paths()),
      level_(static_cast<int>(scenario.recording.compression)) {
  hdf5::write_attribute(group_.id(), "sampled", std::int64_t{plan.share < 1});
  hdf5::write_attribute(group_.id(), "sample_share", std::span(&plan.share, 1));
  hdf5::write_attribute(group_.id(), "every", plan.every);
  register_.follow(founded);
  add_variables();
  choose_chunk(scenario);
}

void FirmRecorder::add_variables() {
  for (const FirmObservable* number : plan_.numbers)
    add_variable(schema_of(*number), {period_, firm_}, number, nullptr, nullptr);
  for (const FirmWordObservable* word : plan_.words)
    add_variable(schema_of(*word), {period_, firm_}, nullptr, nullptr, word);
  for (const FirmVectorObservable* vector : plan_.vectors) {
    const bool by_path = vector->over == FirmVectorObservable::Over::path;
    add_variable(schema_of(*vector), {period_, firm_, by_path ? path_ : attribute_}, nullptr, vector, nullptr);
  }
}

void FirmRecorder::add_variable(VariableSchema schema, Dimensions dims, const FirmObservable* number,
                                const FirmVectorObservable* vector, const FirmWordObservable* word) {
  const std::size_t width = dims.size() == 3 ? dims[2]->length() : 1;
  variables_.push_back({std::move(schema), std::move(dims), width, number, vector, word, {}, nullptr});
}

void FirmRecorder::choose_chunk(const Scenario& scenario) {
  std::size_t bytes_per_row = 8;
  for (const Variable& variable : variables_) bytes_per_row += 8 * variable.width;
  const std::size_t founders = std::max<std::size_t>(register_.ids().size(), 1);
  const std::size_t most =
      std::clamp<std::size_t>(block_bytes / (founders * bytes_per_row), 1, longest_block_for(plan_, scenario));
  const std::size_t periods = std::max<std::size_t>(recorded_periods(plan_, scenario), 1);
  const std::size_t blocks = (periods + most - 1) / most;
  block_periods_ = (periods + blocks - 1) / blocks;
  chunk_firms_ = std::clamp(tile_rows / block_periods_, narrowest_tile, tile_rows);
  if (!scenario.entry.enabled) chunk_firms_ = std::min(chunk_firms_, founders);
}

void FirmRecorder::record(const Market& market, const Scenario& scenario) {
  register_.follow(market);
  if (market.period % plan_.every == 0 || market.period == scenario.scenario.periods) record_panel(market, scenario);
}

void FirmRecorder::record_panel(const Market& market, const Scenario& scenario) {
  last_recorded_ = market.period;
  locate(market.firms);
  const auto period = static_cast<std::uint32_t>(periods_.size());
  periods_.push_back(market.period);
  row_period_.insert(row_period_.end(), slots_.size(), period);
  row_place_.insert(row_place_.end(), places_.begin(), places_.end());

  const bool full = periods_.size() == block_periods_;
  const std::shared_ptr<Block> block = full ? close_block() : nullptr;
  for (Variable& variable : variables_) {
    gather(variable, market, scenario);
    if (full) hand_over(variable, block);
  }
}

void FirmRecorder::locate(const Firms& firms) {
  const auto ids = register_.ids();
  slots_.clear(), places_.clear();
  place_of_slot_.resize(static_cast<std::size_t>(firms.count), 0);
  for (Index slot = 0; slot < firms.count; ++slot) {
    const std::int64_t id = firms.id[slot];
    if (!plan_.holds(id)) continue;
    Index& place = place_of_slot_[static_cast<std::size_t>(slot)];
    if (place >= std::ssize(ids) || ids[static_cast<std::size_t>(place)] != id) place = register_.find(id);
    slots_.push_back(slot);
    places_.push_back(place);
  }
}

void FirmRecorder::gather(Variable& variable, const Market& market, const Scenario& scenario) const {
  for (const Index slot : slots_) {
    if (variable.number)
      variable.cells.push_back(std::bit_cast<std::uint64_t>(variable.number->value(market, scenario, slot)));
    else if (variable.word)
      variable.cells.push_back(variable.word->value(market, slot));
    else
      for (std::size_t i = 0; i < variable.width; ++i)
        variable.cells.push_back(
            std::bit_cast<std::uint64_t>(variable.vector->value(market, slot, static_cast<Index>(i))));
  }
}

std::shared_ptr<FirmRecorder::Block> FirmRecorder::close_block() {
  auto block = std::make_shared<Block>();
  block->number = blocks_++;
  const auto announced = register_.ids().subspan(firms_announced_);
  block->new_firms.assign(announced.begin(), announced.end());
  firms_announced_ = register_.ids().size();

  // Counting sort of the rows by tile.
  const std::size_t columns = register_.ids().size() / chunk_firms_ + 1;
  std::vector<std::size_t> begin(columns + 1, 0);
  const auto column = [&](std::size_t row) { return static_cast<std::size_t>(row_place_[row]) / chunk_firms_; };
  for (std::size_t row = 0; row < row_place_.size(); ++row) ++begin[column(row) + 1];
  for (std::size_t c = 0; c < columns; ++c) {
    if (begin[c + 1] > 0) block->tiles.push_back({c, begin[c], begin[c] + begin[c + 1]});
    begin[c + 1] += begin[c];
  }
  block->order.resize(row_place_.size());
  block->place.resize(row_place_.size());
  for (std::size_t row = 0; row < row_place_.size(); ++row) {
    const std::size_t at = begin[column(row)]++;
    block->order[at] = static_cast<std::uint32_t>(row);
    block->place[at] = static_cast<std::uint32_t>(row_period_[row] * chunk_firms_ +
                                                  static_cast<std::size_t>(row_place_[row]) % chunk_firms_);
  }

  block->periods.swap(periods_);
  row_period_.clear(), row_place_.clear();
  background_.submit(0, [this, block] {
    period_->append(block->periods);
    firm_->append(block->new_firms);
  });
  return block;
}

void FirmRecorder::hand_over(Variable& variable, const std::shared_ptr<Block>& block) {
  auto cells = std::make_shared<std::vector<std::uint64_t>>();
  cells->swap(variable.cells);
  variable.cells.reserve(cells->size());
  background_.submit(8 * cells->size(), [this, &variable, block, cells] { write(variable, *block, *cells); });
}

void FirmRecorder::write(Variable& variable, const Block& block, const std::vector<std::uint64_t>& cells) const {
  if (!variable.data_set) create(variable, block.periods.size());
  std::vector<std::uint64_t> tile(variable.data_set->chunk_cells());
  std::vector<hsize_t> number(variable.dims.size(), 0);
  number[0] = block.number;
  for (const Block::Tile& part : block.tiles) {
    std::ranges::fill(tile, fill_of(variable.schema.element));
    for (std::size_t i = part.begin; i < part.end; ++i)
      std::copy_n(cells.data() + block.order[i] * variable.width, variable.width,
                  tile.data() + block.place[i] * variable.width);
    number[1] = part.column;
    variable.data_set->write(number, tile);
  }
}

void FirmRecorder::create(Variable& variable, std::size_t chunk_periods) const {
  std::vector<hsize_t> chunk{chunk_periods, chunk_firms_};
  if (variable.dims.size() == 3) chunk.push_back(variable.width);
  variable.data_set = std::make_unique<DataSet>(group_.id(), variable.schema, variable.dims, std::move(chunk), level_);
}

void FirmRecorder::finish(const Market& last, const Scenario& scenario) {
  if (last.period > last_recorded_) record_panel(last, scenario);
  if (!periods_.empty()) {
    const std::shared_ptr<Block> block = close_block();
    for (Variable& variable : variables_) hand_over(variable, block);
  }
  background_.submit(0, [this] {
    firm_->append(register_.ids().subspan(firms_announced_));
    for (Variable& variable : variables_) {
      if (!variable.data_set) create(variable, 1);
      variable.data_set->fit();
    }
    register_.write(group_.id(), *firm_, level_);
  });
}

}  // namespace rivalry
