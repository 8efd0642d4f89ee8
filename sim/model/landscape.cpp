#include "rivalry/model/landscape.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "rivalry/model/bits.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

constexpr std::size_t largest_table = std::size_t{1} << 20;  // entries of 16 bytes

/// The bits of a word at the places of a mask, moved together.
std::uint64_t compressed(std::uint64_t word, std::uint64_t mask) {
  std::uint64_t result = 0;
  for (int place = 0; mask != 0; mask &= mask - 1) result |= (word >> std::countr_zero(mask) & 1U) << place++;
  return result;
}

/// The first `count` of `pool` in a random order.
std::vector<int> draw_without_replacement(std::vector<int> pool, int count, Stream& stream) {
  for (int i = 0; i < count; ++i)
    std::swap(pool[static_cast<std::size_t>(i)],
              pool[static_cast<std::size_t>(i + stream.below(static_cast<std::int64_t>(pool.size()) - i))]);
  pool.resize(static_cast<std::size_t>(count));
  return pool;
}

std::vector<int> others(int first, int last, int self) {
  std::vector<int> result;
  for (int i = first; i < last; ++i)
    if (i != self) result.push_back(i);
  return result;
}

/// Each choice takes its K influences with chances that grow with the influence a choice already has.
std::vector<int> draw_preferentially(int n, int self, int k, std::vector<int>& influence, Stream& stream) {
  std::vector<int> pool = others(0, n, self), chosen;
  for (int drawn = 0; drawn < k; ++drawn) {
    std::int64_t total = 0;
    for (const int i : pool) total += 1 + influence[static_cast<std::size_t>(i)];
    std::int64_t ticket = stream.below(total);
    auto pick = pool.begin();
    for (; ticket >= 1 + influence[static_cast<std::size_t>(*pick)]; ++pick)
      ticket -= 1 + influence[static_cast<std::size_t>(*pick)];
    chosen.push_back(*pick);
    pool.erase(pick);
  }
  for (const int i : chosen) ++influence[static_cast<std::size_t>(i)];
  return chosen;
}

std::vector<int> influences_of(int self, int n, int k, const Scenario& scenario, const Streams& streams,
                               std::vector<int>& influence) {
  Stream stream = streams.at(Purpose::influence, self, 0);
  switch (scenario.landscape.pattern) {
    case Pattern::random:
      return draw_without_replacement(others(0, n, self), k, stream);
    case Pattern::ring: {
      std::vector<int> result;
      for (int step = 1; step <= k; ++step) result.push_back((self + step) % n);
      return result;
    }
    case Pattern::block: {
      const int first = self / (k + 1) * (k + 1);
      return others(first, first + k + 1, self);
    }
    case Pattern::hierarchical:  // only choices above it in the hierarchy influence a choice
      return draw_without_replacement(others(0, self, self), std::min(self, k), stream);
    case Pattern::centralised: {  // the same few choices influence all
      std::vector<int> result = others(0, std::min(n, k + 1), self);
      result.resize(static_cast<std::size_t>(std::min(k, n - 1)));
      return result;
    }
    case Pattern::scale_free:
      return draw_preferentially(n, self, k, influence, stream);
    case Pattern::matrix: {
      std::vector<int> result;
      for (int i = 0; i < n; ++i)
        if (i != self &&
            scenario.landscape.matrix.at(static_cast<std::size_t>(self)).at(static_cast<std::size_t>(i)) != 0)
          result.push_back(i);
      return result;
    }
  }
  throw std::logic_error("unknown landscape pattern");
}

}  // namespace

