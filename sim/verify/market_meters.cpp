// Balances and laws of markets, kept period by period.
#include <algorithm>
#include <cmath>
#include <limits>

#include "meters.hpp"

namespace rivalry {

std::optional<Index> founder(const Firms& firms, const Expectation& expectation) {
  for (Index j = 0; j < firms.count; ++j)
    if (firms.id[j] == *expectation.firm - 1) return j;
  return {};
}

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The worst of what should be 0 in every period.
class Worst : public Meter {
 public:
  Observation read(const Moment&) const final { return {worst_}; }

 protected:
  void book(double gap, double scale) { worst_ = std::max(worst_, std::isnan(gap) ? gap : std::fabs(gap) / scale); }

 private:
  double worst_ = 0;
};

class MoneyGap final : public Worst {
 public:
  void look(const Moment& moment) override {
    const Firms& firms = moment.market.firms;
    double cash = 0, profit = 0, paid = 0, earned = 0, scale = 1;
    for (Index j = 0; j < firms.count; ++j) {
      cash += firms.cash[j], scale += std::fabs(firms.cash[j]);
      profit += firms.profit[j];
      paid += (firms.paid_price[j] + firms.third_party[j]) * firms.quantity[j];
      earned += firms.revenue[j];
    }
    if (moment.statistics != nullptr) {
      const PeriodFlows& flows = moment.market.flows;
      book(cash - (cash_ + flows.injected - flows.written_off + flows.profit - flows.invested - flows.paid_out), scale);
      book(profit - flows.profit, scale);
      book(paid - earned, scale);
    }
    cash_ = cash;
  }

 private:
  double cash_ = 0;
};

class FirmGap final : public Worst {
 public:
  void look(const Moment& moment) override {
    const Market& market = moment.market;
    if (moment.statistics != nullptr)
      book(static_cast<double>(market.firms.count - firms_ - market.flows.entries + market.flows.exits), 1);
    firms_ = market.firms.count;
  }

 private:
  Index firms_ = 0;
};

/// Sold goods are bought, by no more buyers than there are.
class GoodsGap final : public Worst {
 public:
  void look(const Moment& moment) override {
    if (moment.statistics == nullptr) return;
    const Market& market = moment.market;
    const Segments& segments = market.segments;
    double sold = 0, served = 0;
    for (Index j = 0; j < market.firms.count; ++j) sold += market.firms.quantity[j];
    for (Index s = 0; s < segments.count; ++s) {
      double bought = 0;
      for (Index j = 0; j < market.firms.count; ++j) bought += market.buyers(s, j);
      book(segments.served[s] - bought, 1 + bought);
      served += segments.served[s];
      if (segments.open[s] == 0 || segments.outside[s] == 0) continue;  // no outside option: a homogeneous good
      const double outside = segments.outside[s] *
                             ((segments.mass[s] - segments.retained[s]) / segments.denominator[s] + segments.locked[s]);
      book(segments.served[s] + outside - segments.mass[s], segments.mass[s]);
    }
    book(sold - served, 1 + served);
  }
};

/// Selection alone: shares as the first share times fitness to the power of time, and the growth of mean fitness.
class Selection : public Worst {
 public:
  void look(const Moment& moment) override {
    const Firms& firms = moment.market.firms;
    std::vector<double> share, fitness;
    for (Index j = 0; j < firms.count; ++j) {
      share.push_back(firms.share(j));
      fitness.push_back(1 / firms.unit_cost[j]);
    }
    if (moment.statistics != nullptr) compare(share, fitness);
    share_ = share, fitness_ = fitness;
  }

