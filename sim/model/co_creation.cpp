#include "rivalry/model/co_creation.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

/// What a number of participants, relative to a mean firm's users, amounts to: in [0, 1), with diminishing returns.
double weight_of(double participants) { return participants / (1 + participants); }

constexpr double nothing = 1e-300;  // divisor before founders have sold

/// Chance that one who does not take part begins to, as 1 - exp(-this).
double appeal_to_join(const Scenario& scenario, unsigned open, double pay) {
  const auto& rule = scenario.co_creation;
  return rule.invitation * std::popcount(open) / path_count + rule.pay_response * pay;
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

}  // namespace

double partners_present(const Market& market, const Scenario& scenario, unsigned in_house) {
  return scenario.value_chain.enabled ? weight_of_stages(market.stage_weight, ~in_house) : 0;
}

Participants participants(const Market& market, const Scenario& scenario, Index j, unsigned open) {
  const Firms& firms = market.firms;
  const Community& community = firms.community;
  Participants who;
  who.open = open;
  if (!scenario.co_creation.enabled) return who;
  const double users = community.users[j], active = community.active[j];
  who.users = active * scenario.co_creation.user_loss / std::max(market.mean_size, nothing);
  who.activity = users > 0 ? active / users : 0;
  who.presence = partners_present(market, scenario, static_cast<unsigned>(firms.in_house[j]));
  who.partners = community.partners[j] * who.presence + effective_partners(firms, j);
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
    who.users =
        who.activity * community.users[j] * scenario.co_creation.user_loss / std::max(market.mean_size, nothing);
    who.staff = then(today.staff, Trait::to_staff, 1);
    partners = then(partners, Trait::to_partners, 1);
  }
  who.presence = partners_present(market, scenario, in_house);
  who.partners = partners * who.presence + effective_partners(firms, j);
  return who;
}

double insight(const Scenario& scenario, const Participants& who) {
  return is_open(who.open, Path::offer) ? scenario.co_creation.insight * weight_of(who.users) : 0;
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

double word_of_mouth(const Market& market, const Scenario& scenario, Index j, unsigned open) {
  if (!is_open(open, Path::delivery)) return 0;
  return scenario.co_creation.word_of_mouth * weight_of(market.firms.quantity[j] / std::max(market.mean_size, nothing));
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

void share_margins(Market& market, const Step& step, Block block, PeriodCounts& flows) {
  Firms& firms = market.firms;
  const Index n = block.end - block.begin;
  std::array<BlockBuffer, 3> received{buffer_for(n), buffer_for(n), buffer_for(n)};
  for (Index i = 0; i < n; ++i) {
    const Index j = block.begin + i;
    const unsigned open = step.scratch.effects.openness(firms.model[j]);
    const double margin = margin_to_share(firms, j, open) * firms.quantity[j];
    const double presence = partners_present(market, step.scenario, static_cast<unsigned>(firms.in_house[j]));
    received[0][i] = firms.trait[Trait::to_users][j] * margin;
    received[1][i] = firms.trait[Trait::to_partners][j] * presence * margin;
    received[2][i] = firms.trait[Trait::to_staff][j] * margin;
  }
  firms.community.received.each().segment(block.begin, n) =
      received[0].head(n) + received[1].head(n) + received[2].head(n);
  flows.to_users = kernels::chosen().sum(n, received[0].data());
  flows.to_partners = kernels::chosen().sum(n, received[1].data());
  flows.to_staff = kernels::chosen().sum(n, received[2].data());
}

namespace {

/// Users, partners and staff of a block's firms.
void renew_communities(Firms& firms, const Step& step, Block block) {
  const auto& rule = step.scenario.co_creation;
  const Index n = block.end - block.begin;
  constexpr std::array groups{Trait::to_users, Trait::to_partners, Trait::to_staff};
  std::array<BlockBuffer, groups.size()> join{buffer_for(n), buffer_for(n), buffer_for(n)};
  for (Index i = 0; i < n; ++i) {
    const Index j = block.begin + i;
    const unsigned open = step.scratch.effects.openness(firms.model[j]);
    const double margin = margin_to_share(firms, j, open);
    for (std::size_t g = 0; g < groups.size(); ++g)
      join[g][i] = -appeal_to_join(step.scenario, open, firms.trait[groups[g]][j] * margin);
  }
  for (BlockBuffer& share : join) {
    kernels::chosen().exp(n, share.data(), share.data());
    share.head(n) = 1 - share.head(n);
  }
  const auto of = [&](OneOrEach<Column>& column) { return column.each().segment(block.begin, n); };
  auto users = of(firms.community.users), active = of(firms.community.active);
  active = (1 - rule.user_loss) * ((1 - rule.lapse) * active + join[0].head(n) * (users - active));
  users = (1 - rule.user_loss) * users + firms.quantity.segment(block.begin, n);
  auto partners = of(firms.community.partners), staff = of(firms.community.staff);
  partners = (1 - rule.lapse) * partners + join[1].head(n) * (1 - partners);
  staff = (1 - rule.lapse) * staff + join[2].head(n) * (1 - staff);
}

}  // namespace

void take_part(Market& market, const Step& step) {
  if (!step.scenario.co_creation.enabled) return;
  Firms& firms = market.firms;
  const EffectTable& effects = step.scratch.effects;
  step.workers.for_blocks(firms.count, [&](Block block) {
    renew_communities(firms, step, block);
    for (Index j = block.begin; j < block.end; ++j)
      if (effects.openness(firms.model[j]) != 0) refresh_participation(market, step.scenario, effects, j);
  });
}

}  // namespace rivalry
