#include <array>
#include <random>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "rivalry/io/errors.hpp"
#include "rivalry/sweep/claims.hpp"
#include "rivalry/sweep/ledger.hpp"
#include "rivalry/sweep/ledger_check.hpp"
#include "small_sweep.hpp"
#include "sweep/crash_notes.hpp"

// What lies in the folder of a sweep besides rows: an input holds the files' contents, one after the other with a
// separator between them; the last one is the name of a claim.
namespace rivalry::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr char separator = '\x1e';
constexpr std::size_t parts = 6;

std::array<fs::path, parts - 1> files_of(const SweepFolder& folder) {
  return {folder.plan_folder() / "plan.json", folder.decisions() / "0000", folder.workers() / "worker",
          folder.crashes() / "note", folder.path() / "plan"};
}

std::array<std::string, parts> split(std::string_view text) {
  std::array<std::string, parts> all;
  for (std::string& part : all) {
    const std::size_t end = std::min(text.find(separator), text.size());
    part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

/// Not one that leads elsewhere.
bool is_file_name(const std::string& name) {
  return !name.empty() && name.size() < 100 && name.find_first_of(std::string_view("/\0", 2)) == std::string::npos &&
         name != "." && name != "..";
}

void open_again(const fs::path& path) {
  const SweepFolder folder(path);
  folder.is_outdated();
  const Ledger ledger(folder);
  Decisions decisions(folder);
  Watch watch(folder.workers(), std::chrono::duration<double>(60));
  watch.alive();
  CrashNotes(folder.crashes(), "reader", folder.plan().fingerprint()).read();
  Claims claims(folder.claims(), "reader", {}, watch);
  const Range blocks = folder.blocks().of_phase(decisions.phase());
  expect(blocks.first >= 0 && blocks.size() > 0, "a phase without blocks");
  claims.count(blocks);
  claims.free_dead(blocks);
  make_marks_agree(folder, ledger, claims, decisions, true);
  count_done(folder, ledger, decisions);
  decisions.runs();
  for (std::int64_t point = 0; point < folder.plan().points(); ++point) decisions.replicates(point);
  if (!decisions.is_last()) decisions.decide();
}

void read(Bytes input) {
  const SmallSweep& sweep = SmallSweep::anew();
  const auto contents = split(text_of(input));
  const auto files = files_of(sweep.folder());
  for (std::size_t i = 0; i < files.size(); ++i)
    if (!contents[i].empty()) write_file(files[i], contents[i]);
  if (is_file_name(contents.back())) write_file(sweep.folder().claims() / contents.back(), "worker\n");
  try {
    open_again(sweep.path());
  } catch (const std::runtime_error& refusal) {
    expect_words(refusal);
  }
}

std::vector<std::string> seeds() {
  const SmallSweep& sweep = SmallSweep::anew();
  const std::string json = content_of(sweep.folder().plan_folder() / "plan.json");
  const std::string plan = sweep.folder().plan().fingerprint().hex();
  const auto join = [](std::initializer_list<std::string> all) {
    std::string text;
    for (const std::string& one : all) text += (text.empty() ? "" : std::string(1, separator)) + one;
    return text;
  };
  return {join({json, "+-+-", "host boot 12 345\n7\n", plan + " 2 11\n", plan + "\n", "000000.done"}),
          join({json, "----", "x", plan + " -1 99\n", plan, "000001"}), join({json, "", "", "", "", "000001.partial"})};
}

/// Another value, or type, of a key of plan.json; else of any part something repeated.
std::string change(std::string text, std::uint32_t seed) {
  std::minstd_rand draw(seed + 1);
  const std::size_t end = std::min(text.find(separator), text.size());
  auto json = nlohmann::ordered_json::parse(text.substr(0, end), nullptr, false);
  if (!json.is_object() || json.empty()) return text;
  static constexpr std::array values{"0",
                                     "-1",
                                     "1",
                                     "9223372036854775807",
                                     "-9223372036854775808",
                                     "1e308",
                                     "1e30",
                                     "18446744073709551615",
                                     "null",
                                     "true",
                                     "\"\"",
                                     "\"x\"",
                                     "[]",
                                     "{}",
                                     "[[[[]]]]",
                                     "4611686018427387904"};
  auto at = json.begin();
  for (auto steps = draw() % json.size(); steps > 0; --steps) ++at;
  *at = nlohmann::ordered_json::parse(values[draw() % values.size()]);
  return json.dump() + text.substr(end);
}

}  // namespace

Target folder_target() { return {"folder", read, seeds, change}; }

}  // namespace rivalry::fuzz
