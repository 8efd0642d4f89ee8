// Results that are repaired: a full story is in tests/cli/test_kill.py and test_damage.py.
#include <algorithm>
#include <cmath>
#include <fstream>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/markets.hpp"
#include "../support/results.hpp"
#include "rivalry/io/digest.hpp"
#include "rivalry/io/repair.hpp"
#include "rivalry/io/result_reader.hpp"

namespace rivalry {
namespace {

using test::Folder;
using test::record;
using test::scenario_of;
using test::set;

Scenario market() { return scenario_of(test::stressed_market, {set("recording.variables", "all")}); }

/// The open file of that name, or the hidden one that is to bear it; other tests' files may be open, too.
hid_t open_file(const std::filesystem::path& path) {
  const auto all = static_cast<hid_t>(H5F_OBJ_ALL);
  std::vector<hid_t> open(static_cast<std::size_t>(H5Fget_obj_count(all, H5F_OBJ_FILE)));
  H5Fget_obj_ids(all, H5F_OBJ_FILE, open.size(), open.data());
  const auto of_that_name = [&](hid_t file) {
    char name[4096] = {};
    H5Fget_name(file, name, sizeof name);
    const std::filesystem::path opened(name);
    return opened.parent_path() == path.parent_path() &&
           opened.filename().string().find(path.filename().string()) != std::string::npos;
  };
  const auto found = std::ranges::find_if(open, of_that_name);
  return found == open.end() ? H5I_INVALID_HID : *found;
}

/// Lets only the first periods of the result that this process writes count, though it holds more.
void set_clock_back(const std::filesystem::path& path, std::int64_t period) {
  const hid_t file = open_file(path);
  const hid_t clock = H5Dopen2(file, "/market/period", H5P_DEFAULT);
  const auto periods = static_cast<hsize_t>(period);
  H5Dset_extent(clock, &periods);
  H5Fflush(file, H5F_SCOPE_GLOBAL);
}

/// Kills its process at a period when the file is up to date, or when all has been written that comes after an earlier
/// period, but does not count yet.
struct Kill : Observer {
  Kill(ResultWriter& of, std::filesystem::path file, std::int64_t period, std::int64_t counted)
      : writer(of), path(std::move(file)), at(period), counting(counted) {}
  void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
    if (market.period != counting && market.period != at) return;
    writer.state();  // brings the file up to date
    if (market.period != at) return;
    if (counting < at) set_clock_back(path, counting);
    ::raise(SIGKILL);
  }
  ResultWriter& writer;
  std::filesystem::path path;
  std::int64_t at, counting;
};

void leave_killed(const std::filesystem::path& path, std::int64_t period, std::int64_t counted) {
  const pid_t child = ::fork();
  if (child == 0) {
    ResultWriter writer(path, {}, false, test::at_the_end);
    Kill kill(writer, path, period, counted);
    Observer* const observers[] = {&writer, &kill};
    run(market(), {.threads = 1}, observers);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
}

/// Inverts a byte in the middle of the first chunk of a data set.
void damage(const std::filesystem::path& path, const char* name) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t data_set = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(data_set);
  haddr_t address = 0;
  hsize_t size = 0;
  H5Dget_chunk_info(data_set, space, 0, nullptr, nullptr, &address, &size);
  H5Sclose(space), H5Dclose(data_set), H5Fclose(file);
  std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(static_cast<std::streamoff>(address + size / 2));
  const int before = bytes.get();
  bytes.seekp(static_cast<std::streamoff>(address + size / 2));
  bytes.put(static_cast<char>(~before));
}

/// Rows of a data set in a file that was left open, whether they count or not.
hsize_t rows(const std::filesystem::path& path, const char* name) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, H5P_DEFAULT);
  const hid_t data_set = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(data_set);
  hsize_t extent[3] = {};
  H5Sget_simple_extent_dims(space, extent, nullptr);
  H5Sclose(space), H5Dclose(data_set), H5Fclose(file);
  return extent[0];
}

