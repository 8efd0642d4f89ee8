#include <fstream>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/markets.hpp"
#include "../support/results.hpp"
#include "rivalry/io/result_reader.hpp"

namespace rivalry {
namespace {

using test::Folder;
using test::record;
using test::scenario_of;
using test::set;

Scenario market() { return scenario_of(test::stressed_market, {set("recording.variables", "all")}); }

void refused(const std::filesystem::path& path, const char* text) {
  CAPTURE(path);
  CHECK_THROWS_WITH_AS(ResultWriter(path, {}, false), doctest::Contains(text), OutputError);
}

/// Runs `work` in a process of its own and returns its exit status.
template <class Work>
int in_child(Work work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("what cannot be written is refused before anything is computed") {
  const Folder folder;
  std::ofstream(folder / "file") << "precious";
  refused(folder / "file", "exists already; choose another name, or allow overwriting");
  refused(folder / "none/r.h5", "its folder does not exist; create it (mkdir -p ");
  refused(folder / "file/r.h5", "file is not a folder");
  refused(folder.path, "is a folder");
  refused("/dev/null", "is not an ordinary file");
  CHECK(folder.names() == std::vector<std::string>{"file"});
}

TEST_CASE("a folder without permission to write is refused") {
  if (::geteuid() == 0) return;  // root may do everything
  const Folder folder;
  std::filesystem::permissions(folder.path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  refused(folder / "r.h5", "cannot be written: Permission denied; choose a folder");
  std::filesystem::permissions(folder.path, std::filesystem::perms::owner_all);
}

TEST_CASE("a file has its final name from the first period on, marked incomplete until the end") {
  struct Look : Observer {
    Look(const Folder& in, ResultWriter& by) : folder(in), writer(by) {}
    void begin(const Market&, const Scenario&) override { early = std::filesystem::exists(folder / "r.h5"); }
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      if (market.period != 50) return;
      writer.state();  // waits until all is written
      std::filesystem::copy_file(folder / "r.h5", folder / "copy.h5");
      const ResultInfo info = read_result_info(folder / "copy.h5");
      complete = info.complete;
      periods = info.market.front().values.size();
      std::filesystem::remove(folder / "copy.h5");
    }
    const Folder& folder;
    ResultWriter& writer;
    bool early = true, complete = true;
    std::size_t periods = 0;
  };
  const Folder folder;
  ResultWriter writer(folder / "r.h5", {}, false, test::every_period);
  Look look(folder, writer);
  Observer* const observers[] = {&writer, &look};
  run(market(), {.threads = 1}, observers);
  CHECK_FALSE(look.early);
  CHECK_FALSE(look.complete);
  CHECK(look.periods == 50);
  writer.finish(true);
  CHECK(read_result_info(folder / "r.h5").complete);
  CHECK(folder.names() == std::vector<std::string>{"r.h5"});
}

TEST_CASE("a run that ends in an exception leaves its periods, and nothing if there are none") {
  struct Fail : Observer {
    explicit Fail(std::int64_t period) : at(period) {}
    void begin(const Market&, const Scenario&) override { throw_at(0); }
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      throw_at(market.period);
    }
    void throw_at(std::int64_t period) const {
      if (period == at) throw std::runtime_error("enough");
    }
    std::int64_t at;
  };
  const Folder folder;
  Fail at_once(0), later(40);
  CHECK_THROWS_WITH(record(market(), folder / "r.h5", {}, {&at_once}), "enough");
  CHECK(folder.names().empty());
  CHECK_THROWS_WITH(record(market(), folder / "r.h5", {}, {&later}), "enough");
  CHECK(folder.names() == std::vector<std::string>{"r.h5"});
  const ResultInfo info = read_result_info(folder / "r.h5");
  CHECK_FALSE(info.complete);
  CHECK(info.market.front().values.size() == 40);
  CHECK(test::opens_anywhere(folder / "r.h5"));
}

TEST_CASE("an old result stays until the new one holds a period") {
  struct Fail : Observer {
    void begin(const Market&, const Scenario&) override { throw std::runtime_error("enough"); }
  } fail;
  const Folder folder;
  record(market(), folder / "r.h5");
  const auto before = std::filesystem::file_size(folder / "r.h5");
  {
    ResultWriter abandoned(folder / "r.h5", {}, true);
    Observer* const observers[] = {&abandoned, &fail};
    CHECK_THROWS(run(scenario_of("[scenario]\nperiods = 3\n"), {.threads = 1}, observers));
  }
  CHECK(std::filesystem::file_size(folder / "r.h5") == before);
  ResultWriter writer(folder / "r.h5", {}, true);
  Observer* const observers[] = {&writer};
  run(scenario_of("[scenario]\nperiods = 3\n"), {.threads = 1}, observers);
  writer.finish(true);
  CHECK(read_result_info(folder / "r.h5").market.front().values.size() == 3);
  CHECK(folder.names() == std::vector<std::string>{"r.h5"});
}

TEST_CASE("a file that appears before the first period is there is not overwritten") {
  const Folder folder;
  {
    ResultWriter writer(folder / "r.h5", {}, false, test::at_the_end);
    Observer* const observers[] = {&writer};
    run(scenario_of("[scenario]\nperiods = 3\n"), {.threads = 1}, observers);
    std::ofstream(folder / "r.h5") << "precious";
    CHECK_THROWS_WITH_AS(writer.finish(true), doctest::Contains("has appeared since the run began; choose another"),
                         OutputError);
  }
  CHECK(std::filesystem::file_size(folder / "r.h5") == 8);
  CHECK(folder.names() == std::vector<std::string>{"r.h5"});
}

TEST_CASE("a file that is replaced during the run is left alone, and the loss is told") {
  const Folder folder;
  {
    ResultWriter writer(folder / "r.h5", {}, false, test::every_period);
    Observer* const observers[] = {&writer};
    run(scenario_of("[scenario]\nperiods = 3\n"), {.threads = 1}, observers);
    writer.state();  // the file has its name
    std::filesystem::remove(folder / "r.h5");
    std::ofstream(folder / "r.h5") << "precious";
    CHECK_THROWS_WITH_AS(writer.finish(true), doctest::Contains("was removed or replaced during the run"), OutputError);
  }
  CHECK(std::filesystem::file_size(folder / "r.h5") == 8);
}

TEST_CASE("the file of a living writer is not overwritten, whoever may; that of one that is gone is") {
  const Folder folder;
  const Scenario brief = scenario_of("[scenario]\nperiods = 3\n");
  {
    ResultWriter writer(folder / "r.h5", {}, false, test::every_period);
    Observer* const observers[] = {&writer};
    run(brief, {.threads = 1}, observers);
    writer.state();  // the file has its name
    CHECK_THROWS_WITH_AS(ResultWriter(folder / "r.h5", {}, true), doctest::Contains("is being written by another run"),
                         OutputError);
    writer.finish(true);
  }
  CHECK(folder.names() == std::vector<std::string>{"r.h5"});
  CHECK(read_result_info(folder / "r.h5").complete);
  ResultWriter another(folder / "r.h5", {}, true);
}

TEST_CASE("a link is followed to its file, whether that is there or not") {
  const Folder folder;
  std::filesystem::create_directory(folder / "in");
  std::filesystem::create_symlink("in/link.h5", folder / "link.h5");
  std::filesystem::create_symlink("r.h5", folder / "in/link.h5");
  record(scenario_of("[scenario]\nperiods = 3\n"), folder / "link.h5");
  CHECK(std::filesystem::is_symlink(folder / "in/link.h5"));
  CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(folder / "in/r.h5")));
  refused(folder / "link.h5", "in/r.h5: exists already");
  std::filesystem::create_symlink("round.h5", folder / "round.h5");
  refused(folder / "round.h5", "leads from link to link without end");
}

