#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rivalry/model/kernels.hpp"
#include "rivalry/model/state.hpp"

namespace rivalry {

/// What a business model amounts to: sums (and ∪ combinations) of the effects of its active choices.
struct Design {
  static constexpr int max_attributes = 8;
  double shift[max_attributes] = {};
  double willingness = 0, unit_cost = 0, fixed_cost = 0, retention = 0, collected = 0, felt = 1, third_party = 0,
         externality = 0, technology_value = 0, technology_cost = 0;
  double shared_margin = 0;  ///< share of the margin that does not stay with the firm; of designs that are judged
  unsigned in_house = 0;     ///< stages of the value chain, one bit each
  double orchestration = 0;
};

/// Openness choices of each block, on the levels of co-creation that are switched on.
class Openings {
 public:
  Openings() = default;
  explicit Openings(const Scenario& scenario);
  std::uint64_t operator[](Path path) const { return choices_[static_cast<std::size_t>(path)]; }
  /// Blocks of a model that are open, one bit each, in the order of paths.
  unsigned of(std::uint64_t model) const {
    unsigned open = 0, bit = 1;
    for (const std::uint64_t choices : choices_) {
      if ((model & choices) != 0) open |= bit;
      bit <<= 1U;
    }
    return open;
  }

 private:
  std::array<std::uint64_t, path_count> choices_{};
};

/// The catalogue as numbers, with segments' access factors, for quick sums over the active choices of a word.
class EffectTable {
 public:
  EffectTable() = default;
  EffectTable(const Catalogue& catalogue, const Segments& segments, int attributes);

  /// Tells which blocks of a model are open.
  void add_openness(const Scenario& scenario) { openings_ = Openings(scenario); }
  /// Such blocks, one bit each; after add_openness.
  unsigned openness(std::uint64_t model) const { return openings_.of(model); }
  const Openings& openings() const { return openings_; }

  /// Counts stages of the value chain too: which are brought in-house, and what each costs a period.
  void add_stages(const Scenario& scenario);

  Design design(std::uint64_t model) const;
  /// Parts of a design that resources and those who take part add to.
  struct Basis {
    double willingness, fixed_cost, retention;
  };
  /// These alone, the same bits as in the design.
  Basis basis(std::uint64_t model) const;
  /// Choices that bring a stage in-house; after add_stages.
  std::uint64_t bringing(std::size_t stage) const { return bringing_[stage]; }
  std::uint64_t orchestrating() const { return orchestrating_; }
  /// Access in every segment, in [0, 1], and what it is worth.
  /// @param gap      access_gap (offers.hpp): factor on the unreached share
  /// @param reach    [segment], with room up to the next multiple of eight
  /// @param utility  as `reach`: its log plus segment-specific willingness to pay; -infinity where it is 0
  void access(std::uint64_t model, double gap, double* reach, double* utility) const;
  kernels::Channels channels() const {
    return {.stride = stride_,
            .missed = missed_.data(),
            .willing = willing_.data(),
            .reaching = reaching_,
            .valued = valued_};
  }
  /// Choices on which access depends.
  std::uint64_t segment_choices() const { return valued_ | reaching_ | openings_[Path::delivery]; }
  std::uint64_t serving() const { return serving_; }        ///< choices that reach some buyers
  std::uint64_t collecting() const { return collecting_; }  ///< choices that buyers pay for
  double imitability(int choice) const { return imitability_[static_cast<std::size_t>(choice)]; }
  /// Fixed cost of the active delivery choices.
  double channel_cost(std::uint64_t model) const;
  /// Bits of the choices of one path's block.
  std::uint64_t block(int path) const { return block_[static_cast<std::size_t>(path)]; }

 private:
  // A row, of a choice or of those choices of a nibble that are active (kernels::Set::combine): effects that add up in
  // the order of Design, shifts of position, and factors.
  static constexpr Index row = 24, shifts = 8, factors = 16;
  /// Stages that a model brings in-house.
  unsigned stages_of(std::uint64_t model) const {
    unsigned stages = 0, bit = 1;
    for (const std::uint64_t bringing : bringing_) {
      if ((model & bringing) != 0) stages |= bit;
      bit <<= 1U;
    }
    return stages;
  }
  std::vector<double> rows_;              // [nibble of the model × its 16 values × row]
  std::vector<double> missed_, willing_;  // [choice × stride_]
  std::vector<double> imitability_, fixed_cost_;
  std::array<std::uint64_t, path_count> block_{};
  Openings openings_;
  std::vector<std::uint64_t> bringing_;  // [stage]
  double stage_cost_ = 0;
  std::uint64_t orchestrating_ = 0;
  std::uint64_t valued_ = 0, reaching_ = 0;  ///< choices with willingness to pay by segment, with reach
  std::uint64_t serving_ = 0, collecting_ = 0;
  Index stride_ = 0;  ///< segments, rounded up to a multiple of eight
};

/// Share of a cost that digital resources save.
/// @param most  with endless ones
double digital_saving(const Scenario& scenario, double most, double digital);
/// Fixed cost of a design's choices, less what digital resources save on those of delivery.
/// @param fixed_cost  of the design
double choices_cost(const Scenario& scenario, const EffectTable& effects, double fixed_cost, std::uint64_t model,
                    double digital);

/// The present design of a firm as refresh_design left it, with what its resources add.
Design design_of(const Firms& firms, Index slot);

/// Recomputes a firm's contributions of the landscape.
void refresh_synergies(Market& market, Index slot);

/// Recomputes every column that follows from a firm's business model and home position. What follows from resources and
/// from those who take part alone is in offers.hpp.
void refresh_design(Market& market, const Scenario& scenario, const EffectTable& effects, Index slot);

/// Choices that a firm can take up now: unlocked by the frontier and not banned.
std::uint64_t available_choices(const Market& market, const Scenario& scenario);

/// Adds a choice where a model reaches nobody or collects nothing, as founding draws may.
std::uint64_t repaired(std::uint64_t model, const EffectTable& effects, std::uint64_t available, Stream& stream);

}  // namespace rivalry