std::string group_digest(const std::filesystem::path& path, const std::string& name) {
  for (const auto& group : digest_result(path).groups)
    if (group.name == name) return group.digest;
  return {};
}

}  // namespace

TEST_CASE("a killed result is repaired to what a run that was stopped then leaves, figures included") {
  const Folder folder;
  leave_killed(folder / "r.h5", 41, 41);
  CHECK_FALSE(test::opens_anywhere(folder / "r.h5"));
  const std::string before = group_digest(folder / "r.h5", "/firms");
  const RepairReport report = repair_result(folder / "r.h5", {}, false);
  CHECK(report.was_left_open);
  CHECK(report.periods == 41);
  CHECK(report.damage.empty());
  CHECK(test::opens_anywhere(folder / "r.h5"));
  CHECK(folder.names() == std::vector<std::string>{"r.h5"});

  struct StopAt : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      if (market.period == 41) stop = true;
    }
    std::atomic<bool> stop = false;
  } observer;
  record(market(), folder / "stopped.h5", {.stop = &observer.stop}, {&observer});
  CHECK(digest_result(folder / "r.h5").total == digest_result(folder / "stopped.h5").total);
  CHECK(group_digest(folder / "r.h5", "/firms") == before);
  const ResultInfo info = read_result_info(folder / "r.h5");
  CHECK_FALSE(info.complete);
  CHECK(info.ended.size() == 20);
  CHECK(info.repaired.find("cut off after period 41") != std::string::npos);
}

TEST_CASE("what was written behind the last period that is there in full is cut off") {
  const Folder folder;
  leave_killed(folder / "r.h5", 60, 20);
  record(market(), folder / "whole.h5");
  const ResultInfo info = read_result_info(folder / "r.h5");
  const std::string digest = group_digest(folder / "r.h5", "/firms");
  REQUIRE(info.periods == 20);
  for (const char* name : {"/firms/period", "/firms/cash", "/market/hhi"}) REQUIRE(rows(folder / "r.h5", name) == 60);
  repair_result(folder / "r.h5", {}, false);
  CHECK(group_digest(folder / "r.h5", "/firms") == digest);

  const auto periods = static_cast<std::size_t>(info.periods);
  CHECK(test::read_integers(folder / "r.h5", "/firms/period").size() == periods);
  CHECK(test::read_integers(folder / "r.h5", "/events/period").back() <= info.periods);
  CHECK(std::ranges::max(test::read_integers(folder / "r.h5", "/firms/exit_period")) <= info.periods);
  const std::int64_t last_entry = test::read_integers(folder / "r.h5", "/firms/firm").back() >> 32;
  CHECK(last_entry <= info.periods);
  const test::Numbers part = test::read_numbers(folder / "r.h5", "/firms/cash"),
                      whole = test::read_numbers(folder / "whole.h5", "/firms/cash");
  REQUIRE(part.shape[0] == periods);
  std::size_t wrong = 0;
  for (std::size_t t = 0; t < periods; ++t)
    for (std::size_t j = 0; j < part.shape[1]; ++j)
      wrong += !(part.at(t, j) == whole.at(t, j) || (std::isnan(part.at(t, j)) && std::isnan(whole.at(t, j))));
  CHECK(wrong == 0);
}

TEST_CASE("what is sound is left alone") {
  const Folder folder;
  record(market(), folder / "r.h5");
  const auto before = std::filesystem::last_write_time(folder / "r.h5");
  const RepairReport report = repair_result(folder / "r.h5", folder / "copy.h5", false);
  CHECK_FALSE(report.written);
  CHECK(report.complete);
  CHECK(report.chunks > 100);
  CHECK(std::filesystem::last_write_time(folder / "r.h5") == before);
  CHECK(folder.names() == std::vector<std::string>{"r.h5"});
}

