#include "kernels_levels.hpp"
#include "rivalry/random/lanes.hpp"

#ifdef __BMI2__
#include <immintrin.h>
#endif

// Compiled once for each instruction set, as namespace RIVALRY_LEVEL. No standard library or Eigen in this file: the
// linker might choose this file's copy of a shared template for every processor.
namespace rivalry::kernels {
namespace {

using namespace lanes;

void appeal(Index n, const double* base, const double* firm, double segment, int features, const double* const* feature,
            const double* weight, double* out) {
  for_parts(n, [=](Index i, Index, Integers) {
    Reals utility = load(base + i) + (load(firm + i) + segment);
    for (int f = 0; f < features; ++f) utility += weight[f] * load(feature[f] + i);
    store(out + i, exponential(utility));
  });
}

void price_factor(Index n, double sensitivity, const double* felt, const double* price, double* out) {
  for_parts(n, [=](Index i, Index, Integers) {
    store(out + i, exponential(-(sensitivity * (load(felt + i) * load(price + i)))));
  });
}

double weigh(Index n, const double* appeal, const double* factor, double* weight) {
  Sum sum;
  for_parts(n, [=, &sum](Index i, Index p, Integers mask) {
    const Reals e = within(mask, load(appeal + i) * load(factor + i));
    store(weight + i, e);
    sum.add(p, e);
  });
  return sum.joined();
}

RetainedSums retained_sums(Index n, const double* weight, const double* retention, const double* buyers,
                           const Segment& segment) {
  const double z = segment.denominator, k = segment.loyalty, scale = segment.retained_scale;
  if (k == 0) return {};
  Sum retained, locked, squared;
  for_parts(n, [=, &retained, &locked, &squared](Index i, Index p, Integers mask) {
    const Reals b = within(mask, load(retention + i) * load(buyers + i) * scale);
    const Reals inverse = 1.0 / (z + k * load(weight + i));
    const Reals share = b * inverse;
    retained.add(p, b);
    locked.add(p, share);
    squared.add(p, share * inverse);
  });
  return {retained.joined(), locked.joined(), squared.joined()};
}

void reprice(Index n, const Repricing& task) {
  for_parts(n, [&task](Index i, Index, Integers) {
    const Reals retention = load(task.retention + i);
    Reals demand{}, weighted_demand{}, weighted_gamma{};
    for (Index c = 0; c < task.count; ++c) {
      const Segment& segment = task.segments[c];
      const Index place = segment.row * task.stride + i;
      const Reals e = load(task.weight + place);
      Reals share = all(segment.free_share), square = all(segment.free_square);
      const double k = segment.loyalty;
      if (task.buyers != nullptr && k != 0) {
        const Reals inverse = 1.0 / (segment.denominator + k * e);
        const Reals bound = retention * load(task.buyers + place) * (segment.retained_scale * k) * inverse;
        share += bound;
        square += bound * (k + 2.0) * inverse;
      }
      const Reals q = e * share;
      demand += q;
      weighted_demand += segment.sensitivity * q;
      weighted_gamma += segment.sensitivity * (e * e * square);
    }
    const Reals felt = load(task.felt + i), old = load(task.price + i);
    const Reals cost = load(task.unit_cost + i) - load(task.third_party + i);
    const Reals slope = felt * weighted_demand;
    // A price that leaves no buyer has no condition: toward the limit of small shares where buyers mind prices least.
    const Reals best = cost + (demand + (old - cost) * felt * weighted_gamma) / slope;
    const Reals limit = cost + 1.0 / (felt * task.least_sensitivity);
    const Reals target = slope > 1e-290 ? best : limit;
    const Reals price = maximum(old + task.adjustment * (target - old), Reals{});
    // Where nothing can be collected the firm lives on third parties.
    store(task.price + i, load(task.collected + i) > 0.0 ? price : Reals{});
  });
}

Sales sell(Index n, const double* weight, const double* retention, double* buyers, const double* margin,
           const Segment& segment, bool inertia, double* total) {
  const double z = segment.denominator, k = segment.loyalty, scale = segment.retained_scale;
  const double free = segment.free_share, per_z = 1 / z;
  Sum quantity, earned, loyal;
  const auto book = [=, &quantity, &earned](Index i, Index p, Integers mask, Reals q) {
    q = within(mask, q);
    store(buyers + i, q);
    store(total + i, load(total + i) + q);
    quantity.add(p, q);
    earned.add(p, within(mask, q * load(margin + i)));
  };
  if (!inertia || k == 0) {
    for_parts(n, [=](Index i, Index p, Integers mask) { book(i, p, mask, load(weight + i) * free); });
  } else {
    for_parts(n, [=, &loyal](Index i, Index p, Integers mask) {
      const Reals ke = k * load(weight + i);
      const Reals b = within(mask, load(retention + i) * load(buyers + i) * scale);
      loyal.add(p, b * logarithm(1.0 + ke * per_z));
      book(i, p, mask, load(weight + i) * (free + b * k / (z + ke)));
    });
  }
  return {quantity.joined(), earned.joined(), loyal.joined()};
}

void distances(Index n, const View& view) {
  const Index next_lag = view.attributes * view.rows;
  for_parts(n, [&view, next_lag](Index i, Index, Integers) {
    Index first[width];
    for (Index lane = 0; lane < width; ++lane) first[lane] = static_cast<Index>(view.lag[i + lane]) * next_lag;
    const Reals ahead = load(view.ahead + i);
    Reals served{}, bought{}, unserved{};
    double missing = 0;
    for (Index c = 0; c < view.count; ++c) {
      const Index row = view.segments[c].row;
      Reals square{};
      for (Index d = 0; d < view.attributes; ++d) {
        Reals now, before;
        for (Index lane = 0; lane < width; ++lane) {
          const double* const seen = view.seen + first[lane] + d * view.rows + row;
          now[lane] = seen[0];
          before[lane] = seen[next_lag];
        }
        const Reals gap = load(view.position[d] + i) - (now + ahead * (now - before));
        square += gap * gap;
      }
      const Reals buyers = load(view.buyers + row * view.stride + i);
      served += buyers * square;
      bought += buyers;
      unserved += view.missing[row] * square;
      missing += view.missing[row];
    }
    const Reals far = missing > 0 ? unserved / missing : Reals{};
    store(view.unserved + i, far);
    store(view.served + i, bought > 0.0 ? served / bought : far);
  });
}

void appraise(const Field& field, const Viewer& viewer, const Appraisal& out) {
  for_parts(field.segments, [&field, &viewer, &out](Index i, Index, Integers) {
    const auto at = [i](const double* values) { return load(values + i); };
    Reals square{};
    for (Index d = 0; d < field.attributes; ++d) {
      const Reals now = at(viewer.now[d]);
      const Reals point = now + viewer.ahead * (now - at(viewer.before[d]));
      store(out.pull + d * out.stride + i, field.position_weight * point);
      square += point * point;
    }
    store(out.constant + i, at(field.sensitivity) - field.position_weight / 2 * square +
                                viewer.log_legitimacy * at(field.legitimacy_taste));
    // Rivals' retained buyers are all of them without the firm's own; without loyalty nobody is bound.
    const Reals k = at(field.loyalty);
    const Reals bought = k > 0.0 ? at(viewer.buyers) * at(field.retained_scale) : Reals{};
    const Reals kept = viewer.retention * bought;
    const Reals inverse = 1.0 / (at(field.denominator) + k * at(viewer.own));
    const Reals share = kept * inverse;
    store(out.bought + i, bought);
    store(out.free + i, at(field.mass) - (at(field.retained) - kept));
    store(out.locked + i, maximum(at(field.locked) - share, Reals{}));
    store(out.locked_squared + i, maximum(at(field.locked_squared) - share * inverse, Reals{}));
  });
}

double expected_quantity(const Field& field, const double* own_weight, const Appraisal& view, const Prospect& design) {
  Sum quantity;
  for_parts(field.segments, [&field, own_weight, &view, &design, &quantity](Index i, Index p, Integers mask) {
    const auto at = [i](const double* values) { return load(values + i); };
    Reals utility = at(design.access) + (at(view.constant) + design.utility);
    for (Index d = 0; d < field.attributes; ++d) utility += design.position[d] * at(view.pull + d * view.stride);
    utility += design.novelty * at(field.novelty_taste) - design.log_damage * at(field.damage_taste) -
               at(field.sensitivity) * design.felt_price;
    const Reals e = exponential(utility), own = at(own_weight), k = at(field.loyalty);
    const Reals z = at(field.denominator) - own + e;
    const Reals kept = design.retention * at(view.bought);
    const Reals free = maximum(at(view.free) - kept, Reals{});
    const Reals locked = at(view.locked);
    const Reals bottom = locked + at(view.locked_squared) * (e - own);
    const Reals rivals = bottom > 0.0 ? locked * locked / bottom : Reals{};
    quantity.add(p, within(mask, e * (free / z + rivals + kept * (1.0 + k) / (z + k * e))));
  });
  return quantity.joined();
}

RIVALRY_INLINE std::uint64_t compressed(std::uint64_t word, std::uint64_t mask) {
#ifdef __BMI2__
  return _pext_u64(word, mask);
#else
  std::uint64_t result = 0;
  for (int place = 0; mask != 0; mask &= mask - 1) result |= (word >> __builtin_ctzll(mask) & 1U) << place++;
  return result;
#endif
}

void synergy(std::uint64_t choices, std::uint64_t model, const std::uint64_t* depends_on, const std::size_t* offset,
             const double* table, double* out) {
  typedef double Both __attribute__((vector_size(16)));  // value and efficiency
  Both a{}, b{}, c{}, d{};                               // four sums in turn: additions need not wait for each other
  const auto take = [&] {
    Both one{};
    if (choices == 0) return one;
    const int choice = __builtin_ctzll(choices);
    choices &= choices - 1;
    __builtin_memcpy(&one, table + 2 * (offset[choice] + compressed(model, depends_on[choice])), sizeof one);
    return one;
  };
  while (choices != 0) {
    a += take();
    b += take();
    c += take();
    d += take();
  }
  const Both total = (a + c) + (b + d);
  __builtin_memcpy(out, &total, sizeof total);
}

void combine(Index nibbles, std::uint64_t model, const double* rows, double* out) {
  Reals sum[2 * parts] = {}, product[parts];
  for (Reals& part : product) part = all(1.0);
  for (Index nibble = 0; nibble < nibbles; ++nibble, model >>= 4U) {
    const double* const row = rows + (16 * nibble + static_cast<Index>(model & 15U)) * 24;
#pragma GCC unroll 8
    for (Index p = 0; p < 2 * parts; ++p) sum[p] += load(row + p * width);
#pragma GCC unroll 4
    for (Index p = 0; p < parts; ++p) product[p] *= load(row + 16 + p * width);
  }
  __builtin_memcpy(out, sum, sizeof sum);
  __builtin_memcpy(out + 16, product, sizeof product);
}

double differing_bits(Index n, const std::uint64_t* words, std::uint64_t word) {
  Index total = 0;
  for (Index i = 0; i < n; ++i) {
    std::uint64_t bits = words[i] ^ word;  // in plain steps, which vectorise
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
    bits += bits >> 8;
    bits += bits >> 16;
    bits += bits >> 32;
    total += static_cast<Index>(bits & 0x7f);
  }
  return static_cast<double>(total);
}

double sum(Index n, const double* values) {
  Sum total;
  for_parts(n, [=, &total](Index i, Index p, Integers mask) { total.add(p, within(mask, load(values + i))); });
  return total.joined();
}

double dot(Index n, const double* values, const double* others) {
  Sum total;
  for_parts(n, [=, &total](Index i, Index p, Integers mask) {
    total.add(p, within(mask, load(values + i) * load(others + i)));
  });
  return total.joined();
}

double squares(Index n, const double* values, double centre) {
  Sum total;
  for_parts(n, [=, &total](Index i, Index p, Integers mask) {
    const Reals gap = load(values + i) - centre;
    total.add(p, within(mask, gap * gap));
  });
  return total.joined();
}

void exp(Index n, const double* values, double* out) {
  for_parts(n, [=](Index i, Index, Integers) { store(out + i, exponential(load(values + i))); });
}

void log(Index n, const double* values, double* out) {
  for_parts(n, [=](Index i, Index, Integers) { store(out + i, logarithm(load(values + i))); });
}

void tanh(Index n, const double* values, double* out) {
  for_parts(n, [=](Index i, Index, Integers) { store(out + i, elementary::tanh<Reals, Bits>(load(values + i))); });
}

}  // namespace

namespace RIVALRY_LEVEL {
const Set set{.appeal = appeal,
              .price_factor = price_factor,
              .weigh = weigh,
              .retained_sums = retained_sums,
              .reprice = reprice,
              .sell = sell,
              .distances = distances,
              .appraise = appraise,
              .expected_quantity = expected_quantity,
              .synergy = synergy,
              .combine = combine,
              .differing_bits = differing_bits,
              .sum = sum,
              .dot = dot,
              .squares = squares,
              .exp = exp,
              .log = log,
              .tanh = tanh};
}

}  // namespace rivalry::kernels