Landscape::Landscape(const Scenario& scenario, const Streams& streams)
    : alignment_(scenario.landscape.alignment), streams_(streams) {
  const int n = scenario.catalogue.size();
  const int k = static_cast<int>(scenario.landscape.interdependence);
  if (n < 1 || n > 64) throw std::invalid_argument("a business model has 1 to 64 choices");
  if (scenario.landscape.pattern != Pattern::matrix && k > n - 1)
    throw std::invalid_argument("landscape.interdependence exceeds the number of other choices");
  if (scenario.landscape.pattern == Pattern::block && n % (k + 1) != 0)
    throw std::invalid_argument("blocks of interdependence + 1 choices do not divide the choices");
  std::vector<int> influence(static_cast<std::size_t>(n), 0);
  for (int i = 0; i < n; ++i) {
    influences_.push_back(influences_of(i, n, k, scenario, streams, influence));
    std::sort(influences_.back().begin(), influences_.back().end());
    depends_on_.push_back(std::uint64_t{1} << i);
    for (const int other : influences_.back()) depends_on_.back() |= std::uint64_t{1} << other;
  }
  affects_.assign(static_cast<std::size_t>(n), 0);
  for (int i = 0; i < n; ++i)
    for (std::uint64_t rest = depends_on_[static_cast<std::size_t>(i)]; rest != 0; rest &= rest - 1)
      affects_[static_cast<std::size_t>(std::countr_zero(rest))] |= std::uint64_t{1} << i;
  generation_.assign(static_cast<std::size_t>(n), 0);

  std::size_t entries = 0;
  for (const auto& list : influences_) {
    offset_.push_back(entries);
    entries += list.size() >= 40 ? largest_table + 1 : std::size_t{1} << (list.size() + 1);
    if (entries > largest_table) break;
  }
  if (entries > largest_table) {
    offset_.clear();
  } else {
    table_.resize(entries);
    if (scenario.network.enabled) {
      across_.resize(entries);
      for (const Choice& choice : scenario.catalogue.choices)
        own_block_.push_back(scenario.catalogue.block(choice.path));
    }
    for (int i = 0; i < n; ++i) fill_table(i);
  }
  update_moments();
}

Synergy Landscape::draw(int choice, std::uint64_t configuration) const {
  // A configuration has up to 64 bits, so choice and generation share the word of the period.
  const auto place = static_cast<std::uint32_t>(choice) | generation_[static_cast<std::size_t>(choice)] << 6U;
  Stream stream = streams_.at(Purpose::contribution, static_cast<std::int64_t>(configuration), place);
  const double value = stream.uniform();
  const double other = stream.uniform();
  if (alignment_ == 0) return {value, other};
  if (alignment_ == 1) return {value, value};
  if (alignment_ == -1) return {value, 1 - value};
  const double z = alignment_ * functions::normal_quantile(value) +
                   std::sqrt(1 - alignment_ * alignment_) * functions::normal_quantile(other);
  return {value, functions::normal_cdf(z)};
}

Synergy Landscape::contribution(int choice, std::uint64_t model) const {
  const std::uint64_t key = compressed(model, depends_on_[static_cast<std::size_t>(choice)]);
  return offset_.empty() ? draw(choice, key) : table_[offset_[static_cast<std::size_t>(choice)] + key];
}

Synergy Landscape::sum(std::uint64_t choices, std::uint64_t model) const {
  Synergy total;
  if (!offset_.empty()) {
    kernels::chosen().synergy(choices, model, depends_on_.data(), offset_.data(), &table_.data()->value, &total.value);
    return total;
  }
  for (; choices != 0; choices &= choices - 1) {
    const Synergy one = contribution(std::countr_zero(choices), model);
    total.value += one.value;
    total.efficiency += one.efficiency;
  }
  return total;
}

Synergy Landscape::raw(std::uint64_t model) const {
  const Synergy total = sum(~std::uint64_t{0} >> (64 - size()), model);
  return {total.value / size(), total.efficiency / size()};
}

Synergy Landscape::standardised(std::uint64_t model) const {
  const Synergy total = sum(~std::uint64_t{0} >> (64 - size()), model);
  return {(total.value - mean_.value) * scale_, (total.efficiency - mean_.efficiency) * scale_};
}

