#pragma once

#include "rivalry/model/step.hpp"

// The value chain: stages with weights that sum to 1, which technology shifts. What a firm does not do itself it buys,
// and pays the supplier's margin on the stage's weight; what it does itself costs fixed money and can be innovated.
namespace rivalry {

/// What a firm pays its suppliers beyond their cost for each unit sold: margin × weight of the bought stages, less what
/// it keeps as orchestrator, and less what partners spare it.
/// @param in_house  stages, one bit each
/// @param support   weight of the bought stages that partners do (network.hpp)
double suppliers_margin(const Market& market, const Scenario& scenario, unsigned in_house, double orchestration,
                        double support);

/// Share of the chain's value at stages that a firm does itself.
inline double share_in_house(const Market& market, Index firm) {
  return market.stage_weight.of(static_cast<unsigned>(market.firms.in_house[firm]));
}

/// Log points that innovated stages take off the cost of producing, as far as they are in-house.
/// @param innovated  a stage that is innovated once more, or -1
double stage_gain(const Market& market, const Scenario& scenario, Index firm, unsigned in_house, int innovated = -1);

/// Level of a stage after one more success: what is left of the way is shortened by value_chain.stage_progress.
inline double innovated_level(const Scenario& scenario, double level) {
  return level + scenario.value_chain.stage_progress * (1 - level);
}

/// The most weighty stage; of equals the first.
Index key_stage(const StageWeights& stage_weight);

/// Room for what firms keep of the value chain, or one shared zero where it is switched off; before the first of them.
void found_chain(Market& market, const Scenario& scenario);

/// Gives the stages the weights that the scenario has.
void set_stage_weights(Market& market, const Scenario& scenario);

/// What a firm that comes to the market pays its suppliers.
void open_chain(Market& market, const Scenario& scenario, Index firm);

/// A project's success at a stage.
void take_up_stage(Firms& firms, const Scenario& scenario, Index firm, int stage);

/// A technology jump moves a share value_chain.shift of the chain's value to stages drawn anew, uniformly.
void shift_stages(Market& market, const Step& step);

/// Adds what the chain does to the log cost of producing of a block's firms, before it is exponentiated …
void count_stage_gains(Market& market, const Step& step, Block block);
/// … and to unit cost afterwards.
void pay_suppliers(Market& market, const Step& step, Block block);

}  // namespace rivalry
