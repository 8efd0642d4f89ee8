#pragma once

#include <span>

#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/network.hpp"

namespace rivalry {

/// Lays out the open segments for appraisers; after weigh_firms.
void tabulate_segments(const Market& market, const Step& step);

/// A firm that looks for designs on a path.
struct Searcher {
  Index firm;
  int path;
};

/// A design that is judged.
struct Proposal {
  const Candidate* design = nullptr;  ///< none: nothing is proposed
  /// Choices of blocks taken to stand alone (not integrated evaluation); 0: all interactions are seen.
  std::uint64_t alone = 0;
};

/// Up to eight firms that judge designs side by side, one in each lane of the kernels: the segments as each of them
/// sees them are looked at once for a round of designs.
class Appraisers {
 public:
  static constexpr Index seats = 8, round = 8;
  using Seats = Eigen::Array<double, seats, 1>;  ///< a number for each of the firms
  using Proposals = std::array<Proposal, seats>;

  /// To be made after tabulate_segments.
  Appraisers(const Market& market, const Step& step, std::span<const Searcher> searchers);
  /// Profit a period that each firm expects of its designs against today's rivals at today's prices, with its markup as
  /// felt by buyers kept; the demand of clear_market with the own term replaced. No noise.
  /// @param proposals  of up to `round` designs, for each firm
  /// @param profit     [design] of each firm; 0 where nothing was proposed
  void judge(std::span<const Proposals> proposals, Seats* profit);

 private:
  /// The firms as they would be with one design each.
  struct Prospect {
    Seats utility, novelty, log_damage, felt_price, retention, price, carbon, marginal_cost, fixed_cost;
    Seats shared_revenue, partners_income;  ///< where there is a network
    Seats shared = Seats::Zero();           ///< of the margin, with users, partners and staff
    Seats position[Design::max_attributes];
    const double* access;
  };
  void look_at(const Proposals& proposals, Index design, Prospect& prospect);
  void judge_homogeneous(std::span<const Proposals> proposals, const Prospect* prospects, Seats* profit) const;
  /// What a model amounts to, with what the firm's resources add.
  Design expected_design(Index seat, std::uint64_t model) const;
  /// What partners would do for a design, as far as the fit of ties outlasts it.
  double expected_support(Index seat, const Candidate& design, std::uint64_t own, Prospect& prospect) const;
  Synergy expected_synergy(Index firm, const Proposal& proposal) const;
  double expected_novelty(Index firm, std::uint64_t model) const;
  /// Access of one firm with another business model.
  void change_access(Index seat, std::uint64_t model, double* access) const;
  /// Profit out of the margin on all that is sold: what is not shared of it, less fixed cost.
  static Seats profit_of(const Seats& margin, const Prospect& prospect);

  const Market& market_;
  const Step& step_;
  std::span<const Searcher> searchers_;
  Activities activities_;
  double fit_after_change_ = 1;
  Seats size_, log_size_, brand_, felt_margin_, unlearned_, technology_, experience_, list_price_;
  Seats ahead_, log_legitimacy_, retention_;
  std::array<Participants, seats> participants_;
  std::int64_t lag_[seats] = {};
  // Arrays of [open segment × seat], one after the other: what the firms weigh there, what they sold there, their
  // access, and that of designs which differ in it.
  Index cells_;
  double rows_[(3 + round) * max_segments * seats];
  double* const own_ = rows_;
  double *buyers_, *access_, *changed_access_;
};

/// The same, for a single design of one firm; after tabulate_segments.
/// @param alone  of Proposal
double expected_profit(const Market& market, const Step& step, Searcher searcher, const Candidate& candidate,
                       std::uint64_t alone);

}  // namespace rivalry
