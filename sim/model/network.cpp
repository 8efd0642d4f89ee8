#include "rivalry/model/network.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "rivalry/model/bits.hpp"
#include "rivalry/model/buffers.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/pricing.hpp"

// What ties do: support, what it saves and adds, revenue shares, upkeep; and who keeps a tie.
namespace rivalry {
namespace {

/// A firm's ties, gathered: what each partner does, and how well the tie fits.
struct Gathered {
  std::size_t count = 0;
  std::array<std::uint64_t, max_ties> does;
  std::array<double, max_ties> fit;
  std::uint64_t any = 0;  ///< what at least one of them does

  Gathered(const Firms& firms, const Activities& activities, Index j) {
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      const std::int32_t partner = firms.partner[k][j];
      if (partner < 0) continue;
      any |= does[count] = activities.of(firms, partner);
      fit[count++] = firms.fit[k][j];
    }
  }
  /// Share of an activity that no partner does.
  /// @param kept  share of all fits that is left
  double left(int activity, double kept) const {
    double share = 1;
    for (std::size_t i = 0; i < count; ++i)
      if ((does[i] >> activity & 1U) != 0) share *= 1 - kept * fit[i];
    return share;
  }
};

constexpr Index few = 64;  // firms whose ties are worked on together
static_assert(max_ties == kernels::most_ties);

void clear_tie(Firms& firms, std::size_t k, Index j) {
  firms.partner[k][j] = -1;
  firms.fit[k][j] = firms.tie_support[k][j] = firms.tie_gain[k][j] = 0;
}

}  // namespace

Activities::Activities(const Market& market, const Step& step) {
  if (step.scenario.value_chain.enabled) {
    all_ = (std::uint64_t{1} << market.stage_weight.size()) - 1;
    stage_weight_ = &market.stage_weight;
    return;
  }
  all_ = step.scratch.effects.block(static_cast<int>(Path::creation));
  equal_ = all_ == 0 ? 0 : 1.0 / count_bits(all_);
}

std::uint64_t Activities::of(const Firms& firms, Index j) const {
  return stage_weight_ != nullptr ? static_cast<std::uint64_t>(firms.in_house[j]) : firms.model[j] & all_;
}

std::uint64_t Activities::of(const Design& design, std::uint64_t model) const {
  return stage_weight_ != nullptr ? std::uint64_t{design.in_house} : model & all_;
}

double Activities::weight_of(std::uint64_t set) const {
  if (stage_weight_ == nullptr) return equal_ * count_bits(set);
  return stage_weight_->of(set);
}

int partners(const Firms& firms, Index j) {
  int count = 0;
  for (const Integers& partner : firms.partner) count += partner[j] >= 0;
  return count;
}

double partners_support(const Firms& firms, const Activities& activities, Index j, std::uint64_t own, double kept) {
  const Gathered ties(firms, activities, j);
  double support = 0;
  for (std::uint64_t rest = ties.any & ~own; rest != 0; rest &= rest - 1) {
    const int activity = std::countr_zero(rest);
    support += activities.weight(activity) * (1 - ties.left(activity, kept));
  }
  return support;
}

namespace {

/// What partners do for a few firms of a block.
void count_few_supports(Market& market, const Step& step, const Activities& activities, const double* weight,
                        Index begin, Index end) {
  Firms& firms = market.firms;
  const std::size_t most = firms.partner.size();
  const Index n = end - begin, whole = (n + 7) / 8 * 8;
  std::uint64_t lacks[few] = {}, does[max_ties * few];
  double fit[max_ties * few], support[few], tie_support[max_ties * few];
  for (Index i = 0; i < n; ++i) lacks[i] = activities.all() & ~activities.of(firms, begin + i);
  for (std::size_t k = 0; k < most; ++k)
    for (Index i = 0, at = static_cast<Index>(k) * few; i < whole; ++i, ++at) {
      const Index partner = i < n ? firms.partner[k][begin + i] : -1;
      // Where there is none, a firm of this block is read: another thread may write to any other.
      const std::uint64_t others = activities.of(firms, partner < 0 ? begin : partner);
      does[at] = partner < 0 ? 0 : others;
      fit[at] = i < n ? firms.fit[k][begin + i] : 0;
    }
  kernels::columns().support(n, {.ties = static_cast<Index>(most),
                                 .stride = few,
                                 .weight = weight,
                                 .lacks = lacks,
                                 .does = does,
                                 .fit = fit,
                                 .support = support,
                                 .tie_support = tie_support});
  for (Index i = 0; i < n; ++i) {
    const Index j = begin + i;
    double fits = 0;
    bool room = false;
    for (std::size_t k = 0; k < most; ++k) {
      const std::size_t at = k * few + static_cast<std::size_t>(i);
      firms.tie_support[k][j] = tie_support[at];
      fits += fit[at];  // 0 where there is no tie
      room |= firms.partner[k][j] < 0;
    }
    firms.partners_fit.each()[j] = fits;
    firms.support.each()[j] = support[i];
    firms.support_gap.each()[j] = room ? activities.weight_of(lacks[i]) - support[i] : 0;
    firms.shared_revenue.each()[j] = step.scenario.network.revenue_share * fits;
  }
}

}  // namespace

