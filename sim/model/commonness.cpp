#include "rivalry/model/commonness.hpp"

#include "rivalry/model/kernels.hpp"

namespace rivalry {
namespace {
constexpr int largest_dense_block = 16;

/// Agreement of all patterns: those of one choice more follow from those of the choices before it.
/// @param frequency  [choice]
/// @param agreement  out, by pattern
void tabulate_agreement(int choices, const double* frequency, std::vector<double>& agreement) {
  agreement[0] = 0;
  for (int i = 0; i < choices; ++i) {
    const std::size_t half = std::size_t{1} << i;
    for (std::size_t key = 0; key < half; ++key) {
      agreement[half + key] = agreement[key] + frequency[i];
      agreement[key] += 1 - frequency[i];
    }
  }
}

}  // namespace

Commonness::Commonness(const Catalogue& catalogue) : frequency_(static_cast<std::size_t>(catalogue.size()), 0.0) {
  int first = 0;
  for (int path = 0; path < path_count; ++path) {
    BlockCounts& block = blocks_[static_cast<std::size_t>(path)];
    block.size = catalogue.count(static_cast<Path>(path));
    block.first = block.size > 0 ? first : 0;  // else it might lie beyond the word
    block.mask = block.size > 0 ? ~std::uint64_t{0} >> (64 - block.size) : 0;
    if (block.size <= largest_dense_block) {
      block.dense.resize(std::size_t{1} << block.size);
      block.agreement.resize(std::size_t{1} << block.size);
    }
    all_dense_ = all_dense_ && !block.dense.empty();
    first += block.size;
  }
}

void Commonness::count(const Firms& firms, const Workers& workers) {
  const double sales = kernels::chosen().sum(firms.count, firms.quantity.data());
  const double each = sales >= least_sales ? 1 / sales : 1 / static_cast<double>(firms.count);
  if (sales >= least_sales)
    count_weighted(firms, workers, [&](Index j) { return firms.quantity[j] * each; });
  else
    count_weighted(firms, workers, [&](Index) { return each; });
}

// Firms are added in the order of their slots, so the sums do not depend on the number of threads.
template <class Weight>
void Commonness::count_weighted(const Firms& firms, const Workers& workers, Weight weight) {
  if (all_dense_) {  // all blocks in one go, whose sums need not wait for each other
    for (BlockCounts& block : blocks_) std::fill(block.dense.begin(), block.dense.end(), 0.0);
    const auto sums = tables(blocks_, &BlockCounts::dense);
    static_assert(path_count == 4);
    for (Index j = 0; j < firms.count; ++j) {
      const std::uint64_t model = firms.model[j];
      const double own = weight(j);
      sums[0].of(model) += own, sums[1].of(model) += own, sums[2].of(model) += own, sums[3].of(model) += own;
    }
    for (BlockCounts& block : blocks_) set_frequencies(block, firms, weight);
  } else {
    workers.for_each(path_count, [&](Index path) {
      BlockCounts& block = blocks_[static_cast<std::size_t>(path)];
      std::fill(block.dense.begin(), block.dense.end(), 0.0);
      if (block.dense.empty()) block.sparse.clear(firms.count);
      for (Index j = 0; j < firms.count; ++j)
        if (!block.dense.empty())
          block.dense[pattern(block, firms.model[j])] += weight(j);
        else if (weight(j) > 0)
          block.sparse.add(pattern(block, firms.model[j]), weight(j));
      set_frequencies(block, firms, weight);
    });
  }
}

template <class Weight>
void Commonness::set_frequencies(BlockCounts& block, const Firms& firms, Weight weight) {
  if (block.size == 0) {
    block.dense[0] = 1;
    return;
  }
  double* const frequencies = &frequency_[static_cast<std::size_t>(block.first)];
  for (int i = 0; i < block.size; ++i) {
    double frequency = 0;
    if (block.dense.empty()) {
      for (Index j = 0; j < firms.count; ++j)
        if (pattern(block, firms.model[j]) >> i & 1U) frequency += weight(j);
    } else {
      const std::uint64_t has = std::uint64_t{1} << i;
      for (std::uint64_t key = has; key < block.dense.size(); key = (key + 1) | has) frequency += block.dense[key];
    }
    frequencies[i] = frequency;
  }
  if (!block.dense.empty()) tabulate_agreement(block.size, frequencies, block.agreement);
}

void Commonness::novelty(Index n, const std::uint64_t* models, double* novelty) const {
  if (!all_dense_) {
    for (Index i = 0; i < n; ++i) novelty[i] = this->novelty(models[i]);
    return;
  }
  const auto share = tables(blocks_, &BlockCounts::dense);
  for (Index i = 0; i < n; ++i) {
    const std::uint64_t model = models[i];
    novelty[i] =
        ((1 - share[0].of(model)) + (1 - share[1].of(model)) + (1 - share[2].of(model)) + (1 - share[3].of(model))) /
        path_count;
  }
}

void Commonness::likeness(Index n, const std::uint64_t* models, double* likeness) const {
  const auto choices = static_cast<double>(frequency_.size());
  const auto agreements = tables(blocks_, &BlockCounts::agreement);
  for (Index i = 0; i < n; ++i) {
    const std::uint64_t model = models[i];
    const auto of = [&](std::size_t path) {
      return all_dense_ || !blocks_[path].agreement.empty() ? agreements[path].of(model)
                                                            : agreement(blocks_[path], pattern(blocks_[path], model));
    };
    likeness[i] = (of(0) + of(1) + of(2) + of(3)) / choices;
  }
}

double Commonness::agreement(const BlockCounts& block, std::uint64_t key) const {
  double sum = 0;
  for (int i = 0; i < block.size; ++i) {
    const double frequency = frequency_[static_cast<std::size_t>(block.first + i)];
    sum += key >> i & 1U ? frequency : 1 - frequency;
  }
  return sum;
}

}  // namespace rivalry
