#include <string>
#include <thread>

#include <fmt/format.h>

#include "commands.hpp"
#include "rivalry/sweep/ranks.hpp"
#include "rivalry/version.hpp"

namespace rivalry {
namespace {

std::string instruction_sets() {
  std::string sets;
#if defined(__x86_64__)
  const auto add = [&](bool has, const char* name) {
    if (has) sets += (sets.empty() ? "" : " ") + std::string(name);
  };
  add(__builtin_cpu_supports("sse2"), "sse2");
  add(__builtin_cpu_supports("sse4.2"), "sse4.2");
  add(__builtin_cpu_supports("avx"), "avx");
  add(__builtin_cpu_supports("avx2"), "avx2");
  add(__builtin_cpu_supports("fma"), "fma");
  add(__builtin_cpu_supports("avx512f"), "avx512f");
#elif defined(__ARM_NEON)
  sets = "neon";
#endif
  return sets.empty() ? "unknown" : sets;
}

}  // namespace

std::string version_text() {
  const BuildInformation& build = build_information();
  return fmt::format(
      "rivalry {} (commit {}, {})\n"
      "compiler          {}\n"
      "instruction sets  {}\n"
      "processors        {}\n"
      "libraries         Boost {}, CLI11 {}, Eigen {}, fmt {}, HDF5 {}, nlohmann-json {}, oneTBB {}, toml++ {}\n"
      "MPI               {}",
      build.version, build.commit, build.build_type, build.compiler, instruction_sets(),
      std::thread::hardware_concurrency(), build.boost, build.cli11, build.eigen, build.fmt, build.hdf5, build.json,
      build.tbb, build.tomlplusplus, mpi_library().empty() ? "no" : mpi_library());
}

}  // namespace rivalry
