#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Terms of every firm's utility that are alike for all segments, and its features, which segments value differently:
/// positions, novelty, legitimacy, sustainability.
///
/// U_sj = v0 + wV Vhat_j + W_sj - (beta/2) |x_j - z_s|^2 - alpha_s (felt price - c0) + nu_s n_j + lambda_s ln L_j
///        + gamma_s g_j + ln reach_sj
void update_appeal(Market& market, const Step& step);

/// Splits each segment's demand over the firms it can reach: multinomial logit with an outside option and, for retained
/// buyers, a switching cost; then consumer surplus in paid prices.
/// Source: McFadden 1974; Small & Rosen 1981. Verified: tests/verification/demand.cpp
void clear_market(Market& market, const Step& step);

/// Weights e = exp(U), denominators and retained sums at the present prices: what pricing and clearing start from.
void weigh_firms(Market& market, const Step& step);

/// Denominators and retained sums of the firms that there are, with the weights of the last weighing.
void count_weights(Market& market, const Step& step);

/// A block of firms as kernels see it.
kernels::Tile tile_of(const Market& market, const Step& step, Block block);

/// Fills scratch.open: the open segments as kernels see them, those of one price sensitivity together; denominators are
/// not known yet.
void look_at_segments(const Segments& segments, Scratch& scratch);

/// A firm's weight e in a segment, and which of its last buyers it retains.
struct OwnWeight {
  double weight, retained;
};

/// What a firm that is `now` expects to sell in a segment when it is `then`, rivals given: its own term replaced
/// exactly; rivals' retained buyers, the sum of B / (Z' + k e_i), by the Padé form L^2 / (L + H (e' - e)) with the own
/// term out.
double expected_quantity(const Segments& segments, Index segment, OwnWeight now, OwnWeight then, bool inertia);

/// What buyers weigh the terms of a firm's utility by that are alike for all segments; the terms are still to be named.
kernels::Offer offer_in(const Scenario& scenario, std::size_t attributes);

/// What a unit sold adds to welfare beyond surplus in felt prices: felt price and third-party revenue less unit cost
/// and damage, and what suppliers and the state earn of that cost (buyers feel felt × price but pay the price: the
/// difference is the firm's gain and their loss).
double social_margin(const Firms& firms, Index firm);

/// Log of legitimacy as it acts; 0 where legitimacy is switched off.
double log_legitimacy(const Firms& firms, const Scenario& scenario, Index firm);

}  // namespace rivalry
