#include "firm_recorder.hpp"

#include <algorithm>
#include <bit>

#include "rivalry/archive/archive.hpp"

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

std::size_t founders_of(const RecordingPlan& plan, const Scenario& scenario) {
  return static_cast<std::size_t>(std::max(plan.share * static_cast<double>(scenario.market.firms), 1.0));
}

std::size_t width_of(const FirmVectorObservable& vector, const Scenario& scenario) {
  const bool by_path = vector.over == FirmVectorObservable::Over::path;
  return static_cast<std::size_t>(by_path ? path_count : scenario.market.attributes);
}

std::size_t periods_of_block(const RecordingPlan& plan, const Scenario& scenario) {
  std::size_t bytes_per_row = 8 * (1 + plan.numbers.size() + plan.words.size());
  for (const FirmVectorObservable* vector : plan.vectors) bytes_per_row += 8 * width_of(*vector, scenario);
  const std::size_t most = std::clamp<std::size_t>(block_bytes / (founders_of(plan, scenario) * bytes_per_row), 1,
                                                   longest_block_for(plan, scenario));
  const std::size_t periods = std::max<std::size_t>(recorded_periods(plan, scenario), 1);
  const std::size_t blocks = (periods + most - 1) / most;
  return (periods + blocks - 1) / blocks;
}

std::size_t firms_of_chunk(const RecordingPlan& plan, const Scenario& scenario, std::size_t block_periods) {
  const std::size_t firms = std::clamp(tile_rows / block_periods, narrowest_tile, tile_rows);
  return scenario.entry.enabled ? firms : std::min(firms, founders_of(plan, scenario));
}

}  // namespace

FirmRecorder::FirmRecorder(const Place& file, const RecordingPlan& plan, const Scenario& scenario, Pipeline& pipeline)
    : plan_(plan),
      pipeline_(pipeline),
      group_(file, "firms", "Panel of firms over the recorded periods"),
      block_periods_(periods_of_block(plan, scenario)),
      chunk_firms_(firms_of_chunk(plan, scenario, block_periods_)),
      period_(&group_.add_growing(period_coordinate(), block_periods_)),
      register_(group_, plan, scenario, pipeline),
      attribute_(&group_.add_counted(attribute_coordinate(), scenario.market.attributes)),
      path_(&group_.add_paths()),
      periods_written_(*period_, period_coordinate().element, block_periods_, file.level) {
  group_.describe("sampled", std::int64_t{plan.share < 1});
  group_.describe("sample_share", std::span<const double>(&plan.share, 1));
  group_.describe("every", plan.every);
  add_variables();
}

void FirmRecorder::add_variables() {
  const Dimension* firm = &register_.axis();
  variables_.reserve(plan_.numbers.size() + plan_.words.size() + plan_.vectors.size());  // jobs refer to them
  for (const FirmObservable* number : plan_.numbers)
    add_variable(schema_of(*number), {period_, firm}, number, nullptr, nullptr);
  for (const FirmWordObservable* word : plan_.words)
    add_variable(schema_of(*word), {period_, firm}, nullptr, nullptr, word);
  for (const FirmVectorObservable* vector : plan_.vectors) {
    const bool by_path = vector->over == FirmVectorObservable::Over::path;
    add_variable(schema_of(*vector), {period_, firm, by_path ? path_ : attribute_}, nullptr, vector, nullptr);
  }
}

void FirmRecorder::add_variable(const VariableSchema& schema, const Dimensions& dims, const FirmObservable* number,
                                const FirmVectorObservable* vector, const FirmWordObservable* word) {
  std::vector<hsize_t> chunk{block_periods_, chunk_firms_};
  if (dims.size() == 3) chunk.push_back(dims[2]->length());
  const std::size_t width = dims.size() == 3 ? dims[2]->length() : 1;
  variables_.push_back({width, number, vector, word, DataSet(group_.place(), schema, dims, chunk), {}});
}

void FirmRecorder::record(const Market& market, const Scenario& scenario) {
  register_.follow(market);
  if (market.period % plan_.every == 0 || market.period == scenario.scenario.periods) record_panel(market, scenario);
}

