#include "rivalry/model/co_creation.hpp"

#include <algorithm>
#include <array>

#include "rivalry/model/bits.hpp"
#include "rivalry/model/buffers.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/offers.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

/// Chance that one who does not take part begins to, as 1 - exp(-this).
double appeal_to_join(const Scenario& scenario, unsigned open, double pay) {
  const auto& rule = scenario.co_creation;
  return rule.invitation * count_bits(open) / path_count + rule.pay_response * pay;
}

/// What there is to be shared of each unit sold: the firm's margin, where its capture block is open.
double margin_to_share(const Firms& firms, Index j, unsigned open) {
  if (!is_open(open, Path::capture)) return 0;
  return std::max(0.0, firms.paid_price[j] - marginal_cost(firms, j)) * (1 - firms.shared_revenue[j]);
}

/// Share of a group that takes part in the long run, when a share `stays` of it is still there in the next period.
double resting_share(const Scenario& scenario, double appeal, double stays) {
  const double join = 1 - functions::exp(-appeal);
  return stays * join / (1 - stays * (1 - scenario.co_creation.lapse - join));
}

/// A share, today and when its resting level has moved.
double moved(const Scenario& scenario, double today, double appeal_now, double appeal_then, double stays) {
  const double change = resting_share(scenario, appeal_then, stays) - resting_share(scenario, appeal_now, stays);
  return std::clamp(today + change, 0.0, 1.0);
}

/// Suppliers who take part, and partners by ties.
double all_partners(double share, double presence, double ties) { return share * presence + ties; }

}  // namespace

Participants participants(const Market& market, const Scenario& scenario, Index j, unsigned open) {
  const Firms& firms = market.firms;
  const Community& community = firms.community;
  Participants who;
  who.open = open;
  if (!scenario.co_creation.enabled) return who;
  const double users = community.users[j], active = community.active[j];
  who.users = relative_users(market, scenario, active);
  who.activity = users > 0 ? active / users : 0;
  who.presence = partners_present(market, scenario, static_cast<unsigned>(firms.in_house[j]));
  who.partners = all_partners(community.partners[j], who.presence, effective_partners(firms, j));
  who.staff = community.staff[j];
  return who;
}

Participants expected_participants(const Market& market, const Scenario& scenario, Index j, const Participants& today,
                                   unsigned open, unsigned in_house) {
  const Firms& firms = market.firms;
  const Community& community = firms.community;
  Participants who = today;
  if (!scenario.co_creation.enabled) return who;
  double partners = community.partners[j];
  if (open != today.open) {
    const auto appeal = [&](unsigned openness, Trait group) {
      return appeal_to_join(scenario, openness, firms.trait[group][j] * margin_to_share(firms, j, openness));
    };
    const auto then = [&](double share, Trait group, double stays) {
      return moved(scenario, share, appeal(today.open, group), appeal(open, group), stays);
    };
    who.open = open;
    who.activity = then(today.activity, Trait::to_users, 1 - scenario.co_creation.user_loss);
    who.users = relative_users(market, scenario, who.activity * community.users[j]);
    who.staff = then(today.staff, Trait::to_staff, 1);
    partners = then(partners, Trait::to_partners, 1);
  }
  who.presence = partners_present(market, scenario, in_house);
  who.partners = all_partners(partners, who.presence, effective_partners(firms, j));
  return who;
}

double insight(const Market& market, const Scenario& scenario, Index j, unsigned open) {
  if (!is_open(open, Path::offer)) return 0;
  return scenario.co_creation.insight * weight_of(relative_users(market, scenario, market.firms.community.active[j]));
}

double created_value(const Scenario& scenario, const Participants& who) {
  return is_open(who.open, Path::creation) ? scenario.co_creation.value * weight_of(who.users + who.partners) : 0;
}

double partners_value(const Scenario& scenario, const Participants& who) {
  if (!is_open(who.open, Path::creation)) return 0;
  return created_value(scenario, who) - scenario.co_creation.value * weight_of(who.users);
}

