#include "rivalry/model/perception.hpp"

#include <algorithm>
#include <cmath>

#include "rivalry/model/accounts.hpp"
#include "rivalry/model/buffers.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

bool entered_lately(const Firms& firms, const Step& step, Index j) {
  return firms.entered(j) >= std::max(std::int64_t{1}, step.period - step.scenario.entry.recent);
}

void show_firms(const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    constexpr double sign[] = {1, -1};  // looked up, as a branch would be a guess
    for (Index j = block.begin; j < block.end; ++j)
      step.scratch.visible[static_cast<std::size_t>(j)] = {firms.performance[j],
                                                           sign[entered_lately(firms, step, j)] * firms.quantity[j]};
  });
}

std::int64_t rivals_observed(const Scenario& scenario, double sensing) {
  const auto& aspiration = scenario.aspiration;
  return aspiration.rivals_observed +
         static_cast<std::int64_t>(static_cast<double>(aspiration.rivals_by_sensing) * sensing + 0.5);
}

/// A rival's slot, never the firm's own; the market has at least two firms.
Index draw_rival(const Firms& firms, Index self, Stream& stream) {
  const Index other = stream.below(firms.count - 1);
  return other < self ? other : other + 1;
}

/// What a firm makes of the rivals that it observes.
struct Surroundings {
  double mean_performance;
  double entrants;  ///< their sales share, of recent ones, weighted by closeness: exp(-|x - x'|^2 / 2)
};

/// Squared distance of two firms as buyers tell them apart.
double squared_distance(const Firms& firms, Index j, Index rival) {
  double square = 0;
  for (const Column& position : firms.position) {
    const double gap = position[rival] - position[j];
    square += gap * gap;
  }
  return square;
}

Surroundings look_around(const Market& market, const Step& step, Index j, std::int64_t observed, Stream stream) {
  const Firms& firms = market.firms;
  double performance = 0, sales = 0, entrants = 0;
  for (std::int64_t r = 0; r < observed; ++r) {
    const Index other = draw_rival(firms, j, stream);
    const VisibleFirm& rival = step.scratch.visible[static_cast<std::size_t>(other)];
    performance += rival.performance;
    sales += std::fabs(rival.sales);
    if (rival.sales < 0) entrants += -rival.sales * functions::exp(-squared_distance(firms, j, other) / 2);
  }
  return {performance / static_cast<double>(observed), sales > 0 ? entrants / sales : 0};
}

/// The same for all firms of a block, one rival of each at a time: rivals lie anywhere in memory, and need not wait for
/// each other.
class Lookout {
 public:
  using Streams = FirmStreams<block_size, 6>;
  Lookout(const Market& market, const Step& step, Block block)
      : market_(market),
        step_(step),
        block_(block),
        streams_(step.streams, Purpose::observation, step.period, market.firms.id.data() + block.begin,
                 block.end - block.begin) {}

  /// @param observed  number of rivals
  void look(const BlockBuffer& observed, BlockBuffer& performance, BlockBuffer& entrants) {
    const Index n = block_.end - block_.begin;
    entrants.head(n).setZero();
    if (market_.firms.count < 2) {
      performance.head(n) = market_.firms.performance.segment(block_.begin, n);
      return;
    }
    BlockBuffer sales;
    sales.head(n).setZero();
    performance.head(n).setZero();
    BlockBuffer unsure;
    unsure.head(n).setZero();
    const double most = observed.head(n).maxCoeff();
    for (Index number = 0; number < Streams::known && number < most; ++number)
      look_at(number, observed, performance, sales, entrants, unsure);
    performance.head(n) /= observed.head(n);
    entrants.head(n) = (sales.head(n) > 0).select(entrants.head(n) / sales.head(n), 0);
    if (most <= Streams::known && kernels::chosen().sum(n, unsure.data()) == 0) return;
    for (Index i = 0; i < n; ++i) {
      if (unsure[i] == 0 && observed[i] <= Streams::known) continue;  // words that are not known yet decide
      const Index j = block_.begin + i;
      const Surroundings around =
          look_around(market_, step_, j, static_cast<std::int64_t>(observed[i]), streams_.at(i));
      performance[i] = around.mean_performance;
      entrants[i] = around.entrants;
    }
  }