void count_support(Market& market, const Step& step, const Activities& activities, Block block) {
  double weight[64];
  for (int activity = 0; activity < 64; ++activity)
    weight[activity] = (activities.all() >> activity & 1U) != 0 ? activities.weight(activity) : 0;
  for (Index begin = block.begin; begin < block.end; begin += few)
    count_few_supports(market, step, activities, weight, begin, std::min(begin + few, block.end));
}

double saving_of_support(const Market& market, const Scenario& scenario, Index j) {
  const Firms& firms = market.firms;
  if (!scenario.value_chain.enabled) return scenario.network.cost_effect * firms.unit_cost[j];
  return scenario.value_chain.margin * scenario.network.margin_share * (1 - firms.orchestration[j]);
}

double fit_after_change(const Scenario& scenario) {
  const auto& network = scenario.network;
  const double d = scenario.innovation.discount;
  const std::int64_t periods = scenario.innovation.horizon;
  const double loss = annuity(d * (1 - network.fit_growth), periods);
  return 1 - network.disruption * loss / annuity(d, periods);
}

// --- coming and going ------------------------------------------------------------------------------------------------

void found_network(Market& market, const Scenario& scenario) {
  Firms& firms = market.firms;
  if (!scenario.network.enabled) {
    firms.tied_model.share(0);
    for (OneOrEach<Column>* column : {&firms.partners_fit, &firms.support, &firms.support_gap, &firms.shared_revenue,
                                      &firms.partners_income, &firms.cross_block_synergy})
      column->share(0);
    return;
  }
  const auto most = static_cast<std::size_t>(scenario.network.max_partners);
  firms.partner.resize(most), firms.mirror.resize(most), firms.fit.resize(most);
  firms.tie_support.resize(most), firms.tie_gain.resize(most), firms.bad_periods.resize(most);
  if (!market.landscape.knows_cross_block()) firms.cross_block_synergy.share(std::numeric_limits<double>::quiet_NaN());
}

void open_network(Market& market, const Step& step, Index j) {
  Firms& firms = market.firms;
  for (std::size_t k = 0; k < firms.partner.size(); ++k) clear_tie(firms, k, j);
  firms.tied_model.each()[j] = firms.model[j];
  count_support(market, step, Activities(market, step), {0, j, j + 1});
}

void leave_network(Market& market, const Step& step, const std::vector<Index>& leavers) {
  Firms& firms = market.firms;
  const Activities activities(market, step);
  for (const Index j : leavers)
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      const Index partner = firms.partner[k][j];
      if (partner < 0) continue;
      clear_tie(firms, static_cast<std::size_t>(firms.mirror[k][j]), partner);
      clear_tie(firms, k, j);
      count_support(market, step, activities, {0, partner, partner + 1});
      ++market.flows.network.lost;
      if (std::ranges::binary_search(leavers, partner)) continue;
      EventRow row = firm_event(step, firms, partner, EventKind::tie_ended);
      row.source = firms.id[j];
      market.flows.events.push_back(row);
    }
}

void follow_moves(Market& market, const std::vector<Index>& leavers) {
  Firms& firms = market.firms;
  const Index count = firms.count, before = count + std::ssize(leavers);
  // The last firms have moved into the gaps, the last one into the last gap.
  const auto each_move = [&](auto act) {
    Index last = before;
    for (auto gap = leavers.rbegin(); gap != leavers.rend(); ++gap)
      if (*gap != --last) act(*gap, last);
  };
  const auto now_at = [&](Index slot) {
    Index place = slot;
    if (slot >= count) place = leavers[leavers.size() - static_cast<std::size_t>(before - slot)];
    return place;
  };
  each_move([&](Index to, Index) {
    for (std::size_t k = 0; k < firms.partner.size(); ++k)
      if (const Index partner = firms.partner[k][to]; partner >= 0)
        firms.partner[static_cast<std::size_t>(firms.mirror[k][to])][now_at(partner)] = static_cast<std::int32_t>(to);
  });
}

