#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rivalry {

/// Sums by 64-bit word, such as sales by pattern of choices: an open-addressing table that keeps its memory.
class WordTable {
 public:
  /// Empties the table and makes room for that many different words.
  void clear(std::int64_t words) {
    mask_ = std::bit_ceil(static_cast<std::size_t>(words) * 2 + 2) - 1;
    slots_.assign(mask_ + 1, {});
  }
  /// @param value  not 0
  void add(std::uint64_t word, double value) {
    Slot& slot = slots_[place(word)];
    slot.word = word;
    slot.sum += value;
  }
  double sum(std::uint64_t word) const { return slots_.empty() ? 0 : slots_[place(word)].sum; }

 private:
  struct Slot {
    std::uint64_t word = 0;
    double sum = 0;  ///< 0: the slot is free
  };
  std::size_t place(std::uint64_t word) const {
    std::size_t at = (word * 0x9e3779b97f4a7c15ULL) >> 20 & mask_;
    while (slots_[at].sum != 0 && slots_[at].word != word) at = (at + 1) & mask_;
    return at;
  }
  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
};

}  // namespace rivalry
