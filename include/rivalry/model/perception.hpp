#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Managers look around: rivals' performance, own aspiration, competitive pressure, slack, threats, and the opportunity
/// that each path seems to offer. All see the market as the phase began.
///
/// Pressure P = tanh(gain (a + s + r + n)): performance below aspiration, falling share, short cash runway, entrants
/// nearby, each weighted. Source: Cyert & March 1963; Greve 2003.
void sense(Market& market, const Step& step);

/// Room that the lags of an ideal point take where kernels look at them side by side.
Index lags_together(const Segments& segments);
/// Ideal points of a segment that firms may see. @param points  [attribute × lag], lag 0 first
void lay_out_points(const Segments& segments, Index segment, double* points);

/// Ideal point of a segment as the firm sees it: delayed with little sensing, extrapolated by forecasting managers.
void sensed_ideal_point(const Market& market, const Step& step, Index firm, Index segment, double* point);

/// How much of its path capability a firm deploys: leveraging × cap / (1 + cap), in [0, 1).
double deployed_capability(const Firms& firms, const Scenario& scenario, Index firm, int path);

/// A trait as firms act with it: its neutral value where its section is switched off, and another firm's under the null
/// model of shuffled capabilities. Looked up once for many firms.
class Acting {
 public:
  /// Inline, as callers know the trait, and little of this is left then.
  Acting(const Firms& firms, const Scenario& scenario, Trait trait) {
    bool enabled = true, shuffled = true;
    switch (trait) {
      case Trait::sensing:
      case Trait::seizing:
      case Trait::reconfiguring:
        enabled = scenario.capabilities.enabled;
        neutral_ = 0.5;  // neither helped nor hindered
        break;
      case Trait::integration:
      case Trait::absorptive_capacity:
        enabled = scenario.managers.enabled;
        neutral_ = 1;
        break;
      case Trait::forecasting:
      case Trait::inertia:
        enabled = scenario.managers.enabled;
        break;
      case Trait::owner_manager:
        enabled = scenario.managers.enabled;
        shuffled = false;
        break;
      case Trait::human:
      case Trait::technology:
      case Trait::brand:
      case Trait::digital:
        enabled = scenario.resources.enabled;
        break;
      case Trait::leveraging:
        enabled = scenario.orchestration.enabled;
        neutral_ = 1;
        break;
      default:
        shuffled = false;
    }
    const OneOrEach<Column>& values = firms.trait[trait];
    if (enabled && values.shared()) neutral_ = values.common();
    if (enabled && !values.shared()) values_ = values.each().data();
    if (shuffled) shift_ = firms.acting_shift;
    count_ = firms.count;
  }
  double operator[](Index firm) const {
    if (values_ == nullptr) return neutral_;
    return values_[shift_ == 0 ? firm : (firm + shift_) % count_];
  }
  /// The values of a block's firms as kernels look them up. @param room  for those that others act with
  kernels::Level in(Block block, BlockBuffer& room) const& {
    if (values_ == nullptr) return {&neutral_, false};
    if (shift_ == 0) return {values_ + block.begin, true};
    for (Index j = block.begin; j < block.end; ++j) room[j - block.begin] = (*this)[j];
    return {room.data(), true};
  }

 private:
  const double* values_ = nullptr;  ///< null: one value for all
  double neutral_ = 0;
  Index shift_ = 0, count_ = 0;
};
inline double acting(const Firms& firms, const Scenario& scenario, Trait trait, Index firm) {
  return Acting(firms, scenario, trait)[firm];
}

/// Share of what a firm does not know about needs that its users tell; 0 where they do not.
double told_by_users(const Market& market, const Step& step, Index firm);

/// Which lag of the segments' ideal points a firm sees, and by how many periods of trend it looks ahead.
struct Outlook {
  Index lag;
  double ahead;
};
/// @param told  told_by_users
Outlook outlook_of(const Scenario& scenario, double sensing, double forecasting, double told);

/// Standard deviation of perceived profit relative to own revenue.
double evaluation_noise(const Firms& firms, const Scenario& scenario, Index firm);

/// Slot of the best performer among the rivals that a firm observes, or -1 without rivals.
Index best_observed_rival(const Market& market, const Step& step, Index firm, Stream& stream);

}  // namespace rivalry
