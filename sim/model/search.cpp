#include "search.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "own_rules.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/model/perception.hpp"

// How firms come from candidate designs to a decision.
namespace rivalry {
namespace {

/// What a candidate made for novelty or for efficiency is picked by.
double emphasised(const Market& market, const Step& step, const Candidate& candidate, bool novelty) {
  if (novelty) return step.scratch.commonness.novelty(candidate.model);
  const Synergy synergy = market.landscape.standardised(candidate.model);
  return step.scenario.cost.synergy_weight * synergy.efficiency -
         step.scratch.effects.design(candidate.model).unit_cost;
}

/// A candidate; the firm's emphases are the shares of candidates picked from several draws as the most novel or the
/// most efficient one.
void draw_with_emphasis(const Market& market, const Step& step, Index j, int path, Stream& stream, Candidate& best) {
  const Firms& firms = market.firms;
  const double novelty = firms.trait[Trait::novelty_emphasis][j],
               efficiency = firms.trait[Trait::efficiency_emphasis][j];
  const double ticket = stream.uniform() * std::max(1.0, novelty + efficiency);
  draw_candidate(market, step, j, path, stream, best);
  if (ticket >= novelty + efficiency) return;
  const bool for_novelty = ticket < novelty;
  double best_value = emphasised(market, step, best, for_novelty);
  for (std::int64_t trial = 1; trial < step.scenario.search.emphasis_trials; ++trial) {
    Candidate other;
    draw_candidate(market, step, j, path, stream, other);
    const double value = emphasised(market, step, other, for_novelty);
    if (value > best_value) {
      best = other;
      best_value = value;
    }
  }
}

/// Blocks whose choices differ: what a manager sees who takes them to stand alone.
std::uint64_t changed_blocks(const EffectTable& effects, std::uint64_t before, std::uint64_t after) {
  std::uint64_t changed = 0;
  for (int path = 0; path < path_count; ++path) {
    const std::uint64_t block = effects.block(path);
    if (((before ^ after) & block) != 0) changed |= block;
  }
  return changed;
}

/// A firm in search of profit: its draws, and what it has found so far.
class Search {
 public:
  using Streams = FirmStreams<Appraisers::seats, 4>;
  Search(const Market& market, const Step& step, Searcher searcher, const Streams& draws, const Streams& judgements,
         Index seat)
      : market_(market),
        step_(step),
        firm_(searcher.firm),
        path_(searcher.path),
        draws_(draws.at(seat)),
        judgement_(judgements.at(seat)) {
    const Firms& firms = market.firms;
    const Scenario& scenario = step.scenario;
    const double deployed = deployed_capability(firms, scenario, firm_, path_);
    budget_ = 1 + static_cast<std::int64_t>(std::floor(scenario.innovation.candidates * deployed));
    error_ = evaluation_noise(firms, scenario, firm_) * firms.paid_price[firm_] * firms.quantity[firm_];
    if (path_ == static_cast<int>(Path::offer)) error_ *= 1 - told_by_users(market, step, firm_);
    integration_ = acting(firms, scenario, Trait::integration, firm_);
  }

  std::int64_t budget() const { return budget_; }
  /// Draws the next candidate and the mood in which it will be judged.
  /// @return a proposal of it; none if it changes nothing
  Proposal draw(Candidate& candidate, double& mood) {
    draw_with_emphasis(market_, step_, firm_, path_, draws_, candidate);
    const bool integrated = judgement_.chance(integration_);
    mood = judgement_.uniform();
    if (changed_choices(market_.firms, firm_, candidate) == 0) return {};
    return {&candidate,
            integrated ? 0 : changed_blocks(step_.scratch.effects, market_.firms.model[firm_], candidate.model)};
  }
  /// Keeps the most profitable design as the firm perceives it; a random one under the null model without selection.
  void weigh_up(const Candidate& candidate, double gain, double noise, Decision& decision) {
    const double perceived = gain + error_ * noise;
    ++designs_;
    const bool taken = step_.scenario.innovation.null == NullModel::no_selection
                           ? judgement_.below(designs_) == 0  // each design with the same chance
                           : !decision.found || perceived > decision.gain;
    if (!taken) return;
    decision.design = candidate;
    decision.gain = perceived;
    decision.found = true;
  }

