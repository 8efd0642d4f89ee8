#pragma once

#include <string_view>

#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

/// True unless a parameter belongs to other rules of the market than this one: what buyers want of differentiated goods
/// has no meaning where goods are alike, and capital none where output is not limited by it.
bool acts(std::string_view key, Rule rule);

/// Makes a market of one homogeneous good: one segment without tastes or ideal points that could shift, so that nobody
/// perceives or draws anything by parameters that do not act. Nothing under logit.
void make_homogeneous(Scenario& scenario);

}  // namespace rivalry