// The system refuses to let a file grow as it does when a disk is full, with another number.
TEST_CASE("a full disk ends the run with a clear error and leaves the periods that had room") {
  for (const rlim_t limit : {2'000, 20'000, 200'000, 700'000, 1'500'000}) {
    CAPTURE(limit);
    const Folder folder;
    const int status = in_child([&] {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit size{limit, limit};
      ::setrlimit(RLIMIT_FSIZE, &size);
      try {
        ResultWriter writer(folder / "r.h5", {}, false, test::every_period);
        Observer* const observers[] = {&writer};
        run(market(), {.threads = 1}, observers);
        writer.finish(true);
      } catch (const OutputError& error) {
        const std::string text = error.what();
        const bool clear = text.starts_with((folder / "r.h5").string() + ": cannot be written") &&
                           text.find("File too large; record less (recording.firms, ") != std::string::npos;
        return clear ? 0 : 2;
      }
      return 1;
    });
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    if (limit < 700'000) {
      CHECK(folder.names().empty());
    } else {
      CHECK(folder.names() == std::vector<std::string>{"r.h5"});
      const ResultInfo info = read_result_info(folder / "r.h5");
      CHECK_FALSE(info.complete);
      CHECK(info.market.front().values.size() > 0);
    }
  }
}

}  // namespace rivalry
