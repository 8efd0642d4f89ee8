#pragma once

#include <memory>
#include <vector>

#include "background.hpp"
#include "firm_register.hpp"

namespace rivalry {

/// The group /firms: a panel of firms over recorded periods.
///
/// Rows (a firm in a recorded period) are collected column by column for a block of periods, then handed over as tiles
/// of periods × firms; a tile without a living firm is never written.
class FirmRecorder {
 public:
  /// @param founded  the market at its founding
  FirmRecorder(hid_t file, const RecordingPlan& plan, const Scenario& scenario, const Market& founded,
               Background& background);

  /// Follows entries and exits, and records the panel if its turn has come.
  void record(const Market& market, const Scenario& scenario);
  /// Records the last period, if that is still to be done, and writes what is left.
  void finish(const Market& last, const Scenario& scenario);

 private:
  struct Variable {
    VariableSchema schema;
    Dimensions dims;
    std::size_t width;             ///< cells of a row
    const FirmObservable* number;  ///< one of the three is set
    const FirmVectorObservable* vector;
    const FirmWordObservable* word;
    std::vector<std::uint64_t> cells;   ///< of the rows of the block
    std::unique_ptr<DataSet> data_set;  ///< used by the background thread alone
  };
  /// Where the rows of a block belong.
  struct Block {
    struct Tile {
      hsize_t column;
      std::size_t begin, end;  ///< in `order`
    };
    hsize_t number = 0;
    std::vector<std::int64_t> periods, new_firms;
    std::vector<std::uint32_t> order;  ///< rows, tile by tile
    std::vector<std::uint32_t> place;  ///< of each of them in its tile
    std::vector<Tile> tiles;
  };

  void add_variables();
  void add_variable(VariableSchema schema, Dimensions dims, const FirmObservable* number,
                    const FirmVectorObservable* vector, const FirmWordObservable* word);
  void choose_chunk(const Scenario& scenario);
  void record_panel(const Market& market, const Scenario& scenario);
  void locate(const Firms& firms);
  void gather(Variable& variable, const Market& market, const Scenario& scenario) const;
  std::shared_ptr<Block> close_block();
  void hand_over(Variable& variable, const std::shared_ptr<Block>& block);
  void write(Variable& variable, const Block& block, const std::vector<std::uint64_t>& cells) const;
  void create(Variable& variable, std::size_t chunk_periods) const;

  const RecordingPlan& plan_;
  Background& background_;
  FirmRegister register_;
  GroupWriter group_;
  Dimension *period_, *firm_, *attribute_, *path_;
  int level_;
  std::size_t block_periods_ = 1, chunk_firms_ = 1, attributes_ = 1;
  std::vector<Variable> variables_;

  std::int64_t last_recorded_ = 0;
  hsize_t blocks_ = 0;
  std::size_t firms_announced_ = 0;
  std::vector<Index> slots_, places_;      ///< of the panel in the period: slot in the market, place on the axis
  std::vector<Index> place_of_slot_;       ///< as it was last time, a guess
  std::vector<std::int64_t> periods_;      ///< of the block
  std::vector<std::uint32_t> row_period_;  ///< [row] period within the block
  std::vector<Index> row_place_;           ///< [row] place on the axis
};

}  // namespace rivalry
