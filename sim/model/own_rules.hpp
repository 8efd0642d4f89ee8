#pragma once

#include "rivalry/model/evaluation.hpp"

// The decisions of rules that a program put in place of the library's, checked.
namespace rivalry {

/// @throws BadRule  here and below: a path that does not exist, a number that is none, a price below 0
void choose_own_paths(Market& market, const Step& step);
double own_profit(const Market& market, const Step& step, const Searcher& searcher, const Proposal& proposal);
void set_own_prices(Market& market, const Step& step);

}  // namespace rivalry
