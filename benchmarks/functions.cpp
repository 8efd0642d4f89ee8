// The model's own elementary functions, one number after the other.
#include "rivalry/random/functions.hpp"

#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace rivalry;

template <class Function>
void function(benchmark::State& state, Function value, double lowest, double highest) {
  constexpr std::size_t size = 1024;
  std::vector<double> arguments(size), values(size);
  for (std::size_t i = 0; i < size; ++i)
    arguments[i] = lowest + (highest - lowest) * (static_cast<double>(i) + 0.5) / static_cast<double>(size);
  for (auto _ : state) {
    for (std::size_t i = 0; i < size; ++i) values[i] = value(arguments[i]);
    benchmark::DoNotOptimize(values.data());
    benchmark::ClobberMemory();
  }
  state.counters["each"] = benchmark::Counter(
      static_cast<double>(size), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(function, exp, functions::exp, -20.0, 20.0);
BENCHMARK_CAPTURE(function, log, functions::log, 0.001, 50.0);
BENCHMARK_CAPTURE(function, tanh, functions::tanh, -3.0, 3.0);
BENCHMARK_CAPTURE(function, normal_quantile, functions::normal_quantile, 0.0, 1.0);

}  // namespace
