#pragma once

#include <ctime>
#include <string>

#include "hdf5.hpp"
#include "rivalry/io/result_writer.hpp"

namespace rivalry {

inline constexpr auto result_format = "rivalry-result";
inline constexpr std::int64_t result_format_version = 1;
inline constexpr auto sweep_format = "rivalry-sweep";  ///< of a merged sweep; the same version

/// A root attribute and what it says.
struct RootAttribute {
  const char* name;
  const char* type;
  const char* meaning;
};
inline constexpr RootAttribute root_attributes[] = {
    {"format", "text", "\"rivalry-result\""},
    {"format_version", "integer", "version of this layout; readers refuse newer ones"},
    {"program_version", "text", "version of Rivalry"},
    {"commit", "text", "commit that the program was built from; \"-dirty\" appended if its sources differed"},
    {"compiler", "text", "compiler and its version"},
    {"host", "text", "name of the machine"},
    {"seed", "integer", "seed of all random streams"},
    {"replicate", "integer", "index into the random streams"},
    {"threads", "integer", "number of threads; results do not depend on it"},
    {"scenario_name", "text", "`scenario.name`"},
    {"question", "text", "`scenario.question`"},
    {"periods", "integer", "`scenario.periods`: how many the run is to have"},
    {"scenario", "text", "complete resolved scenario as TOML: `rivalry run` accepts it"},
    {"identity", "text", "random text that no other result has; its checkpoints bear it"},
    {"decision_rules", "text", "only where a program put its own in place of the library's: what it calls them"},
    {"contents", "text",
     "all variables that the program made: a line each with group, name, type, dimensions (commas between them) and, "
     "of "
     "texts, their checksum, tabs between them; the last line is `sha256` and the SHA-256 of what stands before it. "
     "Goes "
     "on in `contents_2`, … behind 60,000 bytes"},
    {"started", "text", "start of the run, ISO 8601 in UTC"},
    {"ended", "text", "end of the run; empty as long as it goes on, or if its end was not recorded"},
    {"complete", "integer", "1: the run reached its last period; 0: it goes on, or was stopped before"},
    {"repaired", "text", "only after `rivalry repair`: what it did"}};

/// Writes the root attributes: what is known at the start, and room for the rest.
void write_provenance(hid_t file, const Scenario& scenario, const Provenance& provenance, const std::string& started);
/// Fills in the rest.
void write_ending(hid_t file, bool complete);
/// Takes it back, when a run goes on.
void clear_ending(hid_t file);

/// A time, as in "2026-01-31T12:00:00Z".
std::string time_stamp(std::time_t time = std::time(nullptr));

}  // namespace rivalry