double averted_failures(const Scenario& scenario, const Participants& who) {
  return is_open(who.open, Path::creation)
             ? scenario.co_creation.research * weight_of(who.users + who.partners + who.staff)
             : 0;
}

double retention_with(const Scenario& scenario, const Participants& who, double retention) {
  if (!is_open(who.open, Path::capture)) return retention;
  return 1 - (1 - retention) * (1 - scenario.co_creation.attachment * who.activity);
}

double shared_margin(const Firms& firms, Index j, const Participants& who) {
  if (!is_open(who.open, Path::capture)) return 0;
  return firms.trait[Trait::to_users][j] + firms.trait[Trait::to_staff][j] +
         firms.trait[Trait::to_partners][j] * who.presence;
}

void found_communities(Market& market, const Scenario& scenario) {
  if (scenario.co_creation.enabled) return;
  Community& community = market.firms.community;
  for (OneOrEach<Column>* column :
       {&community.users, &community.active, &community.partners, &community.staff, &community.received})
    column->share(0);
}

void mark_open(const Firms& firms, std::uint64_t choices, Block block, BlockBuffer& open) {
  for (Index j = block.begin; j < block.end; ++j) open[j - block.begin] = (firms.model[j] & choices) != 0 ? 1 : 0;
}

namespace {

BlockBuffer partners_present(const Market& market, const Scenario& scenario, Block block) {
  BlockBuffer present;
  for (Index j = block.begin; j < block.end; ++j)
    present[j - block.begin] = partners_present(market, scenario, static_cast<unsigned>(market.firms.in_house[j]));
  return present;
}

/// margin_to_share of a block's firms.
BlockBuffer margins_to_share(const Firms& firms, const Step& step, Block block) {
  const Index n = block.end - block.begin;
  const bool network = step.scenario.network.enabled;
  BlockBuffer margin = buffer_for(n), cost, open;
  if (network)
    marginal_costs(firms, block, cost);
  else
    cost.head(n) = firms.unit_cost.segment(block.begin, n) - firms.third_party.segment(block.begin, n);
  mark_open(firms, step.scratch.effects.openings()[Path::capture], block, open);
  margin.head(n) = (firms.paid_price.segment(block.begin, n) - cost.head(n)).max(0.0) * open.head(n);
  if (network) margin.head(n) *= 1 - firms.shared_revenue.each().segment(block.begin, n);
  return margin;
}

/// Who adds to the products of a block's firms.
struct Creators {
  BlockBuffer open, users, partners;  ///< whether the firm is open to it, as a factor

  Creators(const Market& market, const Step& step, Block block) {
    const Index n = block.end - block.begin;
    const Community& community = market.firms.community;
    mark_open(market.firms, step.scratch.effects.openings()[Path::creation], block, open);
    const BlockBuffer present = partners_present(market, step.scenario, block);
    for (Index i = 0; i < n; ++i) {
      const Index j = block.begin + i;
      users[i] = relative_users(market, step.scenario, community.active[j]);
      partners[i] = all_partners(community.partners[j], present[i], effective_partners(market.firms, j));
    }
  }
};

}  // namespace

void created_values(const Market& market, const Step& step, Block block, BlockBuffer& value) {
  const Index n = block.end - block.begin;
  value.head(n).setZero();
  if (!step.scenario.co_creation.enabled) return;
  const Creators who(market, step, block);
  for (Index i = 0; i < n; ++i)
    value[i] = who.open[i] * (step.scenario.co_creation.value * weight_of(who.users[i] + who.partners[i]));
}

void partners_values(const Market& market, const Step& step, Block block, BlockBuffer& value) {
  const Creators who(market, step, block);
  const Index n = block.end - block.begin;
  const double most = step.scenario.co_creation.value;
  for (Index i = 0; i < n; ++i)
    value[i] = who.open[i] * (most * weight_of(who.users[i] + who.partners[i]) - most * weight_of(who.users[i]));
}

