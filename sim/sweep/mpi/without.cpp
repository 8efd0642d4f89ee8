// In place of with.cpp where MPI is not: every process is alone, and finds its blocks by the claims.
#include "rivalry/sweep/ranks.hpp"

namespace rivalry {

struct Ranks::Session {};

Ranks::Ranks() = default;
Ranks::~Ranks() = default;
int Ranks::number() const { return 0; }
int Ranks::count() const { return 1; }
void Ranks::after_first() const {}
std::optional<std::int64_t> Ranks::next_block(Range) { return {}; }
WorkReport Ranks::together(const WorkReport& report) const { return report; }
std::string mpi_library() { return {}; }

}  // namespace rivalry
