#include "toml_lines.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <string_view>
#include <vector>

#include "rivalry/scenario/parameter.hpp"

namespace rivalry::fuzz {
namespace {

using Draw = std::minstd_rand;

constexpr std::array values{
    "0",
    "1",
    "-1",
    "2",
    "1e308",
    "-1e308",
    "1e-308",
    "5e-324",
    "nan",
    "inf",
    "-inf",
    "0.5",
    "true",
    "false",
    "\"\"",
    "\"logit\"",
    "[]",
    "[0, 1]",
    "[[1]]",
    "{}",
    "100000000",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e7",
    "1_000",
    "0x7fffffffffffffff",
    "1979-05-27T07:32:00Z",
    "\"\\u0000\"",
    "\"\\u001b[2J\"",
    "\"=1+1\"",
    "\"\\U0001F600\"",
    "{uniform = [0, 1]}",
    "{normal = [0, 1]}",
    "{lognormal = [0, 300]}",
    "{beta = [0.001, 0.001]}",
    "{treatment = [0, 1]}",
    "{treatment = [0, 0], share = 0}",
    "{pareto = [1, 1e-9]}",
    "{choice = [1, 2]}",
};

constexpr std::array lines{
    "[[population]]",   "[[event]]",
    "[[choice]]",       "[[expect]]",
    "[[factor]]",       "[[stop]]",
    "[keep]",           "[set.market]",
    "at = 1",           "set = {\"cost.fixed\" = 1}",
    "open_segment = 1", "ban = \"premium\"",
    "share = 0.5",      "[]",
    "a.b.c = 1",
};

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

template <class List>
const auto& any_of(const List& list, Draw& draw) {
  return list[draw() % list.size()];
}

std::string parameter_line(Draw& draw) {
  const auto& all = parameters();
  const auto& one = all[draw() % all.size()];
  return std::string(one.key) + " = " + any_of(values, draw);
}

void replace_value(std::string& line, Draw& draw) {
  const std::size_t equals = line.rfind("= ");
  if (equals != std::string::npos) line = line.substr(0, equals + 2) + any_of(values, draw);
}

}  // namespace

std::string change_lines(std::string text, std::uint32_t seed) {
  Draw draw(seed + 1);
  std::vector<std::string> all = split(text);
  for (auto changes = 1 + draw() % 4; changes > 0; --changes) {
    const auto at = static_cast<std::ptrdiff_t>(draw() % all.size());
    std::string& line = all[static_cast<std::size_t>(at)];
    switch (draw() % 7) {
      case 0:
      case 1:
        replace_value(line, draw);
        break;
      case 2:
        all.insert(all.begin(), parameter_line(draw));
        break;
      case 3:
        all.insert(all.begin() + at, any_of(lines, draw));
        break;
      case 4:
        all.insert(all.begin() + at, any_of(all, draw));
        break;
      case 5:
        if (all.size() > 1) all.erase(all.begin() + at);
        break;
      default:
        std::swap(line, all[draw() % all.size()]);
    }
  }
  std::string changed;
  for (const std::string& line : all) changed += line + '\n';
  changed.pop_back();
  return changed;
}

}  // namespace rivalry::fuzz
