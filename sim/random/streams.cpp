#include "rivalry/random/streams.hpp"

#include <cmath>

#include <Random123/philox.h>
#include <boost/random/uniform_int_distribution.hpp>

#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

using Philox = r123::Philox4x32;  // ten rounds

std::array<std::uint32_t, 4> philox(const std::array<std::uint32_t, 4>& counter,
                                    const std::array<std::uint32_t, 2>& key) {
  const Philox::ctr_type out = Philox{}({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
  return {out[0], out[1], out[2], out[3]};
}

std::array<std::uint32_t, 2> halves(std::uint64_t word) {
  return {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32)};
}

}  // namespace

DrawGroup group_of(Purpose purpose) {
  if (purpose <= Purpose::contribution) return DrawGroup::landscape;
  if (purpose <= Purpose::treatment) return DrawGroup::founding;
  if (purpose <= Purpose::events) return DrawGroup::environment;
  return DrawGroup::decisions;
}

Stream::Stream(std::uint64_t key, Purpose purpose, std::uint64_t entity, std::uint32_t period)
    : key_(halves(key)),
      counter_{halves(entity)[0], halves(entity)[1], period, static_cast<std::uint32_t>(purpose) << 24U} {}

void Stream::refill() {
  block_ = philox(counter_, key_);
  ++counter_[3];  // 2^24 blocks of four words belong to a purpose
  left_ = 4;
}

Stream::result_type Stream::operator()() {
  if (left_ == 0) refill();
  return block_[static_cast<std::size_t>(4 - left_--)];
}

double Stream::uniform() {
  const std::uint64_t high = (*this)();
  const std::uint64_t low = (*this)();
  const std::uint64_t bits = ((high << 32U) | low) >> 12U;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

double Stream::normal() { return functions::normal_quantile(uniform()); }

double Stream::exponential() { return -functions::log(uniform()); }

std::int64_t Stream::below(std::int64_t bound) {
  return boost::random::uniform_int_distribution<std::int64_t>(0, bound - 1)(*this);
}

std::int64_t Stream::poisson(double mean) {
  std::int64_t arrivals = 0;
  for (double time = exponential(); time <= mean; time += exponential()) ++arrivals;
  return arrivals;
}

double Stream::gamma(double shape) {
  if (shape < 1) {
    const double boosted = gamma(shape + 1);
    return boosted * functions::pow(uniform(), 1 / shape);
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = normal();
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (functions::log(uniform()) < 0.5 * x * x + d - d * v + d * functions::log(v)) return d * v;
  }
}

double Stream::beta(double first, double second) {
  const double x = gamma(first);
  const double y = gamma(second);
  return x / (x + y);
}

Streams::Streams(std::uint64_t seed, std::uint64_t replicate, std::uint32_t frozen) {
  for (std::uint32_t group = 0; group < 4; ++group) {
    const std::uint64_t index = (frozen >> group & 1U) != 0 ? 0 : replicate;
    // One Philox block turns (seed, replicate, group) into a key: distinct inputs give unrelated streams.
    const auto mixed = philox({halves(index)[0], halves(index)[1], group, 0x52495641U}, halves(seed));
    key_[group] = static_cast<std::uint64_t>(mixed[1]) << 32U | mixed[0];
  }
}

}  // namespace rivalry
