#pragma once

#include <optional>
#include <span>
#include <vector>

#include "block_table.hpp"
#include "group_writer.hpp"
#include "rivalry/io/recording_plan.hpp"

namespace rivalry {

/// The firms of the panel in order of entry, with what stays with them: the axis `firm` of the group /firms.
class FirmRegister {
 public:
  FirmRegister(GroupWriter& group, const RecordingPlan& plan, const Scenario& scenario, Pipeline& pipeline);

  /// Takes up the firms of the panel that entered since the last call, and notes who left.
  void follow(const Market& market);

  /// Place of a firm on the axis, or -1 if it is not in the panel.
  Index find(std::int64_t firm) const;
  std::span<const std::int64_t> ids() const { return ids_; }
  const Dimension& axis() const { return axis_; }

  /// Writes what has changed since the last call.
  void flush();

  RegisterState state() const { return {ids_, exit_periods_, founded_, facts_.state()}; }
  bool reaches(const RegisterState& state) const;
  bool fits(const RegisterState& state) const;
  void restore(RegisterState state);

 private:
  /// One value a firm, read from its column when it enters.
  struct Fact {
    Element element;
    double (*value)(const Firms&, Index slot, std::size_t which);
    std::size_t which;  ///< number of the trait or treatment
  };
  using Value = double (*)(const Firms&, Index, std::size_t);

  void add(const VariableSchema& schema, Value value, std::size_t which, std::span<const double> arm_values = {});
  void enter(const Firms& firms, Index slot);
  void leave(std::int64_t firm, std::int64_t period);
  void write_exits(std::size_t chunk);

  const RecordingPlan& plan_;
  Place group_;
  std::size_t chunk_;
  const Dimension& axis_;
  Pipeline& pipeline_;
  BlockTable facts_;
  std::vector<Fact> columns_;
  std::size_t id_column_ = 0;
  std::optional<DataSet> exits_;

  std::vector<std::int64_t> ids_;
  std::vector<std::uint64_t> exit_periods_;
  std::vector<bool> changed_;  ///< [chunk of exit periods] since it was written
  bool founded_ = false;
};

}  // namespace rivalry
