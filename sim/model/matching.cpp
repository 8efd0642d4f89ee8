#include "rivalry/model/matching.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include "rivalry/model/network.hpp"
#include "rivalry/model/perception.hpp"

// Who ties up with whom: fits and ends of ties, looking for partners, rounds of proposals.
namespace rivalry {
namespace {

PeriodFlows& flows_of(const Step& step, Block block) {
  return step.scratch.block_flows[static_cast<std::size_t>(block.number)];
}

void show_partners(const Market& market, const Step& step, const Activities& activities, Block block) {
  const Firms& firms = market.firms;
  Matching& matching = step.scratch.matching;
  const std::uint64_t creation = step.scratch.effects.block(static_cast<int>(Path::creation));
  BlockBuffer worth;
  worth_of_support(market, step, block, worth);
  for (Index j = block.begin; j < block.end; ++j) {
    matching.views[static_cast<std::size_t>(j)] = {
        .does = activities.of(firms, j),
        .worth = worth[j - block.begin],
        .sales = firms.paid_price[j] * firms.quantity[j],
        .upkeep = step.scenario.network.upkeep * firms.trait[Trait::start_size][j],
        .changed = ((firms.model[j] ^ firms.tied_model[j]) & creation) != 0};
  }
}

// --- ties that there are ---------------------------------------------------------------------------------------------

/// Fits grow, or break where a creation block was changed; a tie that brought either side a loss counts it. Both sides
/// come to the same.
void review_ties(Market& market, const Step& step, Block block) {
  Firms& firms = market.firms;
  const auto& network = step.scenario.network;
  const auto changed = [&](Index j) { return step.scratch.matching.views[static_cast<std::size_t>(j)].changed; };
  for (std::size_t k = 0; k < firms.partner.size(); ++k)
    for (Index j = block.begin; j < block.end; ++j) {
      const Index partner = firms.partner[k][j];
      if (partner < 0) continue;
      const double other_gain = firms.tie_gain[static_cast<std::size_t>(firms.mirror[k][j])][partner];
      const bool bad = std::min(firms.tie_gain[k][j], other_gain) < 0;
      const int most = static_cast<int>(network.patience);
      firms.bad_periods[k][j] = static_cast<std::int8_t>(bad ? std::min(most, firms.bad_periods[k][j] + 1) : 0);
      double& fit = firms.fit[k][j];
      const int changes = changed(j) + changed(partner);
      if (changes == 0) fit += network.fit_growth * (1 - fit);
      for (int i = 0; i < changes; ++i) fit *= 1 - network.disruption;
    }
}

/// Ends the ties that have brought a loss for too long; those that stay fit the present model from now on.
void end_bad_ties(Market& market, const Step& step, Block block) {
  Firms& firms = market.firms;
  PeriodFlows& flows = flows_of(step, block);
  for (std::size_t k = 0; k < firms.partner.size(); ++k)
    for (Index j = block.begin; j < block.end; ++j) {
      const Index partner = firms.partner[k][j];
      if (partner < 0 || firms.bad_periods[k][j] < step.scenario.network.patience) continue;
      flows.network.ended += j < partner;  // counted once
      EventRow row = firm_event(step, firms, j, EventKind::tie_ended);
      row.source = firms.id[partner];
      row.realised_gain = firms.tie_gain[k][j];
      flows.events.push_back(row);
      firms.partner[k][j] = -1;
      firms.fit[k][j] = firms.tie_support[k][j] = firms.tie_gain[k][j] = 0;
    }
  for (Index j = block.begin; j < block.end; ++j)
    step.scratch.matching.vacant[j] =
        static_cast<std::int8_t>(static_cast<int>(firms.partner.size()) - partners(firms, j));
  firms.tied_model.each().segment(block.begin, block.end - block.begin) =
      firms.model.segment(block.begin, block.end - block.begin);
}

// --- looking for partners --------------------------------------------------------------------------------------------

bool tied(const Firms& firms, Index j, Index other) {
  return std::ranges::any_of(firms.partner, [&](const Integers& partner) { return partner[j] == other; });
}

/// What a firm expects of one more partner: the gain that their tie would bring it at full fit, beyond what its
/// partners do for it already.
class Expectation {
 public:
  Expectation(const Market& market, const Step& step, const Activities& activities, Index j)
      : activities_(activities),
        view_(step.scratch.matching.views[static_cast<std::size_t>(j)]),
        share_(step.scenario.network.revenue_share) {
    const Firms& firms = market.firms;
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      if (firms.partner[k][j] < 0) continue;
      does_[ties_] = step.scratch.matching.views[static_cast<std::size_t>(firms.partner[k][j])].does;
      missing_[ties_++] = 1 - firms.fit[k][j];
    }
  }
  double of(const PartnerView& other) const {
    double support = 0;
    for (std::uint64_t rest = other.does & ~view_.does; rest != 0; rest &= rest - 1) {
      const int activity = std::countr_zero(rest);
      double uncovered = activities_.weight(activity);
      for (std::size_t k = 0; k < ties_; ++k)
        if ((does_[k] >> activity & 1U) != 0) uncovered *= missing_[k];
      support += uncovered;
    }
    return view_.worth * support + share_ * (other.sales - view_.sales) - view_.upkeep;
  }

