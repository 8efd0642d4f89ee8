#pragma once

#include <memory>
#include <optional>

#include "rivalry/verify/measures.hpp"

namespace rivalry {

/// A measure that is a function of one moment.
class Snapshot final : public Meter {
 public:
  using Take = Observation (*)(const Moment&, const Expectation&);
  Snapshot(Take take, const Expectation& expectation) : take_(take), expectation_(expectation) {}
  Observation read(const Moment& moment) const override { return take_(moment, expectation_); }

 private:
  Take take_;
  const Expectation& expectation_;
};

/// Slot of the founder that an expectation is about; nothing once it has left.
std::optional<Index> founder(const Firms& firms, const Expectation& expectation);

/// A row of the table of measures: how a meter is made.
struct MeterRow {
  Measure measure;
  std::unique_ptr<Meter> (*make)(const Expectation&);
};

template <Snapshot::Take take>
std::unique_ptr<Meter> snapshot(const Expectation& expectation) {
  return std::make_unique<Snapshot>(take, expectation);
}
template <class Kind>
std::unique_ptr<Meter> meter(const Expectation&) {
  return std::make_unique<Kind>();
}

const std::vector<MeterRow>& landscape_meters();
const std::vector<MeterRow>& search_meters();
const std::vector<MeterRow>& market_meters();

}  // namespace rivalry
