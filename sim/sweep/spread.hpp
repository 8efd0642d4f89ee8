#pragma once

#include "rivalry/sweep/sweep.hpp"

namespace rivalry {

/// Whether the spread has finite ends, which coordinates 0 and 1 stand for.
bool has_ends(const Spread& spread);

/// The number at a coordinate: finite for 0 and 1 too if the spread has ends, else for those in between.
/// Whole numbers are as likely as the stretch that is rounded to them, that of the ends included.
double quantile(const Spread& spread, double coordinate);

/// The number on one of a few levels: that at the coordinate, rounded to a whole number or to twelve digits, so that
/// tables read well.
double level_value(const Spread& spread, double coordinate);

}  // namespace rivalry
