#include <fstream>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "../support/sweeps.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/sweep/check_points.hpp"
#include "rivalry/sweep/ledger.hpp"

using namespace rivalry;
using namespace rivalry::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* sweep = R"([sweep]
scenario = "tiny.toml"
replicates = 3
[[factor]]
key = "entry.rate"
values = [0.01, 0.02]
)";

std::string content(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Why the sweep cannot be opened; empty if it can.
std::string refusal(const fs::path& path) {
  try {
    const SweepFolder folder(path);
  } catch (const DamagedResult& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("plan.json may say anything: what is of the wrong kind or size is refused with its name") {
  const TemporaryFolder place;
  const fs::path path = place.path() / "s.sweep";
  const SweepFolder made(path, sweep_texts(sweep), no_sample, 2);
  const fs::path file = made.plan_folder() / "plan.json";
  const std::string whole = content(file);
  const auto with = [&](const std::string& key, const std::string& value) {
    const std::size_t at = whole.find("\"" + key + "\": ") + key.size() + 4;
    std::ofstream(file) << whole.substr(0, at) + value + whole.substr(whole.find_first_of(",\n", at));
    return refusal(path);
  };
  CHECK(refusal(path).empty());
  for (const std::string key : {"sweep", "base", "rules"})
    for (const std::string value : {"3", "null", "[\"a\"]", "{\"a\": 1}", "true"}) {
      CAPTURE(key + value);
      CHECK(with(key, value).find("\"" + key + "\" is no text") != std::string::npos);
    }
  for (const std::string value :
       {"\"3\"", "null", "[3]", "{}", "2.5", "0", "-1", "18446744073709551615", "1e300", "4294967297"}) {
    CAPTURE(value);
    CHECK(with("block", value).find("\"block\" is no integer from 1 to 4294967296") != std::string::npos);
  }
  for (const std::string value : {"\"3\"", "null", "[]", "-1"}) {
    CHECK(with("seconds", value).find("\"seconds\" is no number") != std::string::npos);
    CHECK(with("memory", value).find("\"memory\" is no number") != std::string::npos);
    CHECK(with("periods", value).find("\"periods\" is no integer") != std::string::npos);
  }
  for (const std::string text : {"", "[]", "3", "{", "{}", "\"a\"", "\x01\x02"}) {
    std::ofstream(file) << text;
    CHECK_FALSE(refusal(path).empty());
  }
  std::ofstream(file) << whole;
  CHECK(refusal(path).empty());
  std::ofstream(path / "plan") << "../../../etc";
  CHECK(refusal(path).find("is no fingerprint") != std::string::npos);
}

TEST_CASE("of a text of a sweep that is a terabyte long, no more is read than such a text may have") {
  const TemporaryFolder place;
  const fs::path path = place.path() / "s.sweep";
  const fs::path plan = SweepFolder(path, sweep_texts(sweep), no_sample, 2).plan_folder();
  for (const char* name : {"sweep.toml", "base.toml", "plan.json"}) {
    CAPTURE(name);
    REQUIRE(fs::exists(plan / name));
    const std::string sound = content(plan / name);
    fs::resize_file(plan / name, std::uintmax_t{1} << 40);
    CHECK(refusal(path).ends_with(std::string(name) + ": is damaged: it is longer than 16777216 bytes; take it away"));
    std::ofstream(plan / name) << sound;
    CHECK(refusal(path).empty());
  }
}

TEST_CASE("what is no file of rows is told, and does not stop whoever reads the others") {
  const TemporaryFolder place;
  const SweepFolder folder(place.path() / "s.sweep", sweep_texts(sweep), no_sample, 2);
  REQUIRE(::mkfifo((folder.shards() / "a-0001.rows").c_str(), 0600) == 0);
  fs::create_directory(folder.shards() / "b-0001.rows");
  fs::create_symlink("/dev/zero", folder.shards() / "c-0001.part");
  fs::create_symlink("nowhere", folder.workers() / "d");
  REQUIRE(::mkfifo((folder.workers() / "e").c_str(), 0600) == 0);
  REQUIRE(::mkfifo((folder.crashes() / "f").c_str(), 0600) == 0);
  std::ofstream(folder.shards() / "notes.txt") << "mine";
  CHECK(work(folder, {.threads = 1}).done == 6);
  const Ledger ledger(folder);
  CHECK(ledger.done() == 6);
  REQUIRE(ledger.damage().size() == 3);
  for (const ShardDamage& damage : ledger.damage()) CHECK(damage.what == "a folder, pipe or device and no file");
  REQUIRE(ledger.foreign().size() == 1);
  CHECK(ledger.foreign()[0].file.filename() == "notes.txt");
}

TEST_CASE("rows of a sweep that the directory knows nothing of are told") {
  const TemporaryFolder place;
  const SweepFolder folder(place.path() / "s.sweep", sweep_texts(sweep), no_sample, 2);
  {
    ShardWriter foreign(folder.shards(), "other", {1, 2});
    const std::vector<Row> rows{row_of(0), row_of(1)};
    foreign.append({0, 0, rows});
    foreign.close();
  }
  const WorkReport report = work(folder, {.threads = 1});
  CHECK(report.done == 6);
  REQUIRE(report.foreign.size() == 1);
  CHECK(report.foreign[0].rows == 2);
  CHECK(report.foreign[0].what == "2 rows of another sweep (plan 0000000000)");
  // Rows of plans that were in force here before are no strangers.
  const SweepFolder changed(place.path() / "s.sweep", sweep_texts(std::string(sweep) + "# changed\n"), no_sample, 2);
  CHECK(Ledger(changed).foreign().size() == 1);
}

TEST_CASE("of very many points, some that are spread over all are checked") {
  const auto plan = [](double least) {
    return Plan(
        sweep_texts(fmt::format("[sweep]\nscenario = \"tiny\"\ndesign = \"lhs\"\npoints = 100000000\n[[factor]]\n"
                                "key = \"market.segments\"\nrange = [{}, 20]\n",
                                least),
                    std::string(tiny_market) + "[demand]\nprice_sensitivity = [2, 3]\n"));
  };
  double share = 0;
  CHECK(check_points(
            Plan(sweep_texts(sweep)), [&](double done) { share = done; }, 1000) == 2);
  CHECK(share == 1);
  // Two segments have a price sensitivity each; markets of another number are wrong.
  try {
    check_points(plan(1), {}, 1000);
    FAIL("a fault was passed over");
  } catch (const ScenarioError& error) {
    CHECK(error.mistakes().size() >= 10);
  }
}
