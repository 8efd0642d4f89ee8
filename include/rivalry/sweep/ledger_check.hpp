#pragma once

#include "rivalry/sweep/claims.hpp"
#include "rivalry/sweep/decisions.hpp"
#include "rivalry/sweep/ledger.hpp"

namespace rivalry {

/// Makes the marks of blocks agree with the rows that are there: what was damaged or removed is done again, and what is
/// there already is not. Only for who is alone at work.
/// @param again  runs that failed count as not done
/// @return       blocks that were marked as done and are not
std::int64_t make_marks_agree(const SweepFolder& folder, const Ledger& ledger, Claims& claims, Decisions& decisions,
                              bool again);

/// Runs that belong to the sweep, as far as decided, and have a row.
std::int64_t count_done(const SweepFolder& folder, const Ledger& ledger, const Decisions& decisions);

/// Takes over rows of plans that were in force before: of runs that are in both, known by their keys.
/// @return  how many; 0 if that was done before
std::int64_t adopt_rows(const SweepFolder& folder);

}  // namespace rivalry
