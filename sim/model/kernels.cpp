#include "rivalry/model/kernels.hpp"

#include "rivalry/random/elementary.hpp"

// No standard library or Eigen in this file: see elementary.hpp.
namespace rivalry::kernels {
namespace {

using Index = std::int64_t;
constexpr Index lanes = 8;

inline double exponential(double x) { return elementary::exp<double, std::int64_t>(x); }

inline double logarithm(double x) {  // of numbers of at least 1
  return elementary::log_normal_range<double, std::int64_t>(x, [](std::int64_t k) { return static_cast<double>(k); });
}

/// Sum of term(i) over eight lanes, i mod 8, joined as a tree.
template <class Term>
inline double lane_sum(Index n, Term term) {
  double lane[lanes] = {};
  Index i = 0;
  for (; i + lanes <= n; i += lanes)
    for (Index l = 0; l < lanes; ++l) lane[l] += term(i + l);
  for (Index l = 0; i < n; ++i, ++l) lane[l] += term(i);
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

}  // namespace

void appeal(Index n, const double* base, const double* firm, double segment, int features, const double* const* feature,
            const double* weight, double* out) {
  for (Index i = 0; i < n; ++i) out[i] = base[i] + (firm[i] + segment);
  for (int f = 0; f < features; ++f) {
    const double* const values = feature[f];
    const double w = weight[f];
    for (Index i = 0; i < n; ++i) out[i] += w * values[i];
  }
  for (Index i = 0; i < n; ++i) out[i] = exponential(out[i]);
}

void price_factor(Index n, double sensitivity, const double* felt, const double* price, double* out) {
  for (Index i = 0; i < n; ++i) out[i] = exponential(-(sensitivity * (felt[i] * price[i])));
}

double weight_sum(Index n, const double* appeal, const double* factor) {
  return lane_sum(n, [=](Index i) { return appeal[i] * factor[i]; });
}

RetainedSums retained_sums(Index n, const double* appeal, const double* factor, const double* retention,
                           const double* buyers, Segment segment) {
  const double z = segment.denominator, k = segment.loyalty, scale = segment.retained_scale;
  double lane[5][lanes] = {};
  const auto add = [&](Index i, Index l) {
    const double b = retention[i] * buyers[i] * scale;
    const double ke = k * (appeal[i] * factor[i]);
    const double inverse = 1 / (z + ke);
    const double share = b * inverse;
    const double loss = share * ke / z;
    lane[0][l] += loss;
    lane[1][l] += loss * (2 * z + ke) * inverse / z;
    lane[2][l] += b;
    lane[3][l] += share;
    lane[4][l] += share * inverse;
  };
  Index i = 0;
  for (; i + lanes <= n; i += lanes)
    for (Index l = 0; l < lanes; ++l) add(i + l, l);
  for (Index l = 0; i < n; ++i, ++l) add(i, l);
  double total[5];
  for (int q = 0; q < 5; ++q) {
    const double* const v = lane[q];
    total[q] = ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
  }
  return {total[0], total[1], total[2], total[3], total[4]};
}

void add_pricing_terms(Index n, const double* appeal, const double* factor, const double* retention,
                       const double* buyers, Segment segment, double free_share, double free_square, double sensitivity,
                       PricingSums sums) {
  const double z = segment.denominator, k = segment.loyalty, scale = segment.retained_scale;
  if (buyers == nullptr || k == 0) {
    for (Index i = 0; i < n; ++i) {
      const double e = appeal[i] * factor[i];
      const double q = e * free_share;
      sums.demand[i] += q;
      sums.weighted_demand[i] += sensitivity * q;
      sums.weighted_gamma[i] += sensitivity * (e * e * free_square);
    }
    return;
  }
  for (Index i = 0; i < n; ++i) {
    const double e = appeal[i] * factor[i];
    const double inverse = 1 / (z + k * e);
    const double bk = retention[i] * buyers[i] * scale * k * inverse;
    const double q = e * (free_share + bk);
    sums.demand[i] += q;
    sums.weighted_demand[i] += sensitivity * q;
    sums.weighted_gamma[i] += sensitivity * (e * e * (free_square + bk * (k + 2) * inverse));
  }
}

double sell(Index n, const double* appeal, const double* factor, const double* retention, double* buyers,
            Segment segment, double free_share, bool inertia, double* total) {
  const double z = segment.denominator, k = segment.loyalty, scale = segment.retained_scale;
  if (!inertia || k == 0)
    for (Index i = 0; i < n; ++i) buyers[i] = appeal[i] * factor[i] * free_share;
  else
    for (Index i = 0; i < n; ++i) {
      const double e = appeal[i] * factor[i];
      buyers[i] = e * (free_share + retention[i] * buyers[i] * scale * k / (z + k * e));
    }
  for (Index i = 0; i < n; ++i) total[i] += buyers[i];
  return sum(n, buyers);
}

double loyal_logsum(Index n, const double* appeal, const double* factor, const double* retention, const double* buyers,
                    Segment segment) {
  const double z = segment.denominator, k = segment.loyalty, scale = segment.retained_scale;
  return lane_sum(
      n, [=](Index i) { return retention[i] * buyers[i] * scale * logarithm(1 + k * (appeal[i] * factor[i]) / z); });
}

double sum(Index n, const double* values) {
  return lane_sum(n, [=](Index i) { return values[i]; });
}

}  // namespace rivalry::kernels