 private:
  /// Adds what each firm sees of its rival of that number.
  void look_at(Index number, const BlockBuffer& observed, BlockBuffer& performance, BlockBuffer& sales,
               BlockBuffer& entrants, BlockBuffer& unsure) {
    static_assert(sizeof(VisibleFirm) == 2 * sizeof(double));
    std::int32_t who[block_size + 8], whom[block_size + 8];
    const auto& visible = step_.scratch.visible;
    const Index newcomers =
        kernels::columns().glance(block_.end - block_.begin, {.self = block_.begin,
                                                              .rivals = market_.firms.count - 1,
                                                              .number = static_cast<double>(number),
                                                              .observed = observed.data(),
                                                              .words = streams_.words(number),
                                                              .visible = &visible.front().performance,
                                                              .performance = performance.data(),
                                                              .sales = sales.data(),
                                                              .unsure = unsure.data(),
                                                              .who = who,
                                                              .whom = whom});
    BlockBuffer closeness = buffer_for(newcomers);
    for (Index k = 0; k < newcomers; ++k)
      closeness[k] = -squared_distance(market_.firms, block_.begin + who[k], whom[k]) / 2;
    kernels::chosen().exp(newcomers, closeness.data(), closeness.data());
    for (Index k = 0; k < newcomers; ++k)
      entrants[who[k]] -= visible[static_cast<std::size_t>(whom[k])].sales * closeness[k];
  }

  const Market& market_;
  const Step& step_;
  Block block_;
  Streams streams_;
};

/// What is added to a share that a fall is compared with, for there may be none: a thousandth of a mean share at most.
double smallest_share(const Scenario& scenario) {
  return std::min(1e-9, 1e-3 / static_cast<double>(scenario.market.firms));
}

/// Aspirations, slack and competitive pressure of a block's firms.
/// @param performance  of the rivals that each has seen
/// @param entrants     share of the sales that it has seen
void feel(Market& market, const Step& step, Block block, const BlockBuffer& performance, const BlockBuffer& entrants) {
  using Form = kernels::Feeling::Form;
  static_assert(static_cast<int>(PressureForm::hinge) == Form::hinge &&
                static_cast<int>(PressureForm::smooth) == Form::smooth &&
                static_cast<int>(PressureForm::linear) == Form::linear);
  Firms& firms = market.firms;
  const auto& pressure = step.scenario.pressure;
  const Index n = block.end - block.begin;
  const auto from = [&](Column& column) { return column.data() + block.begin; };
  if (!pressure.enabled) firms.pressure.segment(block.begin, n).setZero();
  kernels::columns().feel(n, {.own_weight = step.scenario.aspiration.own_weight,
                              .update = step.scenario.aspiration.update,
                              .form = static_cast<Form>(pressure.form),
                              .gain = pressure.gain,
                              .aspiration_weight = pressure.aspiration_weight,
                              .share_weight = pressure.share_weight,
                              .runway_weight = pressure.runway_weight,
                              .entrants_weight = pressure.entrants_weight,
                              .runway_target = pressure.runway_target,
                              .scale = in_profit_scales(market, 1),
                              .smallest_share = smallest_share(step.scenario),
                              .sales_inverse = firms.sales_inverse,
                              .performance = from(firms.performance),
                              .cash = from(firms.cash),
                              .fixed_cost = from(firms.fixed_cost),
                              .previous_share = from(firms.previous_share),
                              .quantity = from(firms.quantity),
                              .rivals_performance = performance.data(),
                              .entrants = entrants.data(),
                              .aspiration = from(firms.aspiration),
                              .slack = from(firms.slack),
                              .pressure = pressure.enabled ? from(firms.pressure) : nullptr});
}

/// The market's means that firms compare themselves with.
struct Averages {
  double log_cost = 0, margin = 0;
  double takings = 0, price = 0;  ///< revenue per unit of starting size, and for a unit sold, or costs where higher
};

Averages averages(const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  const double n = static_cast<double>(std::max<Index>(1, firms.count));
  const double sales = sum_of(step, firms.count, firms.quantity);
  const double revenue = sum_of(step, firms.count, firms.revenue);
  const double cost = dot_of(step, firms.count, firms.unit_cost, firms.quantity);
  const double size = n * (market.total_start_size / static_cast<double>(step.scenario.market.firms));
  const double turnover = std::max(revenue, cost);
  Averages mean{.log_cost = sum_of(step, firms.count, firms.log_unit_cost) / n, .takings = turnover / size};
  if (sales >= least_sales) mean.margin = (revenue - cost) / sales, mean.price = turnover / sales;
  return mean;
}

