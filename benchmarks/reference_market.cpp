// A far simpler market than Rivalry's, in plain C++: the measure that docs/performance.md states speeds in, as the same
// work on the same machine takes as long today as it did then. It uses nothing of Rivalry's.
//
//   rivalry_reference_market FIRMS PERIODS SEED
//
// F firms with 4 attributes sell to 10 segments of F/10 buyers each, who may also buy from none of them (weight F).
// Each period
// 1. buyers choose by logit: u = quality - alpha_s price - 0.5 |x - z_s|^2;
// 2. profit = (price - cost) demand - 0.05 is added to capital;
// 3. with chance 0.1 a firm tries to move one attribute by 0.1 N(0, 1), and does if it expects more profit than it has,
//    give or take 0.01 N(0, 1), from what all others offer this period;
// 4. the hundredth with the least capital leave. Imitators of random firms take their places: position + 0.05 N(0, 1),
//    price + 0.02 N(0, 1), at least cost; same quality and cost, capital 1.
//
// Prints JSON: seconds without the start, and of the last period the concentration of demand (HHI), mean price, profit
// and capital, and the share of buyers who bought.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <random>
#include <vector>

namespace {

constexpr int attributes = 4, segments = 10;
constexpr double distaste = 0.5, fixed_cost = 0.05;
using Position = std::array<double, attributes>;

struct Segment {
  Position ideal;
  double price_sensitivity;
  double all_weights = 0;  ///< of all firms and of buying from none
};

struct Report {
  double concentration = 0, price = 0, profit = 0, capital = 0, inside_share = 0;
};

class ReferenceMarket {
 public:
  ReferenceMarket(int firms, std::uint64_t seed) : firms_(firms), random_(seed) {
    for (int s = 0; s < segments; ++s) {
      Segment& segment = segments_[s];
      for (int d = 0; d < attributes; ++d) segment.ideal[d] = 1.5 * std::cos(1 + 2.3 * s + 1.7 * d);
      segment.price_sensitivity = 0.5 + (s + 0.5) / segments;
    }
    for (auto* column : {&price_, &quality_, &cost_, &capital_, &demand_, &profit_})
      column->resize(static_cast<std::size_t>(firms));
    position_.resize(static_cast<std::size_t>(firms));
    for (std::vector<double>& weights : weight_) weights.resize(static_cast<std::size_t>(firms));
    by_capital_.resize(static_cast<std::size_t>(firms));
    std::uniform_real_distribution<double> first_price(0.8, 1.2);
    for (int j = 0; j < firms; ++j) {
      price_[j] = first_price(random_);
      quality_[j] = 1 + 0.3 * normal_(random_);
      cost_[j] = 0.5;
      for (double& x : position_[j]) x = normal_(random_);
      capital_[j] = 1;
    }
  }

  Report period() {
    clear();
    account();
    const Report report = look();
    innovate();
    replace();
    return report;
  }

 private:
  double weight(int j, const Position& position, const Segment& segment) const {
    double square = 0;
    for (int d = 0; d < attributes; ++d) {
      const double gap = position[d] - segment.ideal[d];
      square += gap * gap;
    }
    return std::exp(quality_[j] - segment.price_sensitivity * price_[j] - distaste * square);
  }
  double mass() const { return static_cast<double>(firms_) / segments; }

  void clear() {
    std::fill(demand_.begin(), demand_.end(), 0.0);
    for (int s = 0; s < segments; ++s) {
      Segment& segment = segments_[s];
      std::vector<double>& weights = weight_[s];
      segment.all_weights = firms_;
      for (int j = 0; j < firms_; ++j) segment.all_weights += weights[j] = weight(j, position_[j], segment);
      const double each = mass() / segment.all_weights;
      for (int j = 0; j < firms_; ++j) demand_[j] += weights[j] * each;
    }
  }

  void account() {
    for (int j = 0; j < firms_; ++j) {
      profit_[j] = (price_[j] - cost_[j]) * demand_[j] - fixed_cost;
      capital_[j] += profit_[j];
    }
  }

  double expected_profit(int j, const Position& position) const {
    double demand = 0;
    for (int s = 0; s < segments; ++s) {
      const double own = weight(j, position, segments_[s]);
      demand += mass() * own / (segments_[s].all_weights - weight_[s][j] + own);
    }
    return (price_[j] - cost_[j]) * demand - fixed_cost;
  }

  void innovate() {
    std::uniform_int_distribution<int> any_attribute(0, attributes - 1);
    for (int j = 0; j < firms_; ++j) {
      if (uniform_(random_) >= 0.1) continue;
      Position moved = position_[j];
      moved[any_attribute(random_)] += 0.1 * normal_(random_);
      if (expected_profit(j, moved) + 0.01 * normal_(random_) > profit_[j]) position_[j] = moved;
    }
  }

  void replace() {
    const int leaving = std::max(1, firms_ / 100);
    std::iota(by_capital_.begin(), by_capital_.end(), 0);
    std::nth_element(by_capital_.begin(), by_capital_.begin() + leaving - 1, by_capital_.end(),
                     [this](int a, int b) { return capital_[a] < capital_[b]; });
    std::uniform_int_distribution<int> any_firm(0, firms_ - 1);
    for (int i = 0; i < leaving; ++i) {
      const int j = by_capital_[i], model = any_firm(random_);
      for (int d = 0; d < attributes; ++d) position_[j][d] = position_[model][d] + 0.05 * normal_(random_);
      price_[j] = std::max(cost_[model], price_[model] + 0.02 * normal_(random_));
      quality_[j] = quality_[model];
      cost_[j] = cost_[model];
      capital_[j] = 1;
    }
  }

  Report look() const {
    Report report;
    double sold = 0, squares = 0;
    for (int j = 0; j < firms_; ++j) {
      sold += demand_[j];
      squares += demand_[j] * demand_[j];
      report.price += price_[j] / firms_;
      report.profit += profit_[j] / firms_;
      report.capital += capital_[j] / firms_;
    }
    report.concentration = squares / (sold * sold);
    report.inside_share = sold / firms_;
    return report;
  }

  int firms_;
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> uniform_;
  std::array<Segment, segments> segments_;
  std::vector<double> price_, quality_, cost_, capital_, demand_, profit_;
  std::vector<Position> position_;
  std::array<std::vector<double>, segments> weight_;
  std::vector<int> by_capital_;
};

}  // namespace

int main(int argc, char** argv) {
  const int firms = argc == 4 ? std::atoi(argv[1]) : 0, periods = argc == 4 ? std::atoi(argv[2]) : 0;
  if (firms < 1 || periods < 1) {
    std::cerr << "usage: rivalry_reference_market FIRMS PERIODS SEED\n";
    return 2;
  }
  ReferenceMarket market(firms, std::strtoull(argv[3], nullptr, 10));
  Report last;
  const auto begun = std::chrono::steady_clock::now();
  for (int period = 0; period < periods; ++period) last = market.period();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  std::cout.precision(17);
  std::cout << "{\"seconds\": " << taken.count() << ", \"concentration\": " << last.concentration
            << ", \"price\": " << last.price << ", \"profit\": " << last.profit << ", \"capital\": " << last.capital
            << ", \"inside_share\": " << last.inside_share << "}\n";
}