void bind_users(const Market& market, const Step& step, Block block, BlockBuffer& retention) {
  const Community& community = market.firms.community;
  BlockBuffer open;
  mark_open(market.firms, step.scratch.effects.openings()[Path::capture], block, open);
  for (Index j = block.begin; j < block.end; ++j) {
    const Index i = j - block.begin;
    const double users = community.users[j], activity = users > 0 ? community.active[j] / users : 0;
    if (open[i] != 0) retention[i] = 1 - (1 - retention[i]) * (1 - step.scenario.co_creation.attachment * activity);
  }
}

void share_margins(Market& market, const Step& step, Block block, PeriodCounts& flows) {
  Firms& firms = market.firms;
  const Index n = block.end - block.begin;
  BlockBuffer margin = margins_to_share(firms, step, block);
  margin.head(n) *= firms.quantity.segment(block.begin, n);
  const BlockBuffer presence = partners_present(market, step.scenario, block);
  BlockBuffer users = values_of(firms.trait[Trait::to_users], block),
              partners = values_of(firms.trait[Trait::to_partners], block),
              staff = values_of(firms.trait[Trait::to_staff], block);
  users.head(n) *= margin.head(n);
  partners.head(n) = partners.head(n) * presence.head(n) * margin.head(n);
  staff.head(n) *= margin.head(n);
  firms.community.received.each().segment(block.begin, n) = users.head(n) + partners.head(n) + staff.head(n);
  flows.to_users = kernels::chosen().sum(n, users.data());
  flows.to_partners = kernels::chosen().sum(n, partners.data());
  flows.to_staff = kernels::chosen().sum(n, staff.data());
}

namespace {

/// Chances to begin to take part of a block's firms, of one group.
/// @param invited  part of the appeal that openness makes
BlockBuffer chances_to_join(const Firms& firms, const Step& step, Block block, Trait group, const BlockBuffer& margin,
                            const BlockBuffer& invited) {
  const Index n = block.end - block.begin;
  BlockBuffer share = values_of(firms.trait[group], block);
  share.head(n) = -(invited.head(n) + step.scenario.co_creation.pay_response * (share.head(n) * margin.head(n)));
  kernels::chosen().exp(n, share.data(), share.data());
  share.head(n) = 1 - share.head(n);
  return share;
}

/// Users, partners and staff of a block's firms.
void renew_communities(Firms& firms, const Step& step, Block block) {
  const auto& rule = step.scenario.co_creation;
  const Index n = block.end - block.begin;
  const BlockBuffer margin = margins_to_share(firms, step, block);
  BlockBuffer invited;
  for (Index j = block.begin; j < block.end; ++j)
    invited[j - block.begin] = appeal_to_join(step.scenario, step.scratch.effects.openness(firms.model[j]), 0);
  const auto join = [&](Trait group) { return chances_to_join(firms, step, block, group, margin, invited); };
  const BlockBuffer join_users = join(Trait::to_users), join_partners = join(Trait::to_partners),
                    join_staff = join(Trait::to_staff);
  const auto column = [&](OneOrEach<Column>& values) { return values.each().segment(block.begin, n); };
  auto users = column(firms.community.users), active = column(firms.community.active);
  active = (1 - rule.user_loss) * ((1 - rule.lapse) * active + join_users.head(n) * (users - active));
  users = (1 - rule.user_loss) * users + firms.quantity.segment(block.begin, n);
  auto partners = column(firms.community.partners), staff = column(firms.community.staff);
  partners = (1 - rule.lapse) * partners + join_partners.head(n) * (1 - partners);
  staff = (1 - rule.lapse) * staff + join_staff.head(n) * (1 - staff);
}

}  // namespace

void take_part(Market& market, const Step& step) {
  if (!step.scenario.co_creation.enabled) return;
  step.workers.for_blocks(market.firms.count, [&](Block block) {
    renew_communities(market.firms, step, block);
    refresh_participation(market, step, block);
  });
}

}  // namespace rivalry
