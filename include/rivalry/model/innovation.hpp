#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Which firms innovate this period (hazard), and on which path: logit over attraction and sensed opportunity of the
/// four paths and hold. Fills scratch.chosen.
void choose_paths(Market& market, const Step& step);

/// Starts new projects (candidate designs, evaluation, commitment), then finishes those that are due.
void innovate(Market& market, const Step& step);

/// A design that a firm considers.
struct Candidate {
  std::uint64_t model = 0;
  SearchMode mode = SearchMode::none;
  Index source = -1;        ///< slot of the firm copied from
  Index moves_toward = -1;  ///< segment whose sensed ideal point the home position moves to
  double home[Design::max_attributes] = {};
};

/// Draws one candidate on a path by local move, analogy, combination, home move or long jump.
Candidate draw_candidate(const Market& market, const Step& step, Index firm, int path, Stream& stream);

/// Lays out the open segments for appraisers; after weigh_firms.
void tabulate_segments(const Market& market, const Step& step);

/// How a firm judges designs: the segments as it sees them, looked at once for all its candidates.
class Appraiser {
 public:
  /// To be made after tabulate_segments.
  /// @param path  on which it looks for designs
  Appraiser(const Market& market, const Step& step, Index firm, int path);
  /// Profit a period that the firm expects of a design against today's rivals at today's prices, with its markup as
  /// felt by buyers kept; the demand of clear_market with the own term replaced. No noise.
  /// @param alone  choices of blocks taken to stand alone (not integrated evaluation); 0: all interactions are seen
  double expected_profit(const Candidate& candidate, std::uint64_t alone) const;

 private:
  /// The firm as it would be with a candidate.
  struct Prospect {
    Design design;
    double position[Design::max_attributes];
    double utility, novelty, log_damage, marginal_cost, price;
  };
  Prospect prospect_of(const Candidate& candidate, std::uint64_t alone) const;
  Synergy expected_synergy(std::uint64_t model, std::uint64_t alone) const;
  double expected_novelty(std::uint64_t model) const;
  void fresh_access(std::uint64_t model, double* out) const;

  const Market& market_;
  const Step& step_;
  Index firm_;
  double size_, brand_, felt_margin_, unlearned_;
  kernels::Appraisal view_;
  double *access_, *own_;                                       ///< [open segment]
  double values_[(7 + Design::max_attributes) * max_segments];  ///< what the pointers point to
};

/// The same, for a single design.
double expected_profit(const Market& market, const Step& step, Index firm, const Candidate& candidate, int path,
                       std::uint64_t alone);

/// Choices that differ, counting a move of the home position as one.
int changed_choices(const Firms& firms, Index firm, const Candidate& candidate);

/// Share of cumulated output that becomes useless with a changed choice of a path's block.
double lost_by_a_change(const Firms& firms, const Step& step, Index firm, int path);

/// Cumulated output that remains useful after a change of business model.
inline double kept_experience(double experience, double lost_by_a_change, int changed_choices) {
  const double kept = 1 - lost_by_a_change * changed_choices;
  return kept > 0 ? experience * kept : 0;
}

}  // namespace rivalry
