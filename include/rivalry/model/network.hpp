#pragma once

#include "rivalry/model/step.hpp"

// Ties between firms. Partners do for each other what the other one does not do itself: stages of the value chain or,
// without one, choices of the creation block. A tie has a fit that grows with time and suffers when one side changes
// its creation block; all effects scale with it. Both sides keep the same fit.
namespace rivalry {

/// What firms do themselves or leave to others: stages by their weights or, without a value chain, choices of the
/// creation block, all of the same weight. Weights sum to 1.
class Activities {
 public:
  Activities(const Market& market, const Step& step);
  std::uint64_t all() const { return all_; }
  /// What a firm does, and what it would do with a design.
  std::uint64_t of(const Firms& firms, Index firm) const;
  std::uint64_t of(const Design& design, std::uint64_t model) const;
  double weight(int activity) const { return stage_weight_ != nullptr ? (*stage_weight_)[activity] : equal_; }
  double weight_of(std::uint64_t set) const;

 private:
  std::uint64_t all_ = 0;
  const StageWeights* stage_weight_ = nullptr;  ///< null: all weigh the same
  double equal_ = 0;
};

/// Number of partners that a firm has in effect: the sum of the fits of its ties; 0 without a network.
inline double effective_partners(const Firms& firms, Index firm) { return firms.partners_fit[firm]; }
/// Number of ties.
int partners(const Firms& firms, Index firm);

/// Weight of the activities that partners do for a firm: of each that it lacks, 1 - product over partners who have it
/// of (1 - fit); in [0, 1].
/// @param own   what it does itself
/// @param kept  share of all fits that is left
double partners_support(const Firms& firms, const Activities& activities, Index firm, std::uint64_t own, double kept);

/// What a unit of support takes off a firm's unit cost (money a unit).
double saving_of_support(const Market& market, const Scenario& scenario, Index firm);

/// What a unit of support is worth to a block's firms at their last sales, money a period: the saving, and value that
/// buyers pay for at their margin (the own share is neglected).
void worth_of_support(const Market& market, const Step& step, Block block, BlockBuffer& worth);

/// Share of fit that managers expect to be left, as a discounted mean over their horizon, of a tie whose creation block
/// they change: the loss of network.disruption is made good at the rate network.fit_growth.
double fit_after_change(const Scenario& scenario);

/// Room for ties, or shared zeros where the network is switched off; before the first firms.
void found_network(Market& market, const Scenario& scenario);
/// A firm comes to the market without ties.
void open_network(Market& market, const Step& step, Index firm);
/// Ends the ties of firms that are about to leave.
/// @param leavers  slots, in ascending order
void leave_network(Market& market, const Step& step, const std::vector<Index>& leavers);
/// Lets partners find firms again that have moved into the gaps of leavers; after columns have been moved.
void follow_moves(Market& market, const std::vector<Index>& leavers);

/// Brings what follows from the ties of some firms up to date: support, gap, revenue share, what each tie adds.
void count_support(Market& market, const Step& step, const Activities& activities, Block firms);

/// Phase: fits grow or break, ties that bring a loss for too long end, firms propose, accept and tie up.
///
/// Order-free: rounds of proposals are synchronous, a firm accepts the best one, and draws that are keyed by id decide
/// between equals.
void match_partners(Market& market, const Step& step);

/// What path 2 seems to offer more: saving and value, relative to unit cost, of what partners could do beyond what they
/// do, for firms that have room for one. Adds to `opportunity` of a block's firms.
/// @param margin  of sales, money a unit
void add_partners_opportunity(const Market& market, const Step& step, Block block, const BlockBuffer& margin,
                              Column& opportunity);

/// Marginal cost as pricing sees it, net of third-party revenue: divided by the share of revenue that is kept.
void marginal_costs(const Firms& firms, Block block, BlockBuffer& cost);

/// What buyers paid each firm, which its partners have a share in.
void add_up_takings(Market& market, const Step& step);
/// Pays and receives revenue shares and pays the upkeep of ties, of a block's firms; after add_up_takings.
/// @param net  out: receipts less payments and upkeep
void settle_ties(Market& market, const Step& step, Block block, NetworkFlows& flows, BlockBuffer& net);

/// What a firm's ties bring its partners, money a period.
double partners_gain(const Firms& firms, Index firm);

}  // namespace rivalry
