#include "rivalry/random/streams.hpp"

#include <algorithm>
#include <cmath>

#include <boost/random/uniform_int_distribution.hpp>

#include "rivalry/random/functions.hpp"

namespace rivalry {

void Stream::refill() {
  if ((next_.number & 0xffffffU) == 0) {  // many streams need no more than their first block
    const philox::Words first = philox::block(next_);
    std::copy(first.begin(), first.end(), words_.end() - 4);
    next_.number += 1;
    left_ = 4;
    return;
  }
  philox::run(next_, words_.data());  // 2^24 blocks belong to a purpose
  next_.number += philox::run_length;
  left_ = static_cast<int>(words_.size()) - known_;
  known_ = 0;
}

double Stream::normal() { return functions::normal_quantile(uniform()); }

double Stream::exponential() { return -functions::log(uniform()); }

std::int64_t Stream::below_large(std::int64_t bound) {
  return boost::random::uniform_int_distribution<std::int64_t>(0, bound - 1)(*this);
}

std::int64_t Stream::poisson(double mean) {
  std::int64_t arrivals = 0;
  for (double time = exponential(); time <= mean; time += exponential()) ++arrivals;
  return arrivals;
}

// Marsaglia & Tsang 2000.
double Stream::log_gamma(double shape) {
  if (shape < 1) {
    const double boosted = log_gamma(shape + 1);
    return boosted + functions::log(uniform()) / shape;
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = normal();
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double log_v = functions::log(v);
    if (functions::log(uniform()) < 0.5 * x * x + d - d * v + d * log_v) return functions::log(d) + log_v;
  }
}

double Stream::beta(double first, double second) {
  const double x = log_gamma(first);
  const double y = log_gamma(second);
  return 1 / (1 + functions::exp(y - x));
}

Streams::Streams(std::uint64_t seed, std::uint64_t replicate, std::uint32_t frozen) {
  for (std::uint32_t group = 0; group < 4; ++group) {
    const std::uint64_t index = (frozen >> group & 1U) != 0 ? 0 : replicate;
    // One Philox block turns (seed, replicate, group) into a key: distinct inputs give unrelated streams.
    const philox::Words mixed = philox::block({.key = seed, .entity = index, .period = group, .number = 0x52495641U});
    key_[group] = static_cast<std::uint64_t>(mixed[1]) << 32U | mixed[0];
  }
}

}  // namespace rivalry