void FirmRecorder::record_panel(const Market& market, const Scenario& scenario) {
  last_recorded_ = market.period;
  locate(market.firms);
  const auto period = static_cast<std::uint32_t>(block_.periods.size());
  block_.periods.push_back(market.period);
  block_.period.insert(block_.period.end(), slots_.size(), period);
  block_.place.insert(block_.place.end(), places_.begin(), places_.end());
  for (Variable& variable : variables_) gather(variable, market, scenario);
  if (block_.periods.size() == block_periods_) close_block();
}

void FirmRecorder::locate(const Firms& firms) {
  const auto ids = register_.ids();
  slots_.clear(), places_.clear();
  place_of_slot_.resize(static_cast<std::size_t>(firms.count), 0);
  for (Index slot = 0; slot < firms.count; ++slot) {
    const std::int64_t id = firms.id[slot];
    if (!plan_.holds(id)) continue;
    Index& place = place_of_slot_[static_cast<std::size_t>(slot)];
    if (place >= std::ssize(ids) || ids[static_cast<std::size_t>(place)] != id) {
      place = register_.find(id);
      if (place < 0) throw ArchiveError("id: a firm that the recording does not know");  // of a forged checkpoint
    }
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

void FirmRecorder::close_block() {
  const std::shared_ptr<const Block> block = lay_out(true);
  for (Variable& variable : variables_) {
    std::vector<std::uint64_t> cells;
    cells.swap(variable.cells);
    variable.cells.reserve(cells.size());
    hand_over(variable, block, std::move(cells));
  }
  write_periods(block);
  block_ = {};
  rows_flushed_ = 0;
  ++blocks_;
}

void FirmRecorder::flush() {
  const bool rows = block_.periods.size() > rows_flushed_;
  if (rows || firms_flushed_ < register_.ids().size()) {
    const std::shared_ptr<const Block> block = lay_out(false);
    for (Variable& variable : variables_)
      hand_over(variable, block, rows ? variable.cells : std::vector<std::uint64_t>());
    write_periods(block);
  }
  rows_flushed_ = block_.periods.size();
  firms_flushed_ = register_.ids().size();
  register_.flush();
}

std::size_t FirmRecorder::waiting_bytes() const {
  std::size_t bytes = 0;
  for (const Variable& variable : variables_) bytes += 8 * variable.cells.size();
  return bytes;
}

std::shared_ptr<const FirmRecorder::Block> FirmRecorder::lay_out(bool full) const {
  auto block = std::make_shared<Block>();
  block->number = blocks_;
  block->firms = register_.ids().size();
  block->full = full;
  block->periods = block_.periods;

  // Counting sort of the rows by tile.
  const std::size_t columns = register_.ids().size() / chunk_firms_ + 1;
  std::vector<std::size_t> begin(columns + 1, 0);
  const auto column = [&](std::size_t row) { return static_cast<std::size_t>(block_.place[row]) / chunk_firms_; };
  for (std::size_t row = 0; row < block_.place.size(); ++row) ++begin[column(row) + 1];
  for (std::size_t c = 0; c < columns; ++c) {
    if (begin[c + 1] > 0) block->tiles.push_back({c, begin[c], begin[c] + begin[c + 1]});
    begin[c + 1] += begin[c];
  }
  block->order.resize(block_.place.size());
  block->place.resize(block_.place.size());
  for (std::size_t row = 0; row < block_.place.size(); ++row) {
    const std::size_t at = begin[column(row)]++;
    block->order[at] = static_cast<std::uint32_t>(row);
    block->place[at] = static_cast<std::uint32_t>(block_.period[row] * chunk_firms_ +
                                                  static_cast<std::size_t>(block_.place[row]) % chunk_firms_);
  }
  return block;
}

void FirmRecorder::hand_over(Variable& variable, const std::shared_ptr<const Block>& block,
                             std::vector<std::uint64_t> cells) {
  auto data = std::make_shared<std::vector<std::uint64_t>>(std::move(cells));
  pipeline_.submit(8 * data->size(), [this, &variable, block, data] {
    auto tiles = std::make_shared<std::vector<EncodedTile>>(encode(variable, *block, *data));
    std::vector<std::uint64_t>().swap(*data);
    return [this, &variable, block, tiles] { write(variable, *block, *tiles); };
  });
}

std::vector<FirmRecorder::EncodedTile> FirmRecorder::encode(const Variable& variable, const Block& block,
                                                            const std::vector<std::uint64_t>& cells) const {
  std::vector<EncodedTile> encoded;
  if (cells.empty()) return encoded;
  ChunkCodec codec = variable.data_set.codec();
  std::vector<std::uint64_t> tile(variable.data_set.chunk_cells());
  for (const Block::Tile& part : block.tiles) {
    std::ranges::fill(tile, variable.data_set.fill());
    for (std::size_t i = part.begin; i < part.end; ++i)
      std::copy_n(cells.data() + block.order[i] * variable.width, variable.width,
                  tile.data() + block.place[i] * variable.width);
    encoded.push_back({part.column, block.full ? codec.encode(tile) : codec.encode_open(tile)});
  }
  return encoded;
}

void FirmRecorder::write(Variable& variable, const Block& block, const std::vector<EncodedTile>& tiles) const {
  variable.data_set.grow(lengths(variable, block.number * block_periods_ + block.periods.size(), block.firms));
  std::vector<hsize_t> number(variable.data_set.chunk().size(), 0);
  number[0] = block.number;
  for (const EncodedTile& tile : tiles) {
    number[1] = tile.column;
    variable.data_set.put(number, tile.chunk);
  }
}

std::vector<hsize_t> FirmRecorder::lengths(const Variable& variable, hsize_t periods, hsize_t firms) {
  std::vector<hsize_t> all{periods, firms};
  if (variable.data_set.chunk().size() == 3) all.push_back(variable.width);
  return all;
}

void FirmRecorder::write_periods(const std::shared_ptr<const Block>& block) {
  if (block->periods.empty()) return;
  pipeline_.submit([this, block] {
    const hsize_t length = block->number * block_periods_ + block->periods.size();
    std::vector<std::uint64_t> cells(block_periods_, periods_written_.fill());
    std::ranges::copy(block->periods, cells.begin());
    periods_written_.grow(std::span(&length, 1));
    periods_written_.put(std::span(&block->number, 1), periods_written_.codec().encode_open(cells));
  });
}

void FirmRecorder::finish(const Market& last, const Scenario& scenario) {
  if (last.period > last_recorded_) record_panel(last, scenario);
}

PanelState FirmRecorder::state() const {
  PanelState state{register_.state(), last_recorded_, blocks_, block_.periods, block_.period, {}, {}};
  state.row_place.assign(block_.place.begin(), block_.place.end());
  for (const Variable& variable : variables_) state.cells.push_back(variable.cells);
  return state;
}

bool FirmRecorder::reaches(const PanelState& state) const {
  const auto has_blocks = [&](const DataSet& data_set) {
    return data_set.lengths()[0] / block_periods_ >= state.blocks;
  };
  return has_blocks(periods_written_) && register_.reaches(state.firms) &&
         std::ranges::all_of(variables_, has_blocks, &Variable::data_set);
}

bool FirmRecorder::fits(const PanelState& state) const {
  const std::size_t rows = state.row_place.size();
  const auto has_cells = [&](const Variable& variable, const std::vector<std::uint64_t>& cells) {
    return cells.size() == rows * variable.width;
  };
  return register_.fits(state.firms) && state.periods.size() < block_periods_ && state.row_period.size() == rows &&
         std::ranges::all_of(state.row_period, [&](auto period) { return period < state.periods.size(); }) &&
         std::ranges::all_of(state.row_place,
                             [&](auto place) { return place >= 0 && place < std::ssize(state.firms.ids); }) &&
         std::ranges::equal(variables_, state.cells, has_cells);
}

void FirmRecorder::restore(PanelState state) {
  last_recorded_ = state.last_recorded;
  blocks_ = state.blocks;
  block_.periods = std::move(state.periods);
  block_.period = std::move(state.row_period);
  block_.place.assign(state.row_place.begin(), state.row_place.end());
  for (std::size_t i = 0; i < variables_.size(); ++i) variables_[i].cells = std::move(state.cells[i]);
  register_.restore(std::move(state.firms));
  rows_flushed_ = firms_flushed_ = 0;
  pipeline_.submit([this, periods = blocks_ * block_periods_, firms = hsize_t{register_.ids().size()}] {
    for (Variable& variable : variables_) variable.data_set.cut(lengths(variable, periods, firms));
    periods_written_.cut(std::span(&periods, 1));
  });
}

}  // namespace rivalry