 protected:
  using List = std::vector<double>;
  virtual void compare(const List& share, const List& fitness) = 0;
  static double mean(const List& share, const List& fitness) {
    double sum = 0;
    for (std::size_t j = 0; j < share.size(); ++j) sum += share[j] * fitness[j];
    return sum;
  }
  List share_, fitness_;  ///< before
};

class ReplicatorGap final : public Selection {
  void compare(const List& share, const List& fitness) override {
    if (expected_.empty()) expected_ = share_;
    const double all = mean(expected_, fitness);
    for (std::size_t j = 0; j < share.size(); ++j) {
      expected_[j] *= fitness[j] / all;
      book(share[j] - expected_[j], 1);
    }
  }
  List expected_;
};

class FisherGap final : public Selection {
  void compare(const List& share, const List& fitness) override {
    const double before = mean(share_, fitness_);
    double variance = 0;
    for (std::size_t j = 0; j < share_.size(); ++j)
      variance += share_[j] * (fitness_[j] - before) * (fitness_[j] - before);
    book(mean(share, fitness) - before - variance / before, 1);
  }
};

/// How many producers an industry loses after it had most.
class Shakeout final : public Meter {
 public:
  void look(const Moment& moment) override { most_ = std::max(most_, producers(moment.market.firms)); }
  Observation read(const Moment& moment) const override {
    return {1 - static_cast<double>(producers(moment.market.firms)) / static_cast<double>(most_)};
  }

 private:
  static std::int64_t producers(const Firms& firms) {
    std::int64_t count = 0;
    for (Index j = 0; j < firms.count; ++j) count += firms.quantity[j] > 0;
    return count;
  }
  std::int64_t most_ = 1;
};

/// The fittest firm's share.
Observation share_of_fittest(const Moment& moment, const Expectation&) {
  const Firms& firms = moment.market.firms;
  Index fittest = 0;
  for (Index j = 1; j < firms.count; ++j)
    if (firms.unit_cost[j] < firms.unit_cost[fittest]) fittest = j;
  return {firms.share(fittest)};
}

Observation margin(const Moment& moment, const Expectation& expectation) {
  const Firms& firms = moment.market.firms;
  const auto j = founder(firms, expectation);
  return {j ? firms.paid_price[*j] - firms.unit_cost[*j] : none};
}

Observation share_of_buyers(const Moment& moment, const Expectation& expectation) {
  double mass = 0;
  for (Index s = 0; s < moment.market.segments.count; ++s) mass += moment.market.segments.mass[s];
  const auto j = founder(moment.market.firms, expectation);
  return {j ? moment.market.firms.quantity[*j] / mass : none};
}

}  // namespace

const std::vector<MeterRow>& market_meters() {
  const auto named = [](std::string_view name) { return MeasureForm{.name = name}; };
  const auto of_firm = [](std::string_view name) {
    return MeasureForm{.name = name, .of_firm = true, .at_founding = true};
  };
  static const std::vector<MeterRow> table{
      {{of_firm("margin"), "money/unit", "What a firm receives for a unit less what the unit costs it."},
       snapshot<margin>},
      {{of_firm("share_of_buyers"), "1",
        "Quantity of a firm over the mass of all buyers, those who buy nothing included."},
       snapshot<share_of_buyers>},
      {{named("money_gap"), "1",
        "Worst period: change of all firms' cash less profits, entrants' cash, investment, pay-out and leavers' cash; "
        "profits less what the accounts say; revenue less what is paid. Over the money that there is."},
       meter<MoneyGap>},
      {{named("firm_gap"), "1", "Worst period: change of the number of firms less entries plus exits."},
       meter<FirmGap>},
      {{named("goods_gap"), "1",
        "Worst period and segment: what is served less what is bought, and buyers served and left over less all "
        "buyers."},
       meter<GoodsGap>},
      {{named("replicator_gap"), "1",
        "Worst period and firm: share less the first share times fitness (the inverse of unit cost) to the power of "
        "time."},
       meter<ReplicatorGap>},
      {{named("fisher_gap"), "1", "Worst period: growth of mean fitness less its variance over its mean."},
       meter<FisherGap>},
      {{named("shakeout"), "1",
        "One less the number of firms that sell anything over the largest number that there was."},
       meter<Shakeout>},
      {{named("share_of_fittest"), "1", "Market share of the firm of the lowest unit cost."},
       snapshot<share_of_fittest>},
  };
  return table;
}

}  // namespace rivalry
