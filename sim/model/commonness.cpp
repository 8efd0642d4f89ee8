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
    first += block.size;
  }
}

void Commonness::count(const Firms& firms, const Workers& workers) {
  const double sales = kernels::chosen().sum(firms.count, firms.quantity.data());
  // A block's firms are added in the order of their slots, so the sums do not depend on the number of threads.
  workers.for_each(path_count, [&](Index path) { count_block(blocks_[static_cast<std::size_t>(path)], firms, sales); });
}

void Commonness::count_block(BlockCounts& block, const Firms& firms, double sales) {
  const bool dense = !block.dense.empty();
  std::fill(block.dense.begin(), block.dense.end(), 0.0);
  if (block.size == 0) {
    block.dense[0] = 1;
    return;
  }
  const double each = sales > 0 ? 1 / sales : 1 / static_cast<double>(firms.count);
  const auto weight = [&](Index j) { return sales > 0 ? firms.quantity[j] * each : each; };
  if (dense)
    for (Index j = 0; j < firms.count; ++j) block.dense[pattern(block, firms.model[j])] += weight(j);
  else {
    block.sparse.clear(firms.count);
    for (Index j = 0; j < firms.count; ++j)
      if (weight(j) > 0) block.sparse.add(pattern(block, firms.model[j]), weight(j));
  }
  for (int i = 0; i < block.size; ++i) {
    double frequency = 0;
    if (dense) {
      const std::uint64_t has = std::uint64_t{1} << i;
      for (std::uint64_t key = has; key < block.dense.size(); key = (key + 1) | has) frequency += block.dense[key];
    } else {
      for (Index j = 0; j < firms.count; ++j)
        if (pattern(block, firms.model[j]) >> i & 1U) frequency += weight(j);
    }
    frequency_[static_cast<std::size_t>(block.first + i)] = frequency;
  }
  if (dense) tabulate_agreement(block.size, &frequency_[static_cast<std::size_t>(block.first)], block.agreement);
}

void Commonness::novelty(Index n, const std::uint64_t* models, double* novelty) const {
  Eigen::Map<Column> mean(novelty, n);
  mean.setZero();
  for (int path = 0; path < path_count; ++path)
    for (Index i = 0; i < n; ++i) mean[i] += 1 - share(path, models[i]);
  mean /= path_count;
}

void Commonness::likeness(Index n, const std::uint64_t* models, double* likeness) const {
  Eigen::Map<Column> mean(likeness, n);
  mean.setZero();
  for (const BlockCounts& block : blocks_)
    if (block.agreement.empty())
      for (Index i = 0; i < n; ++i) mean[i] += agreement(block, pattern(block, models[i]));
    else
      for (Index i = 0; i < n; ++i) mean[i] += block.agreement[pattern(block, models[i])];
  mean /= static_cast<double>(frequency_.size());
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
