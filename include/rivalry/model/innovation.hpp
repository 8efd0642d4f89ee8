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

/// Profit a period that a firm expects of a design against today's rivals at today's prices, with its markup as felt by
/// buyers kept; the demand of clear_market with the own term replaced. No noise.
/// @param alone  choices of blocks taken to stand alone (not integrated evaluation); 0: all interactions are seen
double expected_profit(const Market& market, const Step& step, Index firm, const Candidate& candidate, int path,
                       std::uint64_t alone);

/// Choices that differ, counting a move of the home position as one.
int changed_choices(const Firms& firms, Index firm, const Candidate& candidate);

/// Cumulated output that remains useful after a change of business model.
double kept_experience(const Market& market, const Scenario& scenario, Index firm, const Candidate& candidate,
                       int path);

}  // namespace rivalry
