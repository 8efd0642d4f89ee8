// A recording that is gone on with, from a state that a checkpoint would keep, in the file of a run that ended early.
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/markets.hpp"
#include "../support/results.hpp"
#include "rivalry/io/digest.hpp"
#include "rivalry/io/result_reader.hpp"

namespace rivalry {
namespace {

using test::Folder;
using test::record;
using test::scenario_of;
using test::set;

/// Blocks of the panel are full every 16 periods or so, those of events and of series never or once.
Scenario market(const std::vector<Setting>& settings = {}) {
  std::vector<Setting> all{set("scenario.periods", 70), set("recording.variables", "all")};
  all.insert(all.end(), settings.begin(), settings.end());
  return scenario_of(test::stressed_market, all);
}

/// Keeps the state of a writer after one period.
struct Checkpoint : Observer {
  Checkpoint(ResultWriter& of, std::int64_t period) : writer(of), at(period) {}
  void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
    if (market.period == at) state = writer.state();
  }
  ResultWriter& writer;
  std::int64_t at;
  RecordingState state;
};

RecordingState state_after(const Scenario& scenario, std::int64_t period) {
  const Folder folder;
  ResultWriter writer(folder / "r.h5", {}, false, test::at_the_end);
  Checkpoint checkpoint(writer, period);
  Observer* const observers[] = {&writer, &checkpoint};
  run(scenario, {.threads = 1}, observers);
  return checkpoint.state;
}

/// Ends a run at a period: by an exception, or as SIGKILL does it.
struct End : Observer {
  explicit End(std::int64_t period, bool kill = false) : at(period), killed(kill) {}
  void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
    if (market.period != at) return;
    if (killed) ::raise(SIGKILL);
    throw std::runtime_error("enough");
  }
  std::int64_t at;
  bool killed;
};

/// Shows a writer only the periods after the one that it goes on from.
struct From : Observer {
  From(ResultWriter& to, std::int64_t period) : writer(to), after(period) {}
  void begin(const Market& market, const Scenario& scenario) override { writer.begin(market, scenario); }
  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
    if (market.period > after) writer.after_period(market, scenario, statistics);
  }
  void end(const Market& market, const Scenario& scenario, const History& history) override {
    writer.end(market, scenario, history);
  }
  ResultWriter& writer;
  std::int64_t after;
};

void go_on(const Scenario& scenario, const std::filesystem::path& path, RecordingState state, const Pace& pace = {}) {
  const std::int64_t period = state.period;
  ResultWriter writer(path, {}, std::move(state), pace);
  From rest(writer, period);
  Observer* const observers[] = {&rest};
  run(scenario, {.threads = 1}, observers);
  writer.finish(true);
}

/// Where chunks of a data set lie and how they are encoded: those that end within so many rows, by offset.
using Places = std::map<std::vector<hsize_t>, std::tuple<haddr_t, hsize_t, unsigned>>;

Places places_of(const std::filesystem::path& path, const char* name, hsize_t rows) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, H5P_DEFAULT);
  const hid_t data_set = H5Dopen2(file, name, H5P_DEFAULT), properties = H5Dget_create_plist(data_set);
  const hid_t space = H5Dget_space(data_set);
  std::array<hsize_t, 2> lengths{};
  REQUIRE(H5Pget_chunk(properties, 2, lengths.data()) == 2);
  hsize_t count = 0;
  H5Dget_num_chunks(data_set, space, &count);
  Places places;
  for (hsize_t i = 0; i < count; ++i) {
    std::vector<hsize_t> offset(2);
    haddr_t address = 0;
    hsize_t bytes = 0;
    unsigned mask = 0;
    REQUIRE(H5Dget_chunk_info(data_set, space, i, offset.data(), &mask, &address, &bytes) >= 0);
    if (offset[0] + lengths[0] <= rows) places[offset] = {address, bytes, mask};
  }
  H5Sclose(space), H5Pclose(properties), H5Dclose(data_set), H5Fclose(file);
  return places;
}

std::string digest_of(const std::filesystem::path& path) { return digest_result(path).total; }

}  // namespace

