#include "rivalry/model/network.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "rivalry/model/bits.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/random/functions.hpp"

// What ties do: support, what it saves and adds, revenue shares, upkeep; and who keeps a tie.
namespace rivalry {
namespace {

/// A firm's ties, gathered: what each partner does, and how well the tie fits.
struct Gathered {
  std::size_t count = 0;
  std::array<std::uint64_t, max_ties> does;
  std::array<double, max_ties> fit;
  std::array<std::size_t, max_ties> tie;  ///< which of the firm's ties it is
  std::uint64_t any = 0;                  ///< what at least one of them does

  Gathered(const Firms& firms, const Activities& activities, Index j) {
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      const std::int32_t partner = firms.partner[k][j];
      if (partner < 0) continue;
      any |= does[count] = activities.of(firms, partner);
      fit[count] = firms.fit[k][j];
      tie[count++] = k;
    }
  }
  bool has(std::size_t i, int activity) const { return (does[i] >> activity & 1U) != 0; }
  /// Share of an activity that no partner does, but for one of them.
  /// @param kept  share of all fits that is left
  double left(int activity, double kept, std::size_t but) const {
    double share = 1;
    for (std::size_t i = 0; i < count; ++i)
      if (i != but && has(i, activity)) share *= 1 - kept * fit[i];
    return share;
  }
  static constexpr std::size_t none = max_ties;
};

void clear_tie(Firms& firms, std::size_t k, Index j) {
  firms.partner[k][j] = -1;
  firms.fit[k][j] = firms.tie_support[k][j] = firms.tie_gain[k][j] = 0;
}

double sales(const Firms& firms, Index j) { return firms.paid_price[j] * firms.quantity[j]; }

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
    support += activities.weight(activity) * (1 - ties.left(activity, kept, Gathered::none));
  }
  return support;
}

void count_support(Market& market, const Step& step, const Activities& activities, Index j) {
  Firms& firms = market.firms;
  const Gathered ties(firms, activities, j);
  const std::uint64_t lacking = activities.all() & ~activities.of(firms, j);
  std::array<double, max_ties> adds{};
  double support = 0, fits = 0;
  for (std::uint64_t rest = ties.any & lacking; rest != 0; rest &= rest - 1) {
    const int activity = std::countr_zero(rest);
    const double weight = activities.weight(activity);
    for (std::size_t i = 0; i < ties.count; ++i)
      if (ties.has(i, activity)) adds[i] += weight * ties.fit[i] * ties.left(activity, 1, i);
    support += weight * (1 - ties.left(activity, 1, Gathered::none));
  }
  for (std::size_t i = 0; i < ties.count; ++i) {
    firms.tie_support[ties.tie[i]][j] = adds[i];
    fits += ties.fit[i];
  }
  const bool room = ties.count < firms.partner.size();
  firms.partners_fit.each()[j] = fits;
  firms.support.each()[j] = support;
  firms.support_gap.each()[j] = room ? activities.weight_of(lacking) - support : 0;
  firms.shared_revenue.each()[j] = step.scenario.network.revenue_share * fits;
}

double saving_of_support(const Market& market, const Scenario& scenario, Index j) {
  const Firms& firms = market.firms;
  if (!scenario.value_chain.enabled) return scenario.network.cost_effect * firms.unit_cost[j];
  return scenario.value_chain.margin * scenario.network.margin_share * (1 - firms.orchestration[j]);
}

double fit_after_change(const Scenario& scenario) {
  const auto& network = scenario.network;
  const double d = scenario.innovation.discount, lasting = d * (1 - network.fit_growth);
  const auto periods = static_cast<double>(scenario.innovation.horizon);
  const double loss = (1 - functions::pow(lasting, periods)) / (1 - lasting);
  const double all = (1 - functions::pow(d, periods)) / (1 - d);
  return 1 - network.disruption * loss / all;
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
  count_support(market, step, Activities(market, step), j);
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
      count_support(market, step, activities, partner);
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

double worth_of_support(const Market& market, const Scenario& scenario, Index j) {
  const Firms& firms = market.firms;
  const double margin = (firms.paid_price[j] - marginal_cost(firms, j)) * (1 - firms.shared_revenue[j]);
  return firms.quantity[j] * (saving_of_support(market, scenario, j) + scenario.network.value * std::max(0.0, margin));
}

void settle_ties(Market& market, const Step& step, Block block, NetworkFlows& flows, BlockBuffer& net) {
  Firms& firms = market.firms;
  const auto& network = step.scenario.network;
  const Index n = block.end - block.begin;
  const kernels::Set& kernel = kernels::chosen();
  BlockBuffer received = BlockBuffer::Zero(), ties = BlockBuffer::Zero(), paid = BlockBuffer::Zero();
  for (Index i = 0; i < n; ++i) {
    const Index j = block.begin + i;
    if (partners(firms, j) == 0) continue;
    const double worth = worth_of_support(market, step.scenario, j), own = sales(firms, j);
    const double upkeep = network.upkeep * firms.trait[Trait::start_size][j];
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      const Index partner = firms.partner[k][j];
      if (partner < 0) continue;
      const double share = network.revenue_share * firms.fit[k][j], income = share * sales(firms, partner);
      const double gain = worth * firms.tie_support[k][j] + income - share * own - upkeep;
      firms.tie_gain[k][j] = gain;
      received[i] += income;
      ties[i] += 1;
      flows.gaining_sides += gain > 0;
      flows.gain += gain;
    }
    paid[i] = firms.shared_revenue[j] * own;
  }
  firms.partners_income.each().segment(block.begin, n) = received.head(n);
  flows.sides += static_cast<std::int64_t>(kernel.sum(n, ties.data()));
  flows.fit += kernel.sum(n, firms.partners_fit.each().data() + block.begin);
  flows.paid += kernel.sum(n, paid.data());
  flows.received += kernel.sum(n, received.data());
  ties.head(n) *= network.upkeep * firms.trait[Trait::start_size].each().segment(block.begin, n);
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
