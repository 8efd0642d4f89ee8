#include "rivalry/io/formats.hpp"

#include <string_view>
#include <vector>

#include "provenance.hpp"
#include "rivalry/io/recording_plan.hpp"
#include "schema.hpp"

namespace rivalry {

namespace {

constexpr std::string_view introduction = R"(# Format of result files

<!-- Made by the program from the tables that the files are made from (`formats_markdown()`); do not edit. -->

`rivalry run` writes one HDF5 file a run. It follows the conventions of netCDF-4: every data set has named dimensions
(dimension scales), and the attributes `units`, `long_name` and `definition`. Each group can be opened by itself.

- Numbers are 64-bit floating point unless another type is given. A missing value is NaN (`_FillValue`): the firm was
  not alive, the segment was not open, or the quantity is not defined.
- Integers have no `_FillValue`, so that readers leave them as they are; -1 stands for none.
- `flag_values` and `flag_meanings` (CF conventions) say what the values of an enumerated variable mean: one word a
  value, between blanks. Where names that somebody chose are no such words (`a b`, `=1`, no letter at all), the attribute
  `flag_labels` has them as they are, a text a value; the words differ from one another also where only a blank tells
  two names apart (`a_b`, `a_b_2`). The Python package shows the names.
- A period is a quarter of a year. Money is in units of the unit cost of reference; demand in units a period.
- A business model is a 64-bit word with one bit a choice, in the order of the catalogue, the first choice lowest; which
  choices there are is part of the scenario in the root attributes.
- Data are in chunks with the checksum Fletcher-32. With `recording.compression` above 0, shuffle and deflate are used
  where they pay. Nothing else is needed to read a file than HDF5 1.10.1 or later.
- A file grows in place, and can be read while it does (see *Files that grow*). `complete` is 0 until the run has ended.

## Reading

Python (with [xarray](https://xarray.dev) and h5netcdf):

```python
import xarray
market = xarray.open_dataset("baseline.h5", group="market", engine="h5netcdf")
firms = xarray.open_dataset("baseline.h5", group="firms", engine="h5netcdf")
market.hhi.plot()
panel = firms[["profit", "novelty"]].to_dataframe().dropna(how="all")
```

R (with [rhdf5](https://bioconductor.org/packages/rhdf5); the first index is the fastest, so a panel is firm by period):

```r
library(rhdf5)
hhi <- h5read("baseline.h5", "/market/hhi")
profit <- h5read("baseline.h5", "/firms/profit")
firm <- h5read("baseline.h5", "/firms/firm", bit64conversion = "double")
model <- h5read("baseline.h5", "/firms/model", bit64conversion = "bit64")
h5readAttributes("baseline.h5", "/market/hhi")$definition
```

Stata 16 or later (through its Python):

```stata
python:
import xarray
firms = xarray.open_dataset("baseline.h5", group="firms", engine="h5netcdf")
firms[["profit", "novelty"]].to_dataframe().dropna(how="all").reset_index().to_stata("panel.dta")
end
use panel, clear
xtset firm period
```

## Files that grow

A run writes in HDF5's single-writer-multiple-reader mode. The file has its name from the first period that it holds;
until the run has ended well, `complete` is 0, `ended` is empty and `/summary` has length 0. All groups, variables and
attributes are there from the beginning; only lengths grow.

- The file is brought up to date 0.1, 0.2, 0.4, … seconds after one another, at most 30 seconds, and where blocks of the
  panel are full more often than that, every second. The length of `/market/period` is set last: **up to that period the
  file holds everything.** What other variables have beyond it does not count: `rivalry` and the Python package cut it
  off, and a firm whose `exit_period` lies beyond it is alive.
- A process that dies, however it dies, leaves such a file. HDF5 marks it as open; other programs read it with their
  option for single-writer-multiple-reader files (`h5py.File(name, "r", swmr=True)`), or after `rivalry repair`.
- Each time, blocks that are not full yet are written once more, compressed, and their old copy stays behind as unused
  space: a reader may be using it. As the intervals double this is little; runs of hours whose blocks take many minutes
  to fill can get files up to a few times larger. `h5repack --low=2 --high=2` removes it and keeps all checksums.

## Files from elsewhere

Nothing that stands in a file is believed. What `rivalry` reads is looked at first: that it lies in the file itself and
not behind a link, in other files or under filters other than shuffle, deflate and Fletcher-32; its type, its number of
dimensions, and that its lengths are those of its dimensions and no more than a file of that size can hold. `info`,
`digest`, `repair` and `run --resume` read in a process of its own, which has limits of time and memory and may die.

- The root attribute `contents` lists every variable that the program made, under a checksum. What is missing or has
  become something else is an error. What others added is named, and is no part of a digest.
- **A digest comes from a whole file or not at all.** Every byte that counts is under a checksum: the structure (version 3
  of HDF5's superblock, and what goes with it), the chunks (Fletcher-32), the texts of coordinates (in `contents`).
  Root attributes say where the numbers come from and are no part of it; who needs one that is missing or of another kind
  refuses the file.
- A file that another program wrote anew without these (`nccopy`, or `h5repack` without the options above) is read by
  `rivalry info` and has no digest.

)";

/// The header's layout is that of CheckpointHeader.
constexpr std::string_view checkpoint_files = R"(
## Checkpoint files

While a run goes on, `FILE.checkpoint-1` and `FILE.checkpoint-2` lie next to its result `FILE`, written in turn, so that
one is whole at any moment. `rivalry run --resume FILE` goes on from the newer whole one; they are removed when the run is
complete. They are read by the program (same version, same commit) that wrote them, and by nothing else. All numbers are
little-endian.

| bytes | type | meaning |
|---|---|---|
| 0 to 15 | text | `rivalry state`, CR, LF, NUL |
| 16 to 19 | uint32 | version of this layout: 1 |
| 20 to 23 | uint32 | bytes of the header: 64 |
| 24 to 31 | uint64 | bytes of the contents, which follow the header; nothing follows them |
| 32 to 47 | 2 × uint64 | XXH3-128 of the contents, low word first |
| 48 to 63 | 2 × uint64 | XXH3-128 of bytes 0 to 47 |

The header is zero until the contents are written. The contents are named fields, one after the other: length of the name
(uint8), name, kind (`i`, `u`, `f` numbers, `t` text, `l` length of a list, `s` section); then, but for sections, bytes a
value (uint8), number of values (uint64), values. They are, in this order: `origin` (program, identity of the result,
SHA-256 of the resolved scenario, replicate), `period`, `recorders` (rows that wait for their block to fill, the firms of
the panel, full blocks that the result holds) and `run` (the market with the columns of all living firms, and the series
of market observables that the summary is made of).
)";

std::string meaning(const VariableSchema& schema) {
  std::string text = schema.long_name + ". " + schema.definition;
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  if (schema.flags.empty()) return text;
  text += " Values:";
  int value = schema.first_flag;
  for (const std::string& flag : schema.flags)
    text += std::string(value == schema.first_flag ? " " : ", ") + std::to_string(value) + " " + flag, ++value;
  return text + ".";
}

std::string row(const VariableSchema& schema, std::string_view type = "", const Presence& presence = {}) {
  std::string dims;
  for (const std::string& dim : schema.dims) dims += (dims.empty() ? "" : ", ") + dim;
  return "| `" + schema.name + "` | " + dims + " | " + (type.empty() ? type_name(schema.element) : std::string(type)) +
         " | " + schema.unit + " | " + meaning(schema) +
         (presence.when.empty() ? "" : " Only with " + std::string(presence.when) + ".") + " |\n";
}

template <class Seen>
std::string row_of(const Seen& observable) {
  return row(schema_of(observable), "", observable.presence);
}

template <class Observables>
std::string rows(const Observables& observables) {
  std::string text;
  for (const auto& observable : observables) text += row_of(observable);
  return text;
}

std::string group(std::string_view name, std::string_view about, const std::string& content) {
  return "## /" + std::string(name) + "\n\n" + std::string(about) +
         "\n\n| variable | dimensions | type | unit | meaning |\n|---|---|---|---|---|\n" + content + "\n";
}

std::string root() {
  std::string text = "## Root attributes\n\n| attribute | type | meaning |\n|---|---|---|\n";
  for (const RootAttribute& attribute : root_attributes)
    text += std::string("| `") + attribute.name + "` | " + attribute.type + " | " + attribute.meaning + " |\n";
  return text + "\n";
}

std::string facts_of_firms() {
  VariableSchema arm = arm_variable("capabilities.sensing"), trait = trait_variable("capabilities.sensing");
  arm.name = "arm_SECTION_NAME", trait.name = "trait_SECTION_NAME";
  arm.unit = "1", trait.unit = "of the parameter";
  arm.long_name = "Arm of a treated parameter";
  arm.definition =
      "Arm that the firm was assigned to, from 0, the control; -1: its population is not treated. The attribute "
      "`arm_values` has the values of the arms. One for each treated parameter, as in `arm_capabilities_sensing`.";
  trait.long_name = "Parameter of the firm at entry";
  trait.definition = "One for each parameter in which firms can differ, as in `trait_capabilities_sensing`.";
  return row(entry_period_variable()) + row(exit_period_variable()) + row(population_variable(Scenario{})) +
         row(origin_variable()) + row(start_size_variable()) + row(arm) + row(trait);
}

constexpr std::string_view about_firms =
    "A panel: dimension `period` has the recorded periods alone, `firm` every firm of the panel that ever lived. Which "
    "these are follows\nfrom the section `recording` of the scenario: all firms or, if the market starts with more "
    "than "
    "`recording.firms`, a random sample\nof founders and entrants with that expected size (attributes `sampled`, "
    "`sample_share`); every `every`-th period and the last.\nVariables marked with * are recorded by default; "
    "`recording.variables` chooses others. Where a meaning "
    "ends with *Only with* settings, `default` and `all`\nstand for the variable under these settings alone; named "
    "by itself it is always recorded, as zeros or missing.";

constexpr std::string_view about_market =
    "The market as a whole, one row a period. Where a meaning ends with *Only with* settings, files of other scenarios "
    "do\nnot have the variable; all others are in every file.";

constexpr std::string_view about_summary =
    "Headline figures, one value each. The second half of T periods begins with period ⌊T/2⌋ + 1; a mean leaves out "
    "the "
    "periods\nin which the series is missing.";

std::string starred(std::string text, bool standard) {
  if (standard) text.insert(text.find("` |") + 1, " *");
  return text;
}

std::string panel_of_firms() {
  std::string text;
  for (const auto& observable : firm_observables()) text += starred(row_of(observable), observable.standard);
  for (const auto& observable : firm_word_observables()) text += starred(row_of(observable), true);
  return text + rows(firm_vector_observables());
}

}  // namespace

std::string formats_markdown() {
  const std::string period = row(period_coordinate()), path = row(path_coordinate(), "text"),
                    attribute = row(attribute_coordinate());
  return std::string(introduction) + root() +
         group("market", about_market,
               period + path + row(stage_coordinate(), "text", stage_observables().front().presence) +
                   row(move_coordinate(), "text", move_observables().front().presence) + rows(market_observables()) +
                   rows(path_observables()) + rows(stage_observables()) + rows(move_observables())) +
         group("segments", "Demand segments. Values are missing while a segment is not open.",
               period + row(segment_coordinate()) + attribute + rows(segment_observables()) +
                   rows(segment_position_observables())) +
         group("firms", about_firms,
               period + row(firm_coordinate()) + attribute + path + facts_of_firms() + panel_of_firms()) +
         group(
             "events",
             "One row an event, in the order in which they happened: those of the firms in the panel and of the market "
             "as a whole\n(`recording.events` = panel), of all firms, or none (attribute `recorded`).",
             rows(event_observables())) +
         group("summary", about_summary, row(run_coordinate()) + rows(summary_observables())) +
         std::string(checkpoint_files.substr(1));
}

}  // namespace rivalry
