#pragma once

#include <span>
#include <vector>

#include "group_writer.hpp"
#include "rivalry/io/recording_plan.hpp"

namespace rivalry {

/// The firms of the panel in order of entry, with what stays with them: the axis `firm` of the group /firms.
class FirmRegister {
 public:
  FirmRegister(const RecordingPlan& plan, const Scenario& scenario);

  /// Takes up the firms of the panel that entered since the last call, and notes who left.
  void follow(const Market& market);

  /// Place of a firm on the axis, or -1 if it is not in the panel.
  Index find(std::int64_t firm) const;
  std::span<const std::int64_t> ids() const { return ids_; }

  /// Writes the data sets that have one value a firm.
  void write(hid_t group, const Dimension& firm, int level) const;

 private:
  /// One value a firm, read from its column when it enters.
  struct Fact {
    VariableSchema schema;
    double (*value)(const Firms&, Index slot, std::size_t which);
    std::size_t which;               ///< number of the trait or treatment
    std::vector<double> arm_values;  ///< of a treatment
    std::vector<std::uint64_t> cells;
  };

  void enter(const Firms& firms, Index slot);

  const RecordingPlan& plan_;
  std::vector<std::int64_t> ids_;
  std::vector<std::uint64_t> exit_periods_;
  std::vector<Fact> facts_;
  bool founded_ = false;
};

/// Whether firms can differ in a trait.
bool varies(const Scenario& scenario, Trait trait);

}  // namespace rivalry
