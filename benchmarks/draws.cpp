// Random draws: what one costs in a stream under way, and the first one of a stream, as most of the model's are.
#include <benchmark/benchmark.h>

#include "rivalry/random/streams.hpp"

namespace {

using rivalry::Purpose;
using rivalry::Stream;
using rivalry::Streams;

const Streams streams(1, 0);

template <class Draw>
void draws(benchmark::State& state, Draw draw) {
  Stream stream = streams.at(Purpose::candidates, 1, 1);
  for (auto _ : state) benchmark::DoNotOptimize(draw(stream));
}

template <class Draw>
void first_draws(benchmark::State& state, Draw draw) {
  std::int64_t firm = 0;
  for (auto _ : state) {
    Stream stream = streams.at(Purpose::candidates, ++firm, 1);
    benchmark::DoNotOptimize(draw(stream));
  }
}

constexpr auto word = [](Stream& stream) { return stream(); };
constexpr auto uniform = [](Stream& stream) { return stream.uniform(); };
constexpr auto normal = [](Stream& stream) { return stream.normal(); };
constexpr auto below = [](Stream& stream) { return stream.below(1000); };

BENCHMARK_CAPTURE(draws, word, word);
BENCHMARK_CAPTURE(draws, uniform, uniform);
BENCHMARK_CAPTURE(draws, normal, normal);
BENCHMARK_CAPTURE(draws, below, below);
BENCHMARK_CAPTURE(first_draws, uniform, uniform);
BENCHMARK_CAPTURE(first_draws, normal, normal);

}  // namespace
