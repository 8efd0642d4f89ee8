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

TEST_CASE("nothing has the final name before the run has ended") {
  struct Look : Observer {
    explicit Look(const Folder& in) : folder(in) {}
    void after_period(const Market&, const Scenario&, const PeriodStatistics&) override {
      early += std::filesystem::exists(folder / "r.h5");
    }
    const Folder& folder;
    int early = 0;
  };
  const Folder folder;
  Look look(folder);
  record(market(), folder / "r.h5", {}, {&look});
  CHECK(look.early == 0);
  CHECK(folder.names() == std::vector<std::string>{"r.h5"});
}

TEST_CASE("a run that ends in an exception leaves nothing") {
  struct Fail : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      if (market.period == 40) throw std::runtime_error("enough");
    }
  } fail;
  const Folder folder;
  CHECK_THROWS_WITH(record(market(), folder / "r.h5", {}, {&fail}), "enough");
  CHECK(folder.names().empty());
}

TEST_CASE("an old result stays until the new one is complete") {
  const Folder folder;
  record(market(), folder / "r.h5");
  const auto before = std::filesystem::file_size(folder / "r.h5");
  {
    ResultWriter abandoned(folder / "r.h5", {}, true);
    Observer* const observers[] = {&abandoned};
    run(scenario_of("[scenario]\nperiods = 3\n"), {.threads = 1}, observers);
  }
  CHECK(std::filesystem::file_size(folder / "r.h5") == before);
  ResultWriter writer(folder / "r.h5", {}, true);
  Observer* const observers[] = {&writer};
  run(scenario_of("[scenario]\nperiods = 3\n"), {.threads = 1}, observers);
  writer.finish(true);
  CHECK(read_result_info(folder / "r.h5").market.front().values.size() == 3);
  CHECK(folder.names() == std::vector<std::string>{"r.h5"});
}

TEST_CASE("a file that appears during the run is not overwritten, and the result is kept") {
  const Folder folder;
  ResultWriter writer(folder / "r.h5", {}, false);
  Observer* const observers[] = {&writer};
  run(scenario_of("[scenario]\nperiods = 3\n"), {.threads = 1}, observers);
  std::ofstream(folder / "r.h5") << "precious";
  CHECK_THROWS_WITH_AS(writer.finish(true), doctest::Contains("appeared during the run; the result was kept as "),
                       OutputError);
  CHECK(std::filesystem::file_size(folder / "r.h5") == 8);
  CHECK(folder.names().size() == 2);
}

// The system refuses to let a file grow as it does when a disk is full, with another number.
TEST_CASE("a full disk ends the run with a clear error and leaves nothing") {
  for (const rlim_t limit : {2'000, 20'000, 200'000, 700'000}) {
    CAPTURE(limit);
    const Folder folder;
    const int status = in_child([&] {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit size{limit, limit};
      ::setrlimit(RLIMIT_FSIZE, &size);
      try {
        record(market(), folder / "r.h5");
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
    CHECK(folder.names().empty());
  }
}

TEST_CASE("a run that is killed leaves no file under the final name") {
  const Folder folder;
  const int status = in_child([&] {
    struct Kill : Observer {
      void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
        if (market.period == 30) ::raise(SIGKILL);
      }
    } kill;
    record(market(), folder / "r.h5", {}, {&kill});
    return 0;
  });
  CHECK(WIFSIGNALED(status));
  CHECK_FALSE(std::filesystem::exists(folder / "r.h5"));
}

}  // namespace rivalry
