#include "provenance.hpp"

#include <array>

#include <unistd.h>

#include "checked.hpp"
#include "rivalry/scenario/write.hpp"
#include "rivalry/version.hpp"

namespace rivalry {

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

/// Room for what write_ending puts there.
std::string no_time() { return std::string(time_stamp().size(), '\0'); }

}  // namespace

std::string time_stamp(std::time_t time) {
  std::tm parts;
  ::gmtime_r(&time, &parts);
  std::array<char, 32> text;
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

void write_provenance(hid_t file, const Scenario& scenario, const Provenance& provenance, const std::string& started) {
  using hdf5::write_attribute;
  const BuildInformation& build = build_information();
  // Those that are replaced come first: not beside the scenario, which may take more than a page.
  write_attribute(file, "ended", no_time());
  write_attribute(file, "complete", std::int64_t{0});
  write_attribute(file, "format", std::string(result_format));
  write_attribute(file, "format_version", result_format_version);
  write_attribute(file, "program_version", std::string(build.version));
  write_attribute(file, "commit", std::string(build.commit));
  write_attribute(file, "compiler", std::string(build.compiler));
  write_attribute(file, "host", host_name());
  write_attribute(file, "seed", scenario.scenario.seed);
  write_attribute(file, "replicate", static_cast<std::int64_t>(provenance.replicate));
  write_attribute(file, "threads", std::int64_t{provenance.threads});
  write_attribute(file, "scenario_name", scenario.scenario.name);
  write_attribute(file, "question", scenario.scenario.question);
  write_attribute(file, "periods", scenario.scenario.periods);
  write_attribute(file, "scenario", to_toml(scenario));
  write_attribute(file, "identity", provenance.identity);
  if (!provenance.rules.empty()) write_attribute(file, "decision_rules", provenance.rules);
  write_attribute(file, "started", started);
}

void write_ending(hid_t file, bool complete) {
  hdf5::replace_attribute(file, "ended", time_stamp());
  hdf5::replace_attribute(file, "complete", std::int64_t{complete});
}

void clear_ending(hid_t file) { hdf5::replace_attribute(file, "ended", no_time()); }

}  // namespace rivalry
