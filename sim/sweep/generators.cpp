#include "generators.hpp"

#include <cstddef>

namespace rivalry {
namespace {

constexpr int most_basic = 20;

/// Sums (as bits) of at most resolution - 2 of the words taken so far: no other word may be one of them, or it would
/// close an aliased word of fewer letters than the resolution.
class Sums {
 public:
  Sums(int basic, int resolution) : letters_(resolution - 2), fewest_(std::size_t{1} << basic, 255) { fewest_[0] = 0; }

  bool holds(std::uint32_t word) const { return fewest_[word] <= letters_; }

  void add(std::uint32_t word) {
    const std::vector<std::uint8_t> before = fewest_;
    for (std::uint32_t sum = 0; sum < before.size(); ++sum)
      if (before[sum] < letters_ && before[sum] + 1 < fewest_[sum ^ word])
        fewest_[sum ^ word] = static_cast<std::uint8_t>(before[sum] + 1);
  }

 private:
  int letters_;
  std::vector<std::uint8_t> fewest_;  ///< [word] words that sum up to it
};

/// Takes words in ascending order where they may be taken (the lexicode of that distance).
std::optional<Fraction> fraction(int factors, int basic, int resolution) {
  Fraction result{basic, {}};
  Sums sums(basic, resolution);
  for (int i = 0; i < basic; ++i) {
    result.words.push_back(std::uint32_t{1} << i);
    sums.add(result.words.back());
  }
  for (std::uint32_t word = 1; static_cast<int>(result.words.size()) < factors; ++word) {
    if (word >> basic != 0) return {};
    if (sums.holds(word)) continue;
    result.words.push_back(word);
    sums.add(word);
  }
  return result;
}

}  // namespace

std::optional<Fraction> smallest_fraction(int factors, int resolution) {
  for (int basic = 1; basic < factors && basic <= most_basic; ++basic)
    if (const auto found = fraction(factors, basic, resolution)) return found;
  return {};
}

}  // namespace rivalry
