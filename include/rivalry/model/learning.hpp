#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Calls `act(firm)` for the firms of a block whose project, or its appraisal, ends this period.
/// @param path  of the project; below 0: none
/// @param when  period in which it ends
template <class Act>
void for_each_due(const Step& step, Block block, const SmallIntegers& path, const Integers& when, Act act) {
  std::int32_t who[block_size + 8];
  const Index count = kernels::columns().due(block.end - block.begin, {.period = static_cast<std::int32_t>(step.period),
                                                                       .path = path.data() + block.begin,
                                                                       .when = when.data() + block.begin,
                                                                       .who = who});
  for (Index i = 0; i < count; ++i) act(block.begin + who[i]);
}

/// Notes that a finished project is to be appraised `learning.appraisal` periods on, against performance when it was
/// decided; one that is still pending is appraised now.
void await_appraisal(Market& market, const Step& step, Index firm, int path, PeriodFlows& flows);

/// Experience-weighted attraction with the chosen path's pay-off alone (no foregone pay-offs are known):
///     N' = decay N + 1,  A'_k = (memory N A_k + payoff [k chosen]) / N'
/// @param payoff  money a period per unit of starting size; attractions are in units of the market's scale of profit
/// Source: Camerer & Ho 1999.
void reinforce(Market& market, const Step& step, Index firm, int path, double payoff);

/// Appraises finished projects by the change of performance since they were decided.
void learn(Market& market, const Step& step);

/// Legitimacy moves toward likeness to what is common or promoted, and grows with age, size and efficiency.
void earn_legitimacy(Market& market, const Step& step);

/// Firms close the gap to the technology frontier.
void adopt_technology(Market& market, const Step& step);

/// How far cash may fall below zero: grows with legitimacy; 0 for owner-managers, who use their own finance.
double credit_limit(const Firms& firms, const Scenario& scenario, Index firm);

}  // namespace rivalry
