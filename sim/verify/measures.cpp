#include "rivalry/verify/measures.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "meters.hpp"

namespace rivalry {
namespace {

class OfMarket final : public Meter {
 public:
  explicit OfMarket(const MarketObservable& observable) : observable_(observable) {}
  Observation read(const Moment& moment) const override {
    return {observable_.value(*moment.statistics, moment.market)};
  }

 private:
  const MarketObservable& observable_;
};

class OfFirm final : public Meter {
 public:
  OfFirm(const FirmObservable& observable, const Expectation& expectation)
      : observable_(observable), expectation_(expectation) {}
  Observation read(const Moment& moment) const override {
    const auto slot = founder(moment.market.firms, expectation_);
    return {slot ? observable_.value(moment.market, moment.scenario, *slot) : std::numeric_limits<double>::quiet_NaN()};
  }

 private:
  const FirmObservable& observable_;
  const Expectation& expectation_;
};

std::vector<const MeterRow*> own_rows() {
  std::vector<const MeterRow*> rows;
  for (const auto* table : {&landscape_meters(), &search_meters(), &market_meters()})
    for (const MeterRow& row : *table) rows.push_back(&row);
  return rows;
}

template <class Table>
auto find_observable(const Table& table, std::string_view name) {
  const auto found = std::ranges::find_if(table, [&](const auto& one) { return one.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Measure> measures() {
  static const std::vector<Measure> all = [] {
    std::vector<Measure> table;
    for (const MeterRow* row : own_rows()) table.push_back(row->measure);
    for (const MarketObservable& one : market_observables())
      table.push_back({{.name = one.name}, one.unit, one.definition});
    for (const FirmObservable& one : firm_observables())
      table.push_back({{.name = one.name, .of_firm = true, .at_founding = true}, one.unit, one.definition});
    return table;
  }();
  return all;
}

std::span<const MeasureForm> measure_forms() {
  static const std::vector<MeasureForm> all = [] {
    std::vector<MeasureForm> forms;
    for (const Measure& measure : measures()) forms.push_back(measure.form);
    return forms;
  }();
  return all;
}

std::unique_ptr<Meter> make_meter(const Expectation& expectation) {
  for (const MeterRow* row : own_rows())
    if (row->measure.form.name == expectation.measure && row->measure.form.of_firm == expectation.firm.has_value())
      return row->make(expectation);
  if (expectation.firm) {
    if (const auto* one = find_observable(firm_observables(), expectation.measure))
      return std::make_unique<OfFirm>(*one, expectation);
  } else if (const auto* one = find_observable(market_observables(), expectation.measure)) {
    return std::make_unique<OfMarket>(*one);
  }
  throw std::invalid_argument("there is no measure " + expectation.measure);
}

}  // namespace rivalry
