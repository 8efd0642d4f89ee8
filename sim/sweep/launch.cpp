#include <cstdlib>

#include "rivalry/sweep/ranks.hpp"

namespace rivalry {
namespace {

struct Variables {
  const char *number, *count;
};

constexpr Variables known[] = {
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},  // Open MPI
    {"PMI_RANK", "PMI_SIZE"},                          // MPICH and its relatives
    {"PMIX_RANK", ""},                                 // srun --mpi=pmix
};

}  // namespace

std::optional<Launch> launch() {
  for (const auto& [number, count] : known) {
    const char* const told = std::getenv(number);
    if (told == nullptr) continue;
    const char* const of = std::getenv(count);
    return Launch{.number = std::atoi(told), .count = of == nullptr ? 0 : std::atoi(of)};
  }
  return {};
}

}  // namespace rivalry