// --- effects ---------------------------------------------------------------------------------------------------------

void add_partners_opportunity(const Market& market, const Step& step, Block block, const BlockBuffer& margin,
                              Column& opportunity) {
  const Firms& firms = market.firms;
  const double value = step.scenario.network.value;
  for (Index j = block.begin; j < block.end; ++j) {
    const double gap = firms.support_gap[j];
    if (gap > 0)
      opportunity[j] += gap *
                        (saving_of_support(market, step.scenario, j) + value * std::max(0.0, margin[j - block.begin])) /
                        firms.unit_cost[j];
  }
}

void marginal_costs(const Firms& firms, Block block, BlockBuffer& cost) {
  const Index n = block.end - block.begin;
  cost.head(n) = (firms.unit_cost.segment(block.begin, n) - firms.third_party.segment(block.begin, n)) /
                 (1 - firms.shared_revenue.each().segment(block.begin, n));
}

void worth_of_support(const Market& market, const Step& step, Block block, BlockBuffer& worth) {
  const Firms& firms = market.firms;
  const Index n = block.end - block.begin;
  BlockBuffer margin, saving;
  marginal_costs(firms, block, margin);
  margin.head(n) = (firms.paid_price.segment(block.begin, n) - margin.head(n)) *
                   (1 - firms.shared_revenue.each().segment(block.begin, n));
  for (Index i = 0; i < n; ++i) saving[i] = saving_of_support(market, step.scenario, block.begin + i);
  worth.head(n) =
      firms.quantity.segment(block.begin, n) * (saving.head(n) + step.scenario.network.value * margin.head(n).max(0.0));
}

void add_up_takings(Market& market, const Step& step) {
  const Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    step.scratch.takings.segment(block.begin, n) =
        firms.paid_price.segment(block.begin, n) * firms.quantity.segment(block.begin, n);
  });
}

void settle_ties(Market& market, const Step& step, Block block, NetworkFlows& flows, BlockBuffer& net) {
  Firms& firms = market.firms;
  const auto& network = step.scenario.network;
  const Index n = block.end - block.begin;
  const kernels::Set& kernel = kernels::chosen();
  const Column& takings = step.scratch.takings;
  BlockBuffer received = buffer_for(n), ties = buffer_for(n), paid = buffer_for(n), worth, upkeep;
  worth_of_support(market, step, block, worth);
  upkeep.head(n) = network.upkeep * firms.trait[Trait::start_size].each().segment(block.begin, n);
  received.head(n).setZero(), ties.head(n).setZero();
  for (std::size_t k = 0; k < firms.partner.size(); ++k)
    for (Index i = 0; i < n; ++i) {
      const Index j = block.begin + i, partner = firms.partner[k][j];
      const double there = partner >= 0;  // 1 or 0: a factor, as a branch would be a guess
      const double share = network.revenue_share * firms.fit[k][j];
      const double income = there * (share * takings[std::max<Index>(partner, 0)]);
      firms.tie_gain[k][j] = there * (worth[i] * firms.tie_support[k][j] + income - share * takings[j] - upkeep[i]);
      received[i] += income;
      ties[i] += there;
    }
  for (Index j = block.begin; j < block.end; ++j)
    for (const Column& gain : firms.tie_gain) {
      flows.gaining_sides += gain[j] > 0;
      flows.gain += gain[j];
    }
  paid.head(n) = firms.shared_revenue.each().segment(block.begin, n) * takings.segment(block.begin, n);
  firms.partners_income.each().segment(block.begin, n) = received.head(n);
  flows.sides += static_cast<std::int64_t>(kernel.sum(n, ties.data()));
  flows.fit += kernel.sum(n, firms.partners_fit.each().data() + block.begin);
  flows.paid += kernel.sum(n, paid.data());
  flows.received += kernel.sum(n, received.data());
  ties.head(n) *= upkeep.head(n);
  flows.upkeep += kernel.sum(n, ties.data());
  net.head(n) = received.head(n) - paid.head(n) - ties.head(n);
}

double partners_gain(const Firms& firms, Index j) {
  double gain = 0;
  for (std::size_t k = 0; k < firms.partner.size(); ++k)
    if (firms.partner[k][j] >= 0)
      gain += firms.tie_gain[static_cast<std::size_t>(firms.mirror[k][j])][firms.partner[k][j]];
  return gain;
}

}  // namespace rivalry
