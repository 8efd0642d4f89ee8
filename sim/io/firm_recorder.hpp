#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "firm_register.hpp"

namespace rivalry {

/// The group /firms: a panel of firms over recorded periods.
///
/// Rows (a firm in a recorded period) are collected column by column for a block of periods, then handed over as tiles
/// of periods × firms; a tile without a living firm is never written.
class FirmRecorder {
 public:
  /// @param plan  outlives the recorder
  FirmRecorder(const Place& file, const RecordingPlan& plan, const Scenario& scenario, Pipeline& pipeline);

  /// Takes up the firms that are there when the run begins.
  void begin(const Market& founded) { register_.follow(founded); }
  /// Follows entries and exits, and records the panel if its turn has come.
  void record(const Market& market, const Scenario& scenario);
  /// Records the last period, if that is still to be done.
  void finish(const Market& last, const Scenario& scenario);
  /// Writes the rows that wait for their block to fill.
  void flush();
  /// Of rows that wait for their block to fill: what a flush would write, and leave behind.
  std::size_t waiting_bytes() const;

  PanelState state() const;
  bool reaches(const PanelState& state) const;
  bool fits(const PanelState& state) const;
  void restore(PanelState state);

 private:
  struct Variable {
    std::size_t width;             ///< cells of a row
    const FirmObservable* number;  ///< one of the three is set
    const FirmVectorObservable* vector;
    const FirmWordObservable* word;
    DataSet data_set;
    std::vector<std::uint64_t> cells;  ///< of the rows of the block
  };
  /// The rows of a block, whichever the variable.
  struct Rows {
    std::vector<std::int64_t> periods;
    std::vector<std::uint32_t> period;  ///< [row] within the block
    std::vector<Index> place;           ///< [row] on the axis
  };
  /// Where the rows of a block belong in the file.
  struct Block {
    struct Tile {
      hsize_t column;
      std::size_t begin, end;  ///< in `order`
    };
    hsize_t number = 0, firms = 0;
    bool full = false;
    std::vector<std::int64_t> periods;
    std::vector<std::uint32_t> order;  ///< rows, tile by tile
    std::vector<std::uint32_t> place;  ///< of each of them in its tile
    std::vector<Tile> tiles;
  };
  struct EncodedTile {
    hsize_t column;
    EncodedChunk chunk;
  };

  void add_variables();
  void add_variable(const VariableSchema& schema, const Dimensions& dims, const FirmObservable* number,
                    const FirmVectorObservable* vector, const FirmWordObservable* word);
  void record_panel(const Market& market, const Scenario& scenario);
  void locate(const Firms& firms);
  void gather(Variable& variable, const Market& market, const Scenario& scenario) const;
  std::shared_ptr<const Block> lay_out(bool full) const;
  void close_block();
  void hand_over(Variable& variable, const std::shared_ptr<const Block>& block, std::vector<std::uint64_t> cells);
  std::vector<EncodedTile> encode(const Variable& variable, const Block& block,
                                  const std::vector<std::uint64_t>& cells) const;
  void write(Variable& variable, const Block& block, const std::vector<EncodedTile>& tiles) const;
  static std::vector<hsize_t> lengths(const Variable& variable, hsize_t periods, hsize_t firms);
  void write_periods(const std::shared_ptr<const Block>& block);

  const RecordingPlan& plan_;
  Pipeline& pipeline_;
  GroupWriter group_;
  std::size_t block_periods_, chunk_firms_;
  const Dimension* period_;
  FirmRegister register_;
  const Dimension *attribute_, *path_;
  DataSet periods_written_;
  std::vector<Variable> variables_;

  std::int64_t last_recorded_ = 0;
  hsize_t blocks_ = 0;
  Rows block_;
  std::size_t rows_flushed_ = 0, firms_flushed_ = 0;
  std::vector<Index> slots_, places_;  ///< of the panel in the period: slot in the market, place on the axis
  std::vector<Index> place_of_slot_;   ///< as it was last time, a guess
};

}  // namespace rivalry
