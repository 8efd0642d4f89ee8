#pragma once

#include <string_view>
#include <vector>

#include "rivalry/scenario/expectation.hpp"
#include "rivalry/scenario/scenario.hpp"

// Names of enumerated values in scenario files, in the order of the enumerators.
namespace rivalry {

using Names = std::vector<std::string_view>;

inline Names names_of(Pattern) {
  return {"random", "ring", "block", "hierarchical", "centralised", "scale_free", "matrix"};
}
inline Names names_of(CatalogueKind) { return {"standard", "generated", "custom"}; }
inline Names names_of(Rule) { return {"logit", "cournot", "capacity", "replicator"}; }
inline Names names_of(Pricing) { return {"bertrand", "adaptive_markup", "fixed"}; }
inline Names names_of(DemandForm) { return {"linear", "unit_elastic"}; }
inline Names names_of(Regime) { return {"cumulative", "science"}; }
inline Names names_of(PressureForm) { return {"hinge", "smooth", "linear"}; }
inline Names names_of(Objective) { return {"profit", "fitness"}; }
inline Names names_of(NullModel) { return {"none", "random_path", "shuffled_capabilities", "no_selection"}; }
inline Names names_of(SearchScope) { return {"path", "all"}; }
inline Names names_of(SearchOrder) { return {"random_fitter", "first_better", "steepest"}; }
inline Names names_of(Agreement) { return {"numerical", "distributional", "relational"}; }
inline Names names_of(Statistic) { return {"mean", "deviation"}; }
inline Names names_of(Comparison) { return {"difference", "ratio"}; }
inline Names names_of(Bound) { return {"exact", "at_least", "at_most"}; }
inline Names names_of(EventRecording) { return {"panel", "all", "none"}; }

}  // namespace rivalry
