#include <bit>
#include <map>

#include <fmt/format.h>

#include "generators.hpp"
#include "scheme.hpp"

namespace rivalry {
namespace {

/// Two levels a factor, of all combinations the smallest fraction of the wanted resolution; the first factor slowest.
/// Source: Box & Hunter (1961).
class Fractional : public Scheme {
 public:
  explicit Fractional(const Sweep& sweep)
      : fraction_(*smallest_fraction(static_cast<int>(sweep.factors.size()), static_cast<int>(sweep.resolution))) {
    for (const Factor& factor : sweep.factors) names_.push_back(factor.name);
  }

  std::int64_t points() const override { return std::int64_t{1} << fraction_.basic; }

  void place(std::int64_t point, std::span<Position> positions) const override {
    std::uint32_t low = 0;  // basic factors on their low level
    for (int i = 0; i < fraction_.basic; ++i)
      if ((point >> (fraction_.basic - 1 - i) & 1) == 0) low |= std::uint32_t{1} << i;
    for (std::size_t factor = 0; factor < positions.size(); ++factor)  // minus times minus is plus
      positions[factor] = {.level = std::popcount(fraction_.words[factor] & low) % 2 == 0 ? 1 : 0, .levels = 2};
  }

  std::vector<std::string> aliases() const override {
    std::vector<std::string> lines;
    for (std::size_t i = static_cast<std::size_t>(fraction_.basic); i < names_.size(); ++i)
      lines.push_back(fmt::format("{} = {}", names_[i], product(fraction_.words[i])));
    for (const auto& [word, effects] : effects_by_word())
      if (effects.size() > 1) lines.push_back(fmt::format("aliased: {}", fmt::join(effects, ", ")));
    return lines;
  }

 private:
  std::string product(std::uint32_t word) const {
    std::vector<std::string_view> letters;
    for (int i = 0; i < fraction_.basic; ++i)
      if ((word >> i & 1U) != 0) letters.push_back(names_[static_cast<std::size_t>(i)]);
    return fmt::format("{}", fmt::join(letters, " * "));
  }

  /// Main effects and interactions of two factors; those with the same word are estimated by the same contrast.
  std::map<std::uint32_t, std::vector<std::string>> effects_by_word() const {
    std::map<std::uint32_t, std::vector<std::string>> effects;
    for (std::size_t i = 0; i < names_.size(); ++i) effects[fraction_.words[i]].push_back(names_[i]);
    for (std::size_t i = 0; i < names_.size(); ++i)
      for (std::size_t j = i + 1; j < names_.size(); ++j)
        effects[fraction_.words[i] ^ fraction_.words[j]].push_back(fmt::format("{} * {}", names_[i], names_[j]));
    return effects;
  }

  Fraction fraction_;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<Scheme> fractional_scheme(const Sweep& sweep) { return std::make_unique<Fractional>(sweep); }

}  // namespace rivalry
