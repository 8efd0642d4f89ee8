#include "rivalry/sweep/reference.hpp"

#include "scenario/documentation.hpp"
#include "sweep_keys.hpp"

namespace rivalry {
namespace {

constexpr std::string_view introduction = R"(# Sweep files

<!-- Made by the program from the tables that it reads sweep files with (`sweeps_markdown()`); do not edit. -->

A sweep runs a scenario at many points: combinations of values of parameters. Its file is TOML text; `rivalry describe
sweep` shows the keys. Every mistake of a file is reported with place, value, rule and remedy before anything runs.

```toml
[sweep]
question = "How does profit answer to competitive pressure?"
scenario = "baseline"
design = "factorial"
replicates = 30

[set]
"market.firms" = 50

[[factor]]
key = "competition.intensity"
name = "intensity"
values = [0.0, 0.25, 0.5, 0.75, 1.0]

[[factor]]
keys = ["emphasis.novelty", "emphasis.efficiency"]
name = "emphasis"
values = [[0.0, 0.5], [0.5, 0.0]]
labels = ["on efficiency", "on novelty"]
```

`rivalry sweep list` names the sweeps that come with the program; `rivalry sweep points FILE` prints the points of one.
)";

constexpr std::string_view designs = R"(
## Designs

A point is a pure function of its number and of `sweep.seed`: nothing is stored, the bits are the same everywhere, and a
design may have up to 2^40 points. A sweep may have up to 2^32 runs. Before it begins, the scenarios of its points are
made to see whether they are right: of all points where there are at most 2^20, and else of 2^20 that are spread over all
of them; a fault of another point is told when its runs are due.

| design | points | what it is for |
| --- | --- | --- |
| `factorial` | product of the numbers of values | every combination, the first factor slowest; without factors one point |
| `fractional` | a power of two | two values a factor (the ends of a range), the smallest fraction of all combinations of the given `resolution`; `rivalry sweep points` says which effects are aliased |
| `lhs` | `points` | Latin hypercube: each of as many equal strata of each factor has one point |
| `sobol` | `points`, a power of two | Sobol's sequence, scrambled: fills the space evenly, and more points add to those that there are |
| `morris` | `points` × (factors + 1) | elementary effects along `points` trajectories on a grid of `levels` |
| `saltelli` | `points` × (2 factors + 2), or × (factors + 2) without `second_order` | Sobol' indices of first, second and total order; rows in the order of SALib's `sobol.sample`, so that `SALib.analyze.sobol` takes the outcomes as they are |
| `random` | `points` | independent draws |
| `table` | rows of the table | points of one's own |

- Where a design chooses a place in the unit cube (lhs, sobol, saltelli, random), a range or distribution takes the value
  at that quantile, and listed values are equally likely.
- Where it chooses a level (factorial, fractional, morris), levels of a range go from one end to the other in equal steps
  of its quantiles, rounded to twelve digits. A distribution without ends takes the middles of equal parts instead, so
  that no value is infinite; so do points of a sequence that is not scrambled.
- Parameters that take whole numbers get whole numbers, at a quantile each as likely as the stretch that is rounded to it.

## Levels and labels

A factor of one key whose values are numbers is a column of numbers in the results. Any other has levels, numbered from
0 in the order of `values`, each with a label: the `labels` that are given, or else the values in words. Two values that
set the same, such as 1 and 1.0, are one level and refused.

| values | labels |
| --- | --- |
| `["bertrand", "fixed"]` | `bertrand`, `fixed` |
| `[[50, 1.5], [50, 4]]` of two keys | `50 / 1.5`, `50 / 4` |
| `[0.5, {treatment = [0.2, 0.8]}]` | `0.5`, `treatment [0.2, 0.8]` |
| `[{normal = [0.5, 0.1], min = 0}]` | `normal [0.5, 0.1], min 0` |
| `[["landscape", "founding"]]` | `[landscape, founding]` |

A label may have blanks and any letters, but no line breaks, and has at most 100 bytes. A factor of several keys has a
column for each of them in the results too, and so has one whose labels are given ([sweep-results.md](sweep-results.md)).

## Distributions

| form | meaning |
| --- | --- |
| `{uniform = [0, 1]}` | between the two; the same as a range |
| `{normal = [0.5, 0.1], min = 0, max = 1}` | normal with mean and standard deviation, cut off at min and max |
| `{lognormal = [0, 0.5], min = 0.1, max = 10}` | mean and standard deviation of the logarithm; cut off at min and max |
| `{triangular = [1, 2, 5]}` | lowest, most likely, highest |

## Tables

A CSV file (RFC 4180) with a header. A column is named by a parameter, or by the `name` of a `[[factor]]`, whose `keys`
all take the value. Cells are values as in a scenario file, or text without quotes; a cell with commas or quotes stands
in quotes, and quotes inside it are written twice. There are no empty cells.

```csv
competition.intensity,competition.pricing,capabilities.sensing
0.2,bertrand,0.5
0.8,fixed,"{treatment = [0.2, 0.8]}"
```
)";

std::vector<Chapter> all_chapters() {
  std::vector<Chapter> all;
  for (const ItemTable& part : sweep_parts()) {
    if (part.name == "sweep") all.push_back(chapter_of(part, sweep_keys()));
    if (part.name == "set") all.push_back({std::string(part.name), std::string(part.meaning), false, {}});
    if (part.name == "factor") all.push_back(chapter_of(part, factor_keys()));
    if (part.name == "keep") all.push_back(chapter_of(part, keep_keys()));
    if (part.name == "stop") all.push_back(chapter_of(part, stop_keys()));
    if (part.name == "sequential") all.push_back(chapter_of(part, sequential_keys()));
  }
  return all;
}

}  // namespace

std::string describe_sweep_text() {
  std::string text;
  for (const Chapter& chapter : all_chapters()) text += (text.empty() ? "" : "\n") + chapter_text(chapter);
  return text;
}

std::string describe_sweep_json() { return chapters_json(all_chapters()); }

std::string sweeps_markdown() {
  std::string text(introduction);
  for (const Chapter& chapter : all_chapters()) text += chapter_markdown(chapter);
  return text + std::string(designs);
}

}  // namespace rivalry