 private:
  const Market& market_;
  const Step& step_;
  Index firm_;
  int path_;
  Stream draws_, judgement_;
  std::int64_t budget_ = 0, designs_ = 0;
  double error_ = 0, integration_ = 1;
};

/// What firms expect of their designs, by the rule in force.
void judge(const Market& market, const Step& step, std::span<const Searcher> searchers, Appraisers& appraisers,
           std::span<const Appraisers::Proposals> proposals, Appraisers::Seats* profit) {
  if (!step.rules.profit) return appraisers.judge(proposals, profit);
  for (std::size_t n = 0; n < proposals.size(); ++n) {
    profit[n].setZero();
    for (std::size_t seat = 0; seat < searchers.size(); ++seat)
      if (proposals[n][seat].design != nullptr)
        profit[n][static_cast<Index>(seat)] = own_profit(market, step, searchers[seat], proposals[n][seat]);
  }
}

void search_for_profit(const Market& market, const Step& step, std::span<const Searcher> searchers, SearchRoom& room,
                       Decision* decisions, PeriodFlows& flows) {
  constexpr Index seats = Appraisers::seats, round = Appraisers::round;
  const auto count = std::ssize(searchers);
  const auto searcher = [&](Index seat) { return searchers[static_cast<std::size_t>(seat)]; };
  const auto proposal = [&](Index n, Index seat) -> Proposal& {
    return room.proposals[n][static_cast<std::size_t>(seat)];
  };
  std::int64_t id[seats] = {};
  for (Index seat = 0; seat < count; ++seat) id[seat] = market.firms.id[searcher(seat).firm];
  const Search::Streams draws(step.streams, Purpose::candidates, step.period, id, count),
      judgements(step.streams, Purpose::evaluation, step.period, id, count);
  Appraisers appraisers(market, step, searchers);
  std::optional<Search> searches[seats];
  Appraisers::Seats profit[round], noise[round], now;
  std::int64_t most = 0;
  for (Index seat = 0; seat < seats; ++seat) {
    proposal(0, seat) = {};
    if (seat >= count) continue;
    searches[seat].emplace(market, step, searcher(seat), draws, judgements, seat);
    most = std::max(most, searches[seat]->budget());
    stay(market.firms, searcher(seat).firm, room.candidates[0][seat]);
    proposal(0, seat).design = &room.candidates[0][seat];
  }
  // The first round begins with the status quo, which all others are compared with.
  for (std::int64_t drawn = 0, first = 1; drawn < most; first = 0) {
    Index n = first;
    for (; n < round && drawn < most; ++n, ++drawn) {
      noise[n].setConstant(0.5);
      for (Index seat = 0; seat < seats; ++seat) {
        proposal(n, seat) = {};
        if (seat >= count || drawn >= searches[seat]->budget()) continue;
        ++flows.tried[static_cast<std::size_t>(searcher(seat).path)];
        proposal(n, seat) = searches[seat]->draw(room.candidates[n][seat], noise[n][seat]);
      }
    }
    judge(market, step, searchers, appraisers, std::span(room.proposals, static_cast<std::size_t>(n)), profit);
    if (first == 1) now = profit[0];
    for (Index i = first; i < n; ++i) {
      kernels::chosen().normal_quantile(seats, noise[i].data(), noise[i].data());
      for (Index seat = 0; seat < count; ++seat)
        if (proposal(i, seat).design != nullptr)
          searches[seat]->weigh_up(room.candidates[i][seat], profit[i][seat] - now[seat], noise[i][seat],
                                   decisions[seat]);
    }
  }
}

/// One step of an adaptive walk on the value landscape: a fitter one-choice neighbour, or a fitter long jump; under the
/// null model without selection any neighbour or jump, fitter or not.
Decision search_for_fitness(const Market& market, const Step& step, Index j, int path, PeriodFlows& flows) {
  const Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const bool selects = scenario.innovation.null != NullModel::no_selection;
  const double now = firms.value_synergy[j];
  Stream stream = step.streams.at(Purpose::candidates, firms.id[j], step.period);
  Decision decision;
  const auto gain_of = [&](std::uint64_t model) {
    ++flows.tried[static_cast<std::size_t>(path)];
    return market.landscape.standardised(model).value - now;
  };
  const auto consider = [&](std::uint64_t model, SearchMode mode, double gain) {
    if (selects ? gain > 0 && (!decision.found || gain > decision.gain) : model != firms.model[j]) {
      decision.design.model = model;
      decision.design.mode = mode;
      decision.gain = gain;
      decision.found = true;
    }
    return gain > 0;
  };
  for (std::size_t d = 0; d < firms.home.size(); ++d) decision.design.home[d] = firms.home[d][j];
  std::uint64_t scope = step.scratch.available | firms.model[j];
  if (stream.chance(scenario.search.long_jumps)) {
    std::uint64_t model = 0;
    for (; scope != 0; scope &= scope - 1)
      if (stream.chance(0.5)) model |= scope & -scope;
    consider(model, SearchMode::long_jump, gain_of(model));
    return decision;
  }
  if (scenario.search.scope == SearchScope::path) scope &= step.scratch.effects.block(path);
  std::uint64_t neighbours[64];
  std::int64_t count = 0;
  for (; scope != 0; scope &= scope - 1) neighbours[count++] = firms.model[j] ^ (scope & -scope);
  for (std::int64_t i = 0; i < count; ++i) std::swap(neighbours[i], neighbours[i + stream.below(count - i)]);
  if (!selects) count = std::min<std::int64_t>(count, 1);  // the first in random order
  if (selects && scenario.search.order == SearchOrder::random_fitter) {
    double gains[64];
    std::int64_t fitter = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      gains[fitter] = gain_of(neighbours[i]);
      if (gains[fitter] > 0) neighbours[fitter++] = neighbours[i];
    }
    const std::int64_t pick = fitter > 0 ? stream.below(fitter) : 0;
    if (fitter > 0) consider(neighbours[pick], SearchMode::local, gains[pick]);
    return decision;
  }
  for (std::int64_t i = 0; i < count; ++i)
    if (consider(neighbours[i], SearchMode::local, gain_of(neighbours[i])) &&
        scenario.search.order == SearchOrder::first_better)
      break;
  return decision;
}

}  // namespace

void search(const Market& market, const Step& step, std::span<const Searcher> searchers, SearchRoom& room,
            Decision* decisions, PeriodFlows& flows) {
  for (std::size_t i = 0; i < searchers.size(); ++i) decisions[i].found = false;
  if (step.scenario.innovation.objective == Objective::profit)
    search_for_profit(market, step, searchers, room, decisions, flows);
  else
    for (std::size_t i = 0; i < searchers.size(); ++i)
      decisions[i] = search_for_fitness(market, step, searchers[i].firm, searchers[i].path, flows);
}

}  // namespace rivalry
