#pragma once

#include <algorithm>

#include "rivalry/model/step.hpp"

// Users, partners and staff take part in the value of firms whose blocks are open: they tell what they want
// (co-assertion), add to the product and to research (co-creation), bring in other buyers (co-delivery) and receive a
// share of the margin (co-acquisition).
// Source: Prahalad & Ramaswamy 2004; von Hippel 2005. Verified: tests/unit/model_co_creation.cpp
namespace rivalry {

/// Whether a block is open, by Openings::of.
constexpr bool is_open(unsigned open, Path path) { return (open >> static_cast<unsigned>(path) & 1U) != 0; }

/// Who takes part in a firm's value.
struct Participants {
  unsigned open = 0;    ///< blocks of the firm that are open, by Openings::of
  double users = 0;     ///< active users, relative to the users of a mean firm at the start
  double activity = 0;  ///< share of the firm's users who are active
  double partners = 0;  ///< suppliers who take part, in [0, 1], and partners by ties
  double staff = 0;     ///< share of the staff who takes part
  double presence = 0;  ///< suppliers there are, in [0, 1]
};

/// A quantity relative to a mean firm's at the start; 0 before founders have sold.
inline double relative_size(const Market& market, double quantity) {
  return quantity / std::max(market.mean_size, least_size);
}
/// Users relative to those of a mean firm at the start.
inline double relative_users(const Market& market, const Scenario& scenario, double users) {
  return relative_size(market, users * scenario.co_creation.user_loss);
}
/// What a relative number of participants amounts to: in [0, 1), with diminishing returns.
inline double weight_of(double participants) { return participants / (1 + participants); }

/// Suppliers that a firm works with, in [0, 1]: of the stages that it buys, by the stages' weight.
inline double partners_present(const Market& market, const Scenario& scenario, unsigned in_house) {
  return scenario.value_chain.enabled ? market.stage_weight.of(~in_house) : 0;
}

/// Those who take part today.
/// @param open  openness of the firm's business model
Participants participants(const Market& market, const Scenario& scenario, Index firm, unsigned open);

/// Those who would take part with another business model, as managers expect: today's, and what the resting level of
/// participation would rise or fall by with the other openness, at today's users and margin.
/// @param today     of the firm
/// @param open      openness of the other model
/// @param in_house  its stages
Participants expected_participants(const Market& market, const Scenario& scenario, Index firm,
                                   const Participants& today, unsigned open, unsigned in_house);

/// Share of the error about buyers' needs, and of the delay with which they are seen, that active users take away.
/// @param open  openness of the firm's business model
double insight(const Market& market, const Scenario& scenario, Index firm, unsigned open);
/// Utility that users and partners add to the product.
double created_value(const Scenario& scenario, const Participants& who);
/// Part of it that would be missing without partners.
double partners_value(const Scenario& scenario, const Participants& who);
/// Share of the failures of projects that users, partners and staff avert.
double averted_failures(const Scenario& scenario, const Participants& who);
/// Share of the buyers out of reach whom last period's buyers tell of the firm.
inline double word_of_mouth(const Market& market, const Scenario& scenario, Index firm, unsigned open) {
  if (!is_open(open, Path::delivery)) return 0;
  return scenario.co_creation.word_of_mouth * weight_of(relative_size(market, market.firms.quantity[firm]));
}
/// Retention of a design, and of the buyers whom it leaves free those whom their own activity binds.
double retention_with(const Scenario& scenario, const Participants& who, double retention);
/// Share of the firm's margin that users, partners and staff receive.
double shared_margin(const Firms& firms, Index firm, const Participants& who);

/// Room for a firm's community, or one shared zero where co-creation is switched off; before the first firm.
void found_communities(Market& market, const Scenario& scenario);

/// Of a block's firms: 1 where the model has one of some choices, else 0.
void mark_open(const Firms& firms, std::uint64_t choices, Block block, BlockBuffer& open);
/// Of a block's firms: created_value, partners_value, and retention in place of that of the design.
void created_values(const Market& market, const Step& step, Block block, BlockBuffer& value);
void partners_values(const Market& market, const Step& step, Block block, BlockBuffer& value);
void bind_users(const Market& market, const Step& step, Block block, BlockBuffer& retention);

/// What users, partners and staff receive of this period's margin, into the community and the flows of a block.
void share_margins(Market& market, const Step& step, Block block, PeriodCounts& flows);

/// Buyers become users, users, partners and staff begin and cease to take part, and offers follow.
void take_part(Market& market, const Step& step);

}  // namespace rivalry