TEST_CASE("damage is named, and becomes missing in a copy only") {
  const Folder folder;
  record(market(), folder / "r.h5");
  damage(folder / "r.h5", "/firms/cash");
  damage(folder / "r.h5", "/market/hhi");
  const auto damaged = doctest::Contains("is damaged in /market/hhi, /firms/cash; copy it again, or save the rest");
  CHECK_THROWS_WITH_AS(repair_result(folder / "r.h5", {}, false), damaged, DamagedResult);
  const RepairReport report = repair_result(folder / "r.h5", folder / "copy.h5", false);
  REQUIRE(report.damage.size() == 2);
  CHECK(report.damage[1].data_set == "/firms/cash");
  CHECK(report.damage[1].chunks == 1);
  CHECK(std::isnan(test::read_numbers(folder / "copy.h5", "/firms/cash").values[0]));
  CHECK(test::read_numbers(folder / "copy.h5", "/firms/share").values[0] ==
        test::read_numbers(folder / "r.h5", "/firms/share").values[0]);
  CHECK_THROWS_WITH_AS(repair_result(folder / "r.h5", folder / "copy.h5", false), doctest::Contains("exists already"),
                       OutputError);
}

TEST_CASE("damage in the index of a data set of which no row counts is said of the file that has it") {
  const Folder folder;
  leave_killed(folder / "r.h5", 5, 0);
  std::ifstream file(folder / "r.h5", std::ios::binary);
  const std::string sound((std::istreambuf_iterator<char>(file)), {});
  int indices = 0, refused = 0;
  for (auto at = sound.find("EAIB"); at != std::string::npos; at = sound.find("EAIB", at + 1)) {
    std::string damaged = sound;
    damaged[at + 10] = static_cast<char>(~damaged[at + 10]);
    std::ofstream(folder / "d.h5", std::ios::binary) << damaged;
    ++indices;
    try {
      repair_result(folder / "d.h5", folder / "copy.h5", true);
    } catch (const DamagedResult& failure) {
      ++refused;
      CHECK(std::string(failure.what()).find("d.h5: cannot be repaired: ") != std::string::npos);
    }
  }
  CHECK(indices > 20);
  CHECK(refused > 20);
}

TEST_CASE("a result that is being written is not repaired") {
  const Folder folder;
  ResultWriter writer(folder / "r.h5", {}, false, test::every_period);
  Observer* const observers[] = {&writer};
  run(market(), {.threads = 1}, observers);
  writer.state();
  CHECK_THROWS_WITH_AS(repair_result(folder / "r.h5", {}, false), doctest::Contains("is being written by a run"),
                       ResultError);
  writer.finish(true);
}

TEST_CASE("a folder that loses its permission during the run keeps the result") {
  const Folder folder;
  struct Pull : Observer {
    explicit Pull(std::filesystem::path of) : path(std::move(of)) {}
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      if (market.period == 30) std::filesystem::permissions(path, std::filesystem::perms::owner_exec);
    }
    std::filesystem::path path;
  } pull(folder.path);
  record(market(), folder / "r.h5", {}, {&pull}, test::every_period);
  std::filesystem::permissions(folder.path, std::filesystem::perms::owner_all);
  CHECK(read_result_info(folder / "r.h5").complete);
}

TEST_CASE("the bytes of a file do not depend on the number of threads that encode it") {
  const Folder folder;
  for (const int threads : {1, 4}) record(market(), folder / std::to_string(threads), {.threads = threads});
  for (const char* name : {"/firms/cash", "/firms/model", "/market/hhi", "/events/kind"}) {
    const auto stored = [&](const char* file) {
      const hid_t id = H5Fopen((folder / file).c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
      const hid_t set = H5Dopen2(id, name, H5P_DEFAULT);
      const hsize_t first[3] = {0, 0, 0};
      hsize_t size = 0;
      H5Dget_chunk_storage_size(set, first, &size);
      std::vector<unsigned char> bytes(size);
      std::uint32_t filters = 0;
      H5Dread_chunk(set, H5P_DEFAULT, first, &filters, bytes.data());
      H5Dclose(set), H5Fclose(id);
      return bytes;
    };
    CAPTURE(name);
    CHECK(stored("1").size() > 10);
    CHECK(stored("1") == stored("4"));
  }
}

}  // namespace rivalry
