#pragma once

#include <cstdint>

// The period's inner loops over the firms of a block, on plain arrays. Each element is computed by IEEE operations in a
// fixed order and each sum runs over eight virtual lanes joined in a fixed tree, so the instruction set does not show.
namespace rivalry::kernels {

/// out = exp(base + (firm + segment) + sum_f weight[f] feature[f])
void appeal(std::int64_t n, const double* base, const double* firm, double segment, int features,
            const double* const* feature, const double* weight, double* out);

/// out = exp(-sensitivity × felt × price)
void price_factor(std::int64_t n, double sensitivity, const double* felt, const double* price, double* out);

/// Sum of appeal × factor.
double weight_sum(std::int64_t n, const double* appeal, const double* factor);

/// One segment as a block of firms sees it; e = appeal × factor, B = retention × buyers × retained_scale.
struct Segment {
  double denominator;     ///< Z
  double loyalty;         ///< k = exp(switching cost) - 1
  double retained_scale;  ///< below 1 when the segment shrank
};

/// Sums over retained buyers. The first two vanish exactly when loyalty is 0.
struct RetainedSums {
  double free_loss = 0;       ///< sum B k e / (Z (Z + k e))
  double squared_loss = 0;    ///< sum B k e (2 Z + k e) / (Z (Z + k e))^2
  double retained = 0;        ///< sum B
  double locked = 0;          ///< sum B / (Z + k e)
  double locked_squared = 0;  ///< sum B / (Z + k e)^2
};
RetainedSums retained_sums(std::int64_t n, const double* appeal, const double* factor, const double* retention,
                           const double* buyers, Segment segment);

/// Adds a segment's terms of the first-order condition of pricing: demand, sensitivity-weighted demand and
/// sensitivity-weighted Gamma. `buyers` may be null: no inertia.
struct PricingSums {
  double *demand, *weighted_demand, *weighted_gamma;
};
void add_pricing_terms(std::int64_t n, const double* appeal, const double* factor, const double* retention,
                       const double* buyers, Segment segment, double free_share, double free_square, double sensitivity,
                       PricingSums sums);

/// Replaces last period's buyers by this period's and adds them to `total`. @return their sum
double sell(std::int64_t n, const double* appeal, const double* factor, const double* retention, double* buyers,
            Segment segment, double free_share, bool inertia, double* total);

/// Sum of B (ln(1 + k e / Z)), what loyalty adds to the log-sum of retained buyers.
double loyal_logsum(std::int64_t n, const double* appeal, const double* factor, const double* retention,
                    const double* buyers, Segment segment);

/// Plain sum.
double sum(std::int64_t n, const double* values);

}  // namespace rivalry::kernels
