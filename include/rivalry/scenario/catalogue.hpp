#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace rivalry {

/// The four innovation paths, which are also the four blocks of a business model.
enum class Path : int { offer = 0, creation = 1, delivery = 2, capture = 3 };
inline constexpr int path_count = 4;
inline constexpr std::array<const char*, path_count> path_names{"offer", "creation", "delivery", "capture"};

/// One choice of a business model: a row of economic effects, all 0 when left out (docs/odd.md).
struct Choice {
  std::string name;
  Path path = Path::offer;
  std::vector<double> position;            ///< [attribute] shift of the product position
  std::vector<double> willingness_to_pay;  ///< utility: one value, or one a segment
  double unit_cost = 0;                    ///< log points on unit cost
  double fixed_cost = 0;                   ///< money a period per unit of starting size
  std::vector<double> reach;               ///< ∪ share of buyers with access, in [0, 1]: one value, or one a segment
  double retention = 0;                    ///< ∪ share of last period's buyers who face a switching cost, in [0, 1]
  double collects = 0;                     ///< ∪ share of the price that can be collected, in [0, 1]
  double price_perception = 0;             ///< log points on the price as buyers feel it
  double third_party_revenue = 0;          ///< money a unit sold, paid by others
  double externality = 0;                  ///< damage a unit sold
  double technology = 0;    ///< growth of willingness to pay and unit cost effects with adopted technology
  double unlocks_at = 0;    ///< frontier level from which the choice exists
  std::string stage;        ///< stage of the value chain that the choice brings in-house; empty: none
  double orchestrates = 0;  ///< ∪ share of suppliers' margins that an orchestrator does not pay, in [0, 1]
  double imitability = 0;   ///< ease of copying: 1 is free
  bool promoted = false;    ///< policy promotes this choice
  bool open = false;        ///< the block's openness choice
};

/// The choices that exist, ordered by path; a business model is a word with one bit a choice.
struct Catalogue {
  std::vector<Choice> choices;

  int size() const { return static_cast<int>(choices.size()); }
  int count(Path path) const;
  /// Bits of the choices of one block.
  std::uint64_t block(Path path) const;
  /// Index of the choice of that name, or -1.
  int find(const std::string& name) const;
};

/// 24 named choices, six a path, the last of each its openness choice.
Catalogue default_catalogue();

/// Neutral rows (full reach, full collection, no other effect) for abstract studies.
/// @param choices_per_path  number of choices of each of the four blocks, each ≥ 0, summing to 64 at most
Catalogue generated_catalogue(const std::array<int, path_count>& choices_per_path);

}  // namespace rivalry