Synergy Landscape::change(std::uint64_t choices, std::uint64_t before, std::uint64_t after) const {
  std::uint64_t affected = 0;
  for (std::uint64_t rest = before ^ after; rest != 0; rest &= rest - 1)
    affected |= affects_[static_cast<std::size_t>(std::countr_zero(rest))];
  choices &= affected;
  Synergy now, then;
  if (offset_.empty()) {
    now = sum(choices, before), then = sum(choices, after);
  } else {
    const std::uint64_t models[] = {before, after};
    double both[4];
    kernels::chosen().synergies(choices, models, depends_on_.data(), offset_.data(), &table_.data()->value, both);
    now = {both[0], both[1]}, then = {both[2], both[3]};
  }
  return {(then.value - now.value) * scale_, (then.efficiency - now.efficiency) * scale_};
}

void Landscape::redraw(double share, std::int64_t period, const Streams& streams) {
  for (int i = 0; i < size(); ++i) {
    if (!streams.at(Purpose::redraw, i, period).chance(share)) continue;
    ++generation_[static_cast<std::size_t>(i)];
    if (!offset_.empty()) fill_table(i);
  }
  update_moments();
}

void Landscape::carry(Archive& archive) {
  archive.fixed("generation", generation_.data(), generation_.size());
  if (!archive.loading()) return;
  for (int i = 0; i < size() && !offset_.empty(); ++i)
    if (generation_[static_cast<std::size_t>(i)] > 0) fill_table(i);
  update_moments();
}

void Landscape::fill_table(int choice) {
  const std::size_t entries = std::size_t{1} << (influences_[static_cast<std::size_t>(choice)].size() + 1);
  for (std::size_t key = 0; key < entries; ++key)
    table_[offset_[static_cast<std::size_t>(choice)] + key] = draw(choice, key);
  if (!across_.empty()) fill_across(choice);
}

void Landscape::fill_across(int choice) {
  const auto i = static_cast<std::size_t>(choice);
  const std::size_t entries = std::size_t{1} << (influences_[i].size() + 1);
  const Synergy* const all = table_.data() + offset_[i];
  Synergy* const across = across_.data() + offset_[i];
  const auto inside = static_cast<std::size_t>(compressed(own_block_[i], depends_on_[i]));  // bits of a key
  std::fill_n(across, entries, Synergy{});
  for (std::size_t key = 0; key < entries; ++key) {
    across[key & inside].value += all[key].value;
    across[key & inside].efficiency += all[key].efficiency;
  }
  const double alike = std::ldexp(1.0, count_bits(inside) - static_cast<int>(influences_[i].size()) - 1);
  for (std::size_t key = entries; key-- > 0;) {  // sums stand at the keys without outside bits, the lowest of theirs
    const Synergy sum = across[key & inside];
    across[key] = {all[key].value - sum.value * alike, all[key].efficiency - sum.efficiency * alike};
  }
}

double Landscape::cross_block(std::uint64_t model) const {
  Synergy total;
  kernels::chosen().synergy(~std::uint64_t{0} >> (64 - size()), model, depends_on_.data(), offset_.data(),
                            &across_.data()->value, &total.value);
  return total.value * scale_;
}

void Landscape::update_moments() {
  // Mean: exact over all business models from the tables, 1/2 a choice (their expectation) when contributions are
  // hashed.
  mean_ = {0.5 * size(), 0.5 * size()};
  if (!offset_.empty()) {
    mean_ = {};
    for (int i = 0; i < size(); ++i) {
      const std::size_t entries = std::size_t{1} << (influences_[static_cast<std::size_t>(i)].size() + 1);
      Synergy sum;
      for (std::size_t key = 0; key < entries; ++key) {
        sum.value += table_[offset_[static_cast<std::size_t>(i)] + key].value;
        sum.efficiency += table_[offset_[static_cast<std::size_t>(i)] + key].efficiency;
      }
      mean_.value += sum.value / static_cast<double>(entries);
      mean_.efficiency += sum.efficiency / static_cast<double>(entries);
    }
  }
  // Variance within a landscape, expected over landscapes: sum over choices of (1 - 2^-(K_i+1)) / 12.
  double variance = 0;
  for (const auto& list : influences_) variance += (1 - std::ldexp(1.0, -static_cast<int>(list.size()) - 1)) / 12;
  scale_ = 1 / std::sqrt(variance);
}

std::size_t Landscape::bytes() const { return (table_.size() + across_.size()) * sizeof(Synergy); }

}  // namespace rivalry
