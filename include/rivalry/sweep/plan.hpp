#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "rivalry/scenario/fingerprint.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/sweep/design.hpp"
#include "rivalry/sweep/sweep.hpp"

namespace rivalry {

/// One run of a sweep: all follows from its number.
struct PlannedRun {
  std::int64_t number = 0;     ///< place in the order of runs, from 0
  std::int64_t point = 0;      ///< of the design, from 0
  std::int64_t replicate = 0;  ///< from 0
};

/// The texts that a sweep is made from, and nothing else: what a sweep directory holds.
struct SweepTexts {
  std::string sweep, sweep_name;  ///< of the sweep file, and how messages call it
  std::string base, base_name;    ///< of the base scenario
  std::filesystem::path folder;   ///< that a table is looked for in
  std::string rules = {};         ///< name of decision rules in place of the library's
};

/// All runs of a sweep, in an order in which every replicate of all points comes before the next one, and points of one
/// replicate are spread over the design: what an aborted sweep leaves is balanced.
class Plan {
 public:
  /// @throws ScenarioError  if the sweep file or the base scenario is wrong
  explicit Plan(const SweepTexts& texts);

  const Sweep& sweep() const { return sweep_; }
  const SweepDesign& design() const { return design_; }
  std::int64_t points() const { return points_; }
  std::int64_t replicates() const { return sweep_.replicates; }  ///< the most of a point
  std::int64_t runs() const { return points_ * sweep_.replicates; }

  PlannedRun run(std::int64_t number) const;
  std::int64_t number_of(std::int64_t point, std::int64_t replicate) const;

  /// Words for a point's factors, as in "demand.price_sensitivity = 2, entry.rate = 0.01".
  std::string factors_text(std::int64_t point) const;
  /// The scenario of a point.
  /// @param further  settings, over those of the point
  /// @throws ScenarioError  naming point and factors, if it is none
  Scenario scenario(std::int64_t point, std::span<const Setting> further = {}) const;
  /// The scenario that the sweep starts from, with the settings that all points share.
  Scenario base() const { return base_.with(); }

  /// Index into the random streams: the replicate, so that points share their draws; or, without common random numbers,
  /// one that follows from the scenario too.
  std::uint64_t stream(const Fingerprint& scenario, std::int64_t replicate) const;
  /// What a run is known by in whatever sweep: the same key, the same bits.
  Fingerprint key(const Fingerprint& scenario, std::uint64_t stream) const;

  /// Of all that says which runs there are and what is kept of them, and of the version of the model.
  const Fingerprint& fingerprint() const { return fingerprint_; }

 private:
  Sweep sweep_;
  SweepDesign design_;
  ScenarioSource base_;
  std::int64_t points_, stride_, inverse_;
  std::string rules_;
  Fingerprint fingerprint_;
};

}  // namespace rivalry