 private:
  const Activities& activities_;
  const PartnerView& view_;
  double share_;
  std::size_t ties_ = 0;
  std::array<std::uint64_t, max_ties> does_;
  std::array<double, max_ties> missing_;  // what fits lack
};

/// Looks at a few random firms and keeps those that promise a gain, as many as there are rounds, the best one first.
void consider_firms(Suitor& suitor, const Market& market, const Step& step, const Expectation& expectation,
                    std::int64_t firms_looked_at, Stream& stream) {
  const Firms& firms = market.firms;
  const Matching& matching = step.scratch.matching;
  const auto most = static_cast<std::int8_t>(step.scenario.network.rounds);
  for (; firms_looked_at > 0; --firms_looked_at) {
    const Index drawn = stream.below(firms.count - 1), other = drawn + (drawn >= suitor.firm);
    if (matching.vacant[other] == 0 || tied(firms, suitor.firm, other)) continue;
    const auto slot = static_cast<std::int32_t>(other);
    const auto listed = std::span(suitor.candidate).first(static_cast<std::size_t>(suitor.candidates));
    if (std::ranges::find(listed, slot) != listed.end()) continue;
    const double gain = expectation.of(matching.views[static_cast<std::size_t>(other)]);
    if (gain <= 0) continue;
    int place = suitor.candidates;
    while (place > 0 && suitor.gain[static_cast<std::size_t>(place - 1)] < gain) --place;
    if (place == most) continue;
    suitor.candidates = std::min(most, static_cast<std::int8_t>(suitor.candidates + 1));
    for (int i = suitor.candidates - 1; i > place; --i) {
      const auto to = static_cast<std::size_t>(i);
      suitor.candidate[to] = suitor.candidate[to - 1];
      suitor.gain[to] = suitor.gain[to - 1];
    }
    suitor.candidate[static_cast<std::size_t>(place)] = slot;
    suitor.gain[static_cast<std::size_t>(place)] = gain;
  }
}

void find_suitors(const Market& market, const Step& step, const Activities& activities, Block block) {
  const Firms& firms = market.firms;
  const auto& network = step.scenario.network;
  Matching& matching = step.scratch.matching;
  std::vector<Suitor>& suitors = matching.suitors[static_cast<std::size_t>(block.number)];
  suitors.clear();
  matching.proposing.segment(block.begin, block.end - block.begin).setZero();
  if (firms.count < 2) return;
  const FirmStreams<block_size, 4> streams(step.streams, Purpose::partners, step.period, firms.id.data() + block.begin,
                                           block.end - block.begin);
  const Acting sensing(firms, step.scenario, Trait::sensing);
  constexpr auto creation = static_cast<std::int8_t>(Path::creation);
  for (Index j = block.begin; j < block.end; ++j) {
    if (matching.vacant[j] == 0) continue;
    const double usual = firms.trait[Trait::seeking_partners][j];
    const double chance = step.scratch.chosen[j] == creation ? std::max(usual, network.path_seeking) : usual;
    if (streams.words(0)[j - block.begin] >= chance * 0x1p32) continue;  // as the chance below would have it
    Stream stream = streams.at(j - block.begin);
    if (!stream.chance(chance)) continue;
    Suitor suitor;
    suitor.firm = static_cast<std::int32_t>(j);
    suitor.key = stream();
    const double trust =
        step.scenario.legitimacy.enabled ? 1 - network.legitimacy_weight * (1 - firms.legitimacy[j]) : 1;
    for (std::int64_t round = 0; round < network.rounds; ++round)
      suitor.trusted[static_cast<std::size_t>(round)] = stream.chance(trust);
    const auto by_sensing =
        static_cast<std::int64_t>(static_cast<double>(network.considered_by_sensing) * sensing[j] + 0.5);
    consider_firms(suitor, market, step, Expectation(market, step, activities, j),
                   network.firms_considered + by_sensing, stream);
    if (suitor.candidates > 0) suitors.push_back(suitor);
  }
}

// --- rounds ----------------------------------------------------------------------------------------------------------

template <class Act>
void for_suitors(const Market& market, const Step& step, Act act) {
  step.workers.for_blocks(market.firms.count, [&](Block block) {
    for (Suitor& suitor : step.scratch.matching.suitors[static_cast<std::size_t>(block.number)]) act(suitor);
  });
}

/// Who has room for a partner proposes to the best candidate that it has not asked yet. With room for one tie alone a
/// firm either proposes or listens.
void propose(const Market& market, const Step& step, int round) {
  Matching& matching = step.scratch.matching;
  for_suitors(market, step, [&](Suitor& suitor) {
    const auto possible = [&] {
      const Index other = suitor.candidate[static_cast<std::size_t>(suitor.next)];
      return matching.vacant[other] > 0 && !tied(market.firms, suitor.firm, other);
    };
    while (suitor.next < suitor.candidates && !possible()) ++suitor.next;
    const auto room = matching.vacant[suitor.firm];
    suitor.proposes = suitor.next < suitor.candidates && (room > 1 || (room == 1 && (suitor.key >> round & 1U) != 0));
    matching.proposing[suitor.firm] = suitor.proposes ? 1 : 0;
  });
}

/// Whether each proposal is welcome: the proposer is trusted, and the other one would gain and has room, also if its
/// own proposal of this round is accepted.
void answer(const Market& market, const Step& step, const Activities& activities, int round) {
  Matching& matching = step.scratch.matching;
  for_suitors(market, step, [&](Suitor& suitor) {
    suitor.welcome = false;
    if (!suitor.proposes || !suitor.trusted[static_cast<std::size_t>(round)]) return;
    const Index other = suitor.candidate[static_cast<std::size_t>(suitor.next)];
    if (matching.vacant[other] <= matching.proposing[other]) return;
    suitor.offered =
        Expectation(market, step, activities, other).of(matching.views[static_cast<std::size_t>(suitor.firm)]);
    suitor.welcome = suitor.offered > 0;
  });
}

/// Whether a firm prefers a proposal to another one: by gain; drawn keys, which belong to ids, decide between equals.
bool preferred(const Suitor& one, const Suitor& other, const Firms& firms) {
  if (one.offered != other.offered) return one.offered > other.offered;
  if (one.key != other.key) return one.key > other.key;
  return firms.id[one.firm] < firms.id[other.firm];
}

std::size_t free_tie(const Firms& firms, Index j) {
  std::size_t k = 0;
  while (firms.partner[k][j] >= 0) ++k;
  return k;
}

void tie_up(Market& market, const Step& step, const Suitor& suitor, Index other) {
  Firms& firms = market.firms;
  const Index pair[] = {suitor.firm, other};
  const std::size_t tie[] = {free_tie(firms, pair[0]), free_tie(firms, pair[1])};
  const double gain[] = {suitor.gain[static_cast<std::size_t>(suitor.next)], suitor.offered};
  for (std::size_t side = 0; side < 2; ++side) {
    const Index j = pair[side], partner = pair[1 - side];
    firms.partner[tie[side]][j] = static_cast<std::int32_t>(partner);
    firms.mirror[tie[side]][j] = static_cast<std::int8_t>(tie[1 - side]);
    firms.fit[tie[side]][j] = step.scenario.network.first_fit;
    firms.tie_gain[tie[side]][j] = 0;
    firms.bad_periods[tie[side]][j] = 0;
    --step.scratch.matching.vacant[j];
    EventRow row = firm_event(step, firms, j, EventKind::tie_formed);
    row.source = firms.id[partner];
    row.perceived_gain = gain[side];
    market.flows.events.push_back(row);
  }
  ++market.flows.network.formed;
}

/// Each firm accepts the best of the proposals that are welcome.
void accept(Market& market, const Step& step) {
  Matching& matching = step.scratch.matching;
  const auto each_welcome = [&](auto act) {
    for (Index block = 0; block < Workers::blocks(market.firms.count); ++block)
      for (Suitor& suitor : matching.suitors[static_cast<std::size_t>(block)])
        if (suitor.welcome) act(suitor, suitor.candidate[static_cast<std::size_t>(suitor.next)]);
  };
  each_welcome([&](const Suitor& suitor, Index other) {
    const Suitor*& best = matching.best[static_cast<std::size_t>(other)];
    if (best == nullptr || preferred(suitor, *best, market.firms)) best = &suitor;
  });
  each_welcome([&](const Suitor& suitor, Index other) {
    const Suitor*& best = matching.best[static_cast<std::size_t>(other)];
    if (best != &suitor) return;
    best = nullptr;
    if (!tied(market.firms, suitor.firm, other)) tie_up(market, step, suitor, other);  // they may have asked each other
  });
  for_suitors(market, step,
              [](Suitor& suitor) { suitor.next = static_cast<std::int8_t>(suitor.next + suitor.proposes); });
}

}  // namespace

void Matching::resize(Index capacity, Index blocks) {
  views.resize(static_cast<std::size_t>(capacity));
  best.assign(static_cast<std::size_t>(capacity), nullptr);
  vacant.resize(capacity), proposing.resize(capacity);
  suitors.resize(static_cast<std::size_t>(blocks));
  for (std::vector<Suitor>& block : suitors) block.reserve(block_size);
}

void match_partners(Market& market, const Step& step) {
  if (!step.scenario.network.enabled) return;
  const Activities activities(market, step);
  const Index count = market.firms.count;
  step.workers.for_blocks(count, [&](Block block) { show_partners(market, step, activities, block); });
  step.workers.for_blocks(count, [&](Block block) { review_ties(market, step, block); });
  step.workers.for_blocks(count, [&](Block block) { end_bad_ties(market, step, block); });
  step.workers.for_blocks(count, [&](Block block) { find_suitors(market, step, activities, block); });
  for (int round = 0; round < step.scenario.network.rounds; ++round) {
    propose(market, step, round);
    answer(market, step, activities, round);
    accept(market, step);
  }
  step.workers.for_blocks(count, [&](Block block) { count_support(market, step, activities, block); });
  join_block_flows(market, step.scratch);
}

}  // namespace rivalry