/// How far the technology frontier and the needs of a firm's buyers have moved away from it, and what each path seems
/// to offer.
void look_for_opportunities(Market& market, const Step& step, Block block, const Averages& mean,
                            const BlockBuffer& served, const BlockBuffer& unserved) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  PerPath& opportunity = step.scratch.opportunity;
  const Index n = block.end - block.begin;
  const auto from = [&](Column& column) { return column.data() + block.begin; };
  const auto first_look = [&](Index j) { return step.period <= std::max(std::int64_t{1}, firms.entered(j)); };
  Index seasoned = n;  // this period's entrants are the last firms
  while (seasoned > 0 && first_look(block.begin + seasoned - 1)) --seasoned;
  BlockBuffer margin;
  kernels::columns().opportunities(
      n, {.position_weight = scenario.demand.position_weight,
          .frontier = scenario.technology.enabled ? market.frontier : 0,
          .cost_effect = scenario.technology.cost_effect,
          .log_mean_cost = mean.log_cost,
          .mean_margin = mean.margin,
          .technology_acts = scenario.technology.enabled,
          .seasoned = seasoned,
          .served = served.data(),
          .unserved = unserved.data(),
          .technology = from(firms.technology),
          .log_unit_cost = from(firms.log_unit_cost),
          .unit_cost = from(firms.unit_cost),
          .revenue = from(firms.revenue),
          .quantity = from(firms.quantity),
          .mean_reach = from(firms.mean_reach),
          .size = from(firms.trait[Trait::start_size].each()),
          .distance_seen = from(firms.distance_seen),
          .threat = from(firms.threat),
          .margin = margin.data(),
          .opportunity = {from(opportunity[0]), from(opportunity[1]), from(opportunity[2]), from(opportunity[3])}});
  const auto of = [&](Column& column) { return column.segment(block.begin, n); };
  if (scenario.value_chain.enabled)  // the value at stages that others control
    of(opportunity[1]) += of(firms.suppliers_margin.each()) / of(firms.unit_cost);
  if (scenario.network.enabled) add_partners_opportunity(market, step, block, margin, opportunity[1]);
}

/// How far a block's firms look: back in time, ahead, and at how many rivals.
void attend(const Market& market, const Step& step, Block block, BlockBuffer& lag, BlockBuffer& ahead,
            BlockBuffer& observed) {
  const Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const Acting sensing(firms, scenario, Trait::sensing), forecasting(firms, scenario, Trait::forecasting);
  BlockBuffer told, sensing_of_others, forecasting_of_others;
  if (scenario.co_creation.enabled)
    for (Index j = block.begin; j < block.end; ++j) told[j - block.begin] = told_by_users(market, step, j);
  kernels::columns().attend(block.end - block.begin,
                            {.max_delay = static_cast<double>(scenario.innovation.max_delay),
                             .forecast_periods = static_cast<double>(scenario.managers.forecast_periods),
                             .rivals = static_cast<double>(scenario.aspiration.rivals_observed),
                             .rivals_by_sensing = static_cast<double>(scenario.aspiration.rivals_by_sensing),
                             .sensing = sensing.in(block, sensing_of_others),
                             .forecasting = forecasting.in(block, forecasting_of_others),
                             .told = scenario.co_creation.enabled ? told.data() : nullptr,
                             .lag = lag.data(),
                             .ahead = ahead.data(),
                             .observed = observed.data()});
}

/// Ideal points, all lags of a segment's attribute together, and the demand that is not served: what kernels look at.
void lay_out_segments(const Segments& segments, Scratch& scratch) {
  const Index attributes = std::ssize(segments.ideal), lags = lags_together(segments);
  scratch.seen.resize(static_cast<std::size_t>(segments.count * attributes * lags));
  for (Index s = 0; s < segments.count; ++s) lay_out_points(segments, s, scratch.seen.data() + s * attributes * lags);
  scratch.missing.assign(static_cast<std::size_t>(segments.count), 0.0);
  for (Index s = 0; s < segments.count; ++s)
    if (segments.open[s] != 0)
      scratch.missing[static_cast<std::size_t>(s)] = std::max(0.0, segments.mass[s] - segments.served[s]);
}

/// Mean squared distances of a block's firms to the sensed ideal points of their buyers and of those not served.
void measure_distances(const Market& market, const Step& step, Block block, const BlockBuffer& lag,
                       const BlockBuffer& ahead, BlockBuffer& served, BlockBuffer& unserved) {
  const double* positions[Design::max_attributes];
  for (std::size_t d = 0; d < market.firms.position.size(); ++d)
    positions[d] = market.firms.position[d].data() + block.begin;
  kernels::chosen().distances(tile_of(market, step, block),
                              {.buyers = market.buyers.from(block.begin),
                               .missing = step.scratch.missing.data(),
                               .seen = step.scratch.seen.data(),
                               .attributes = static_cast<Index>(market.firms.position.size()),
                               .lags = lags_together(market.segments),
                               .position = positions,
                               .lag = lag.data(),
                               .ahead = ahead.data(),
                               .served = served.data(),
                               .unserved = unserved.data()});
}

}  // namespace