TEST_CASE("a recording that is gone on with ends in the digest of one that was never interrupted") {
  const Folder folder;
  for (const char* every : {"1", "3"}) {
    const Scenario scenario = market({set("recording.every", every)});
    record(scenario, folder / "whole.h5", {}, {}, test::every_period);
    for (const Pace& pace : {test::every_period, test::at_the_end})
      for (const auto& [checkpoint, end] : {std::pair{1, 2}, {15, 16}, {16, 17}, {33, 60}, {50, 51}}) {
        CAPTURE(every);
        CAPTURE(checkpoint);
        End observer(end);
        CHECK_THROWS_WITH(record(scenario, folder / "r.h5", {}, {&observer}, pace), "enough");
        go_on(scenario, folder / "r.h5", state_after(scenario, checkpoint), pace);
        CHECK(read_result_info(folder / "r.h5").complete);
        CHECK(digest_of(folder / "r.h5") == digest_of(folder / "whole.h5"));
        CHECK(test::opens_anywhere(folder / "r.h5"));
        std::filesystem::remove(folder / "r.h5");
      }
    std::filesystem::remove(folder / "whole.h5");
  }
}

TEST_CASE("chunks that are full when a recording is gone on with stay where and as they are") {
  const Folder folder;
  End observer(60);
  CHECK_THROWS_WITH(record(market(), folder / "r.h5", {}, {&observer}, test::every_period), "enough");
  const Places before = places_of(folder / "r.h5", "/firms/share", 33);
  REQUIRE(before.size() > 1);
  go_on(market(), folder / "r.h5", state_after(market(), 33));
  CHECK(places_of(folder / "r.h5", "/firms/share", 33) == before);
}

TEST_CASE("the file of a run that was killed can be gone on with") {
  const Folder folder;
  record(market(), folder / "whole.h5");
  for (const int end : {20, 41, 69}) {
    CAPTURE(end);
    const pid_t child = ::fork();
    if (child == 0) {
      ResultWriter writer(folder / "r.h5", {}, false, test::every_period);
      Checkpoint checkpoint(writer, 17);
      End death(end, true);
      Observer* const observers[] = {&writer, &checkpoint, &death};
      run(market(), {.threads = 1}, observers);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    go_on(market(), folder / "r.h5", state_after(market(), 17));
    CHECK(digest_of(folder / "r.h5") == digest_of(folder / "whole.h5"));
    std::filesystem::remove(folder / "r.h5");
  }
}

TEST_CASE("a file that does not reach the state, or belongs to another recording, is not gone on with") {
  const Folder folder;
  End observer(10);
  CHECK_THROWS(record(market(), folder / "r.h5", {}, {&observer}));
  CHECK_THROWS_WITH_AS(go_on(market(), folder / "r.h5", state_after(market(), 60)),
                       doctest::Contains("the file ends before the state that it is to be gone on from"), OutputError);
  CHECK_THROWS_WITH_AS(go_on(market({set("recording.variables", "cash")}), folder / "r.h5", state_after(market(), 5)),
                       doctest::Contains("the state is that of another recording"), OutputError);
  CHECK_THROWS_WITH_AS(go_on(market({set("recording.variables", "cash")}), folder / "absent.h5", RecordingState{}),
                       doctest::Contains("cannot be gone on with: No such file"), OutputError);
}

TEST_CASE("a recording is not gone on with in a market of firms that it does not know") {
  struct Again : Observer {
    explicit Again(ResultWriter& to) : writer(to) {}
    void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics&) override {
      if (market.period == 5) writer.begin_again(market, scenario);
    }
    ResultWriter& writer;
  };
  for (const std::int64_t change : {std::int64_t{0}, std::int64_t{1}, std::int64_t{9} << 32}) {
    CAPTURE(change);
    const Folder folder;
    End observer(10);
    CHECK_THROWS(record(market(), folder / "r.h5", {}, {&observer}));
    RecordingState state = state_after(market(), 5);
    state.firms.firms.ids.back() += change;
    ResultWriter writer(folder / "r.h5", {}, std::move(state));
    Again again(writer);
    Observer* const observers[] = {&again};
    if (change != 0)
      CHECK_THROWS_WITH_AS(run(market(), {.threads = 1}, observers),
                           doctest::Contains("the state is that of another recording"), OutputError);
    else
      CHECK_NOTHROW(run(market(), {.threads = 1}, observers));
  }
}

TEST_CASE("a file that is still being written is not gone on with") {
  const Folder folder;
  ResultWriter writer(folder / "r.h5", {}, false, test::every_period);
  Checkpoint checkpoint(writer, 5);
  Observer* const observers[] = {&writer, &checkpoint};
  run(market(), {.threads = 1}, observers);
  CHECK_THROWS_WITH_AS(ResultWriter(folder / "r.h5", {}, checkpoint.state),
                       doctest::Contains("is being written by another run"), OutputError);
  writer.finish(true);
}

}  // namespace rivalry
