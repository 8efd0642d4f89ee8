#pragma once

#include <string_view>

/// Examples and notes at the end of each command's help.
namespace rivalry::help {

inline constexpr std::string_view program = R"(
Other programs named rivalry-NAME are commands too: `rivalry plot FILE` draws a result (Python package).

Examples:
  rivalry list                                what scenarios there are
  rivalry run baseline                        run one; writes baseline.h5
  rivalry info baseline.h5                    look at the result
  rivalry plot baseline.h5 -o baseline.png    draw it
  rivalry new mine.toml                       begin an own scenario

Exit codes: 0 done, 2 bad usage or input, 3 input/output failure, 4 interrupted,
5 done, but something failed.)";

inline constexpr std::string_view run = R"(
The same scenario, seed and replicate give the same results, bit for bit, with any number of threads and whatever is
recorded. Ctrl-C ends the run after the current period; the file is kept, marked incomplete. An interrupted run goes on
with --resume, from a checkpoint in a file next to the result; it ends in the numbers of a run that was never cut short.

Examples:
  rivalry run baseline
  rivalry run mine.toml -o results/mine.h5 --force
  rivalry run mine.toml --set market.firms=300 --set competition.pricing=fixed
  rivalry run mine.toml --set 'capabilities.sensing={treatment=[0.2, 0.8]}'
  rivalry run mine.toml --replicate 3                  another draw of chance; writes mine-r3.h5
  rivalry run mine.toml --record price,profit --every 10
  rivalry run mine.toml --profile                      and where the time went
  rivalry run --resume mine.h5                         go on after Ctrl-C, a crash or a power failure)";

inline constexpr std::string_view check = R"(
Every mistake of every file is reported: place, value, rule and remedy. Estimates of time and disk are rough.

Examples:
  rivalry check mine.toml
  rivalry check scenarios/*.toml
  rivalry check mine.toml --set market.firms=1000000)";

inline constexpr std::string_view describe = R"(
Examples:
  rivalry describe                            everything
  rivalry describe innovation                 a section
  rivalry describe demand.price_sensitivity   a parameter
  rivalry describe population                 the keys of a [[population]]
  rivalry describe --json market              for other programs
  rivalry describe --page parameters          docs/parameters.md)";

inline constexpr std::string_view create = R"(
Examples:
  rivalry new mine.toml
  rivalry check mine.toml && rivalry run mine.toml)";

inline constexpr std::string_view info = R"(
A file can be looked at while its run goes on, and after the run was killed: it holds every period up to the last time
that it was brought up to date. With --follow the exit code is 0 if the run reaches its end, 4 if it stops before.

Examples:
  rivalry info baseline.h5
  rivalry info --follow baseline.h5                   watch a running market
  rivalry info baseline.h5 --scenario > again.toml    what made the result, to run it again)";

inline constexpr std::string_view repair = R"(
A run that was killed leaves a file that Rivalry reads, but that other programs take for open. This cuts it to the
periods that it holds in full, rebuilds the headline figures, and closes it. Every checksum is looked at: what is
damaged is named and never shown as a number. The file is replaced in one step; there must be room for a copy.

Examples:
  rivalry repair baseline.h5
  rivalry repair damaged.h5 -o saved.h5)";

inline constexpr std::string_view digest = R"(
The first line is the hash of all results; the others are those of the groups. Equal hashes mean equal numbers, bit for
bit, whatever the threads, compression, machine and time.

Examples:
  rivalry digest baseline.h5
  diff <(rivalry digest a.h5) <(rivalry digest b.h5))";

inline constexpr std::string_view verify = R"(
Each scenario says in its file what runs of it must come to, and how near (`rivalry describe expect`). Those that come
with the program hold closed forms, published figures and relations; docs/verification.md is made from them. The exit
code is 5 if one does not hold.

Examples:
  rivalry verify                              all that takes no long time
  rivalry verify levinthal-1997 cournot       some of them
  rivalry verify --long --threads 8           everything
  rivalry verify mine.toml                    a file of your own
  rivalry verify --measures                   what such a file can ask for)";

inline constexpr std::string_view list = R"(
A scenario of the list can be run and checked by its name, unless the current folder has a file of that name.
RIVALRY_SCENARIOS names another folder of scenarios.

Examples:
  rivalry list
  rivalry run intense-rivalry)";

}  // namespace rivalry::help