double deployed_capability(const Firms& firms, const Scenario& scenario, Index j, int path) {
  if (!scenario.paths.enabled) return 0.5;
  const auto trait = static_cast<std::size_t>(Trait::offer_capability) + static_cast<std::size_t>(path);
  const double capability = firms.trait[trait][firms.acting_shift == 0 ? j : (j + firms.acting_shift) % firms.count];
  return acting(firms, scenario, Trait::leveraging, j) * (capability / (1 + capability));
}

double evaluation_noise(const Firms& firms, const Scenario& scenario, Index j) {
  const double help = scenario.resources.evaluation_effect *
                      (acting(firms, scenario, Trait::human, j) + acting(firms, scenario, Trait::digital, j));
  return scenario.innovation.noise * (1 - acting(firms, scenario, Trait::sensing, j)) / (1 + help);
}

Index lags_together(const Segments& segments) { return (std::ssize(segments.seen) + 7) / 8 * 8; }

void lay_out_points(const Segments& segments, Index s, double* points) {
  const Index lags = lags_together(segments);
  for (std::size_t d = 0; d < segments.ideal.size(); ++d, points += lags)
    for (std::size_t lag = 0; lag < segments.seen.size(); ++lag) points[lag] = segments.seen[lag][d][s];
}

double told_by_users(const Market& market, const Step& step, Index j) {
  if (!step.scenario.co_creation.enabled) return 0;
  return insight(market, step.scenario, j, step.scratch.effects.openness(market.firms.model[j]));
}

Outlook outlook_of(const Scenario& scenario, double sensing, double forecasting, double told) {
  const double delay = static_cast<double>(scenario.innovation.max_delay) * (1 - sensing) * (1 - told);
  return {static_cast<Index>(delay + 0.5), scenario.managers.forecast_periods * forecasting};
}

void sensed_ideal_point(const Market& market, const Step& step, Index j, Index s, double* point) {
  const Segments& segments = market.segments;
  const Outlook outlook =
      outlook_of(step.scenario, acting(market.firms, step.scenario, Trait::sensing, j),
                 acting(market.firms, step.scenario, Trait::forecasting, j), told_by_users(market, step, j));
  const auto lag = static_cast<std::size_t>(outlook.lag);
  for (std::size_t d = 0; d < segments.ideal.size(); ++d) {
    const double now = segments.seen[lag][d][s];
    point[d] = now + outlook.ahead * (now - segments.seen[lag + 1][d][s]);
  }
}

Index best_observed_rival(const Market& market, const Step& step, Index j, Stream& stream) {
  const Firms& firms = market.firms;
  if (firms.count < 2) return -1;
  Index best = -1;
  double most = 0;
  for (std::int64_t r = rivals_observed(step.scenario, acting(firms, step.scenario, Trait::sensing, j)); r > 0; --r) {
    const Index rival = draw_rival(firms, j, stream);
    const double performance = step.scratch.visible[static_cast<std::size_t>(rival)].performance;
    const bool better = (best < 0) | (performance > most);  // a branch would be a guess
    best = better ? rival : best;
    most = better ? performance : most;
  }
  return best;
}

void sense(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  firms.acting_shift = scenario.innovation.null == NullModel::shuffled_capabilities && firms.count > 1
                           ? 1 + step.streams.at(Purpose::shuffle, 0, step.period).below(firms.count - 1)
                           : 0;
  show_firms(market, step);
  lay_out_segments(market.segments, step.scratch);
  look_at_segments(market.segments, step.scratch);
  const Averages mean = averages(market, step);
  step.scratch.measure = {1, 1, mean.takings, mean.price};
  step.workers.for_blocks(firms.count, [&](Block block) {
    BlockBuffer lag, ahead, observed, served, unserved, performance, entrants;
    attend(market, step, block, lag, ahead, observed);
    Lookout(market, step, block).look(observed, performance, entrants);
    feel(market, step, block, performance, entrants);
    measure_distances(market, step, block, lag, ahead, served, unserved);
    look_for_opportunities(market, step, block, mean, served, unserved);
  });
}

}  // namespace rivalry
