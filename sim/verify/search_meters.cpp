// Measures of search on landscapes.
#include <cstdint>
#include <set>

#include "meters.hpp"

namespace rivalry {
namespace {

Observation distinct_forms(const Moment& moment, const Expectation&) {
  const Firms& firms = moment.market.firms;
  return {static_cast<double>(std::set<std::uint64_t>(firms.model.data(), firms.model.data() + firms.count).size())};
}

/// The fittest business model, by enumeration.
std::uint64_t global_peak(const Landscape& landscape) {
  std::uint64_t peak = 0;
  for (std::uint64_t model = 1; model >> landscape.size() == 0; ++model)
    if (landscape.raw(model).value > landscape.raw(peak).value) peak = model;
  return peak;
}

Observation at_global_peak(const Moment& moment, const Expectation&) {
  const Market& market = moment.market;
  const std::uint64_t peak = global_peak(market.landscape);
  double there = 0;
  for (Index j = 0; j < market.firms.count; ++j) there += market.firms.model[j] == peak;
  return {there / static_cast<double>(market.firms.count)};
}

Observation at_local_peak(const Moment& moment, const Expectation&) {
  const Market& market = moment.market;
  double there = 0;
  for (Index j = 0; j < market.firms.count; ++j) {
    const std::uint64_t model = market.firms.model[j];
    const double height = market.landscape.raw(model).value;
    bool is_peak = true;
    for (int i = 0; i < market.landscape.size() && is_peak; ++i)
      is_peak = market.landscape.raw(model ^ std::uint64_t{1} << i).value < height;
    there += is_peak;
  }
  return {there / static_cast<double>(market.firms.count)};
}

double mean_over_firms(const Market& market) {
  double sum = 0;
  for (Index j = 0; j < market.firms.count; ++j) sum += market.landscape.raw(market.firms.model[j]).value;
  return sum / static_cast<double>(market.firms.count);
}

Observation mean_fitness(const Moment& moment, const Expectation&) { return {mean_over_firms(moment.market)}; }

Observation fitness_shortfall(const Moment& moment, const Expectation&) {
  const Landscape& landscape = moment.market.landscape;
  return {landscape.raw(global_peak(landscape)).value - mean_over_firms(moment.market)};
}

/// Runs count by what there is to copy.
Observation copied_fitness(const Moment& moment, const Expectation&) {
  const Firms& firms = moment.market.firms;
  double copies = 0, copied = 0, others = 0, original = 0;
  for (Index j = 0; j < firms.count; ++j)
    if (firms.entered(j) == moment.market.period)
      copies += 1, copied += firms.value_synergy[j];
    else
      others += 1, original += firms.value_synergy[j];
  original /= others;
  return {copied / copies / original, original};
}

class WalkLength final : public Meter {
 public:
  void look(const Moment& moment) override {
    if (moment.statistics == nullptr) return;
    for (const std::int64_t adopted : moment.statistics->counts.adopted) steps_ += static_cast<double>(adopted);
  }
  Observation read(const Moment& moment) const override {
    return {steps_ / static_cast<double>(moment.market.firms.count)};
  }

 private:
  double steps_ = 0;
};

}  // namespace

const std::vector<MeterRow>& search_meters() {
  const auto named = [](std::string_view name) { return MeasureForm{.name = name, .at_founding = true}; };
  static const std::vector<MeterRow> table{
      {{named("distinct_forms"), "1", "Different business models among the firms, counted by sorting them."},
       snapshot<distinct_forms>},
      {{named("share_at_global_peak"), "1", "Share of firms with the fittest business model."},
       snapshot<at_global_peak>},
      {{named("share_at_local_peak"), "1", "Share of firms whose model no change of one choice makes fitter."},
       snapshot<at_local_peak>},
      {{named("mean_fitness"), "1", "Mean over firms of raw fitness."}, snapshot<mean_fitness>},
      {{named("fitness_shortfall"), "1", "Raw fitness of the fittest business model less its mean over firms."},
       snapshot<fitness_shortfall>},
      {{MeasureForm{.name = "copied_fitness"}, "1",
        "Mean fitness of the firms that entered in the period over that of the others, both less the landscape's "
        "mean."},
       snapshot<copied_fitness>},
      {{named("walk_length"), "1", "Changes adopted a firm since the start."}, meter<WalkLength>},
  };
  return table;
}

}  // namespace rivalry
