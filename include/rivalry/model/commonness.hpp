#pragma once

#include <array>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "rivalry/model/state.hpp"
#include "rivalry/model/word_table.hpp"
#include "rivalry/model/workers.hpp"

namespace rivalry {

/// How common each pattern of choices is within each block, by share of sales.
///
/// Novelty of a model is the mean over blocks of one minus the share of its pattern; likeness to what is common is the
/// mean over choices of the share of sales that agrees with it.
class Commonness {
 public:
  Commonness() = default;
  explicit Commonness(const Catalogue& catalogue);

  /// Counts all firms anew, weighted by quantity sold (equally when nothing is sold).
  void count(const Firms& firms, const Workers& workers);
  /// Share of sales with the model's pattern in one block; 1 for a block without choices.
  double share(int path, std::uint64_t model) const {
    const BlockCounts& block = blocks_[static_cast<std::size_t>(path)];
    return block.dense.empty() ? block.sparse.sum(pattern(block, model)) : block.dense[pattern(block, model)];
  }
  /// Whether two models have the same pattern in a block.
  bool alike(int path, std::uint64_t first, std::uint64_t second) const {
    const BlockCounts& block = blocks_[static_cast<std::size_t>(path)];
    return pattern(block, first) == pattern(block, second);
  }
  double novelty(std::uint64_t model) const {  ///< in [0, 1]
    double sum = 0;
    for (int path = 0; path < path_count; ++path) sum += 1 - share(path, model);
    return sum / path_count;
  }
  /// Of n models, in [0, 1].
  void novelty(Index n, const std::uint64_t* models, double* novelty) const;
  void likeness(Index n, const std::uint64_t* models, double* likeness) const;
  /// Share of sales of firms that have the choice.
  double frequency(int choice) const { return frequency_[static_cast<std::size_t>(choice)]; }

 private:
  struct BlockCounts {
    int first = 0, size = 0;
    std::uint64_t mask = 0;         // of a pattern
    std::vector<double> dense;      // by pattern, for blocks of up to 16 choices
    WordTable sparse;               // for larger ones
    std::vector<double> agreement;  // by pattern: sum over choices; dense only
  };
  /// Numbers by pattern of one block, looked up by model.
  template <class Number>
  struct Table {
    Number* numbers;
    int first;
    std::uint64_t mask;
    Number& of(std::uint64_t model) const { return numbers[model >> first & mask]; }
  };
  template <class Blocks>
  static auto tables(Blocks& blocks, std::vector<double> BlockCounts::*numbers) {
    using Number = std::remove_pointer_t<decltype((blocks[0].*numbers).data())>;
    const auto table = [&](auto& block) { return Table<Number>{(block.*numbers).data(), block.first, block.mask}; };
    return std::array{table(blocks[0]), table(blocks[1]), table(blocks[2]), table(blocks[3])};
  }
  template <class Weight>
  void count_weighted(const Firms& firms, const Workers& workers, Weight weight);
  template <class Weight>
  void set_frequencies(BlockCounts& block, const Firms& firms, Weight weight);
  static std::uint64_t pattern(const BlockCounts& block, std::uint64_t model) {
    return model >> block.first & block.mask;
  }
  double agreement(const BlockCounts& block, std::uint64_t pattern) const;

  std::array<BlockCounts, path_count> blocks_;
  bool all_dense_ = true;
  std::vector<double> frequency_;
};

}  // namespace rivalry
