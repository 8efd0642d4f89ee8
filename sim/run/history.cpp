#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "observing.hpp"

// Series over a run, and the table of what sums a run up.
namespace rivalry {

void History::reserve(std::int64_t periods) {
  constexpr std::int64_t most = 4096;
  values_.reserve(static_cast<std::size_t>(std::min(periods, most)) * market_observables().size());
}

void History::carry(Archive& archive) {
  archive("values", values_);
  if (values_.size() % market_observables().size() != 0) archive.mismatch("values", "no whole number of periods");
}

std::int64_t History::periods() const {
  return static_cast<std::int64_t>(values_.size() / market_observables().size());
}

namespace {

std::size_t place_of(std::string_view observable) {
  const auto& table = market_observables();
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].name == observable) return i;
  throw std::invalid_argument("no market observable is called " + std::string(observable));
}

}  // namespace

double History::value(std::int64_t period_index, std::size_t place) const {
  return values_.at(static_cast<std::size_t>(period_index) * market_observables().size() + place);
}

double History::at(std::int64_t period_index, std::string_view observable) const {
  return value(period_index, place_of(observable));
}

double History::last(std::string_view observable) const {
  return periods() > 0 ? at(periods() - 1, observable) : missing;
}

double History::sum(std::string_view observable) const {
  const std::size_t place = place_of(observable);
  double total = 0;
  for (std::int64_t t = 0; t < periods(); ++t) total += value(t, place);
  return total;
}

double History::settled(std::string_view observable) const {
  const std::size_t place = place_of(observable);
  double total = 0, counted = 0;
  for (std::int64_t t = periods() / 2; t < periods(); ++t) {
    const double now = value(t, place);
    if (std::isnan(now)) continue;
    total += now;
    counted += 1;
  }
  return ratio(total, counted);
}

const std::vector<SummaryObservable>& summary_observables() {
  static const std::vector<SummaryObservable> table{
      {{"periods", "1", "periods run", "Periods completed.", true},
       [](const History& h) { return static_cast<double>(h.periods()); }},
      {{"firms_final", "1", "firms at the end", "In the last period.", true},
       [](const History& h) { return h.last("firms"); }},
      {{"entries", "1", "entries", "Over the whole run.", true}, [](const History& h) { return h.sum("entries"); }},
      {{"exits", "1", "exits", "Over the whole run.", true}, [](const History& h) { return h.sum("exits"); }},
      {{"exit_rate", "1/period", "exit rate", "Exits over firms, each summed over the second half."},
       [](const History& h) { return ratio(h.settled("exits"), h.settled("firms")); }},
      {{"effective_firms", "1", "effective number of firms", "Mean over the second half."},
       [](const History& h) { return h.settled("effective_firms"); }},
      {{"hhi", "1", "Herfindahl-Hirschman index", "Mean over the second half."},
       [](const History& h) { return h.settled("hhi"); }},
      {{"leader_changes", "1", "changes of leader", "Over the whole run.", true},
       [](const History& h) { return h.sum("leader_changed"); }},
      {{"leader_spell", "periods", "mean spell of leadership", "Periods over one plus the changes of leader."},
       [](const History& h) { return static_cast<double>(h.periods()) / (1 + h.sum("leader_changed")); }},
      {{"coverage", "1", "market coverage", "Mean over the second half."},
       [](const History& h) { return h.settled("coverage"); }},
      {{"price_index", "money/unit", "price index", "Mean over the second half."},
       [](const History& h) { return h.settled("price_index"); }},
      {{"unit_cost_index", "money/unit", "unit cost index", "Mean over the second half."},
       [](const History& h) { return h.settled("unit_cost_index"); }},
      {{"markup", "1", "price-cost margin", "Mean over the second half."},
       [](const History& h) { return h.settled("markup"); }},
      {{"profit_mean", "money/period", "mean profit", "Mean over the second half."},
       [](const History& h) { return h.settled("profit_mean"); }},
      {{"adoption_rate", "1/period", "rate of innovation",
        "Adopted designs over firms, each summed over the second half."},
       [](const History& h) { return ratio(h.settled("adopted"), h.settled("firms")); }},
      {{"imitation_share", "1", "share of imitation", "Imitations over adopted designs, over the whole run."},
       [](const History& h) { return ratio(h.sum("imitations"), h.sum("adopted")); }},
      {{"value_synergy_mean", "1", "quality of business models", "Mean value synergy over the second half."},
       [](const History& h) { return h.settled("value_synergy_mean"); }},
      {{"novelty_mean", "1", "mean novelty", "Mean over the second half."},
       [](const History& h) { return h.settled("novelty_mean"); }},
      {{"pressure_mean", "1", "mean perceived pressure", "Mean over the second half."},
       [](const History& h) { return h.settled("pressure_mean"); }},
      {{"distinct_models", "1", "distinct business models", "Mean over the second half."},
       [](const History& h) { return h.settled("distinct_models"); }},
      {{"consumer_surplus", "money/period", "consumer surplus", "Mean over the second half."},
       [](const History& h) { return h.settled("consumer_surplus"); }},
      {{"value_created", "money/period", "value created", "Mean over the second half."},
       [](const History& h) { return h.settled("value_created"); }},
  };
  return table;
}

}  // namespace rivalry
