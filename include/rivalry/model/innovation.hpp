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
  int stage = -1;           ///< stage of the value chain that is innovated
  double home[Design::max_attributes] = {};
};

/// The design that a firm has. @param candidate  out
void stay(const Firms& firms, Index firm, Candidate& candidate);

/// Draws one candidate on a path by local move, analogy, combination, home move or long jump.
/// @param candidate  out: written where it is to stay, as fresh numbers are slow to copy
void draw_candidate(const Market& market, const Step& step, Index firm, int path, Stream& stream, Candidate& candidate);

/// Choices that differ, counting a move of the home position, and an innovated stage, as one.
int changed_choices(const Firms& firms, Index firm, const Candidate& candidate);

/// Share of cumulated output that becomes useless with a changed choice of a path's block.
double lost_by_a_change(const Firms& firms, const Step& step, Index firm, int path);

/// Cumulated output that remains useful after a change of business model.
inline double kept_experience(double experience, double lost_by_a_change, int changed_choices) {
  const double kept = 1 - lost_by_a_change * changed_choices;
  return kept > 0 ? experience * kept : 0;
}

/// Present value of one unit a period over so many periods, the first of them undiscounted: (1 - d^n) / (1 - d).
double annuity(double discount, std::int64_t periods);

}  // namespace rivalry
