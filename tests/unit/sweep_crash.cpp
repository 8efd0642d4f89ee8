#include <csignal>
#include <cstdlib>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/sweeps.hpp"
#include "rivalry/model/state.hpp"
#include "rivalry/model/step.hpp"
#include "rivalry/sweep/ledger.hpp"

using namespace rivalry;
using namespace rivalry::test;

namespace {

constexpr const char* five_rates = R"([sweep]
scenario = "tiny.toml"
design = "factorial"
[[factor]]
key = "entry.rate"
values = [0.01, 0.02, 0.03, 0.04, 0.05]
)";

/// Prices as given, but that the program falls over where entry is at this rate.
DecisionRules falling_over_at(double rate, void (*fall)()) {
  return {.name = "fragile", .price = [rate, fall](const Market& market, const Step& step, std::int64_t firm) {
            if (step.scenario.entry.rate == rate) fall();
            return market.firms.unit_cost[firm] + 0.5;
          }};
}

/// Goes down until the stack is full.
// NOLINTNEXTLINE(misc-no-recursion): that is the point
int descend(int depth) {
  volatile char room[4096];
  room[0] = static_cast<char>(depth);
  return depth > 0 ? descend(depth + 1) + room[0] : 0;
}

/// The signal that ended a process which worked on the sweep; 0 if it came to its end.
int signal_of_worker(const SweepFolder& folder, const DecisionRules& rules) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int signal : {SIGABRT, SIGSEGV}) ::signal(signal, SIG_DFL);  // not those of the test program
    ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    work(folder, {.threads = 1, .rules = rules});
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

SweepTexts texts() {
  SweepTexts all = sweep_texts(five_rates);
  all.rules = "fragile";
  return all;
}

}  // namespace

TEST_CASE("a run that the program dies in is set apart, and tried again only when that is asked for") {
  const TemporaryFolder place;
  const SweepFolder folder(place.path() / "s.sweep", texts(), no_sample, 5);
  const DecisionRules fragile = falling_over_at(0.03, std::abort), mended = falling_over_at(-1, std::abort);

  REQUIRE(signal_of_worker(folder, fragile) == SIGABRT);
  REQUIRE(signal_of_worker(folder, fragile) == 0);  // would die again
  {
    const Ledger ledger(folder);
    CHECK(ledger.done() == 5);
    REQUIRE(ledger.failures().size() == 1);
    const Failure& failure = ledger.failures().front();
    CHECK(folder.plan().scenario(folder.plan().run(failure.number).point).entry.rate == 0.03);
    CHECK(failure.message == "the program crashed in this run: Aborted");
  }

  const WorkReport report = work(folder, {.threads = 1, .retry_failed = true, .rules = mended});
  CHECK(report.done == 1);
  CHECK(report.complete);
  CHECK(Ledger(folder).failures().empty());
}

TEST_CASE("a run that fills its stack is set apart, too") {
  const TemporaryFolder place;
  const SweepFolder folder(place.path() / "s.sweep", texts(), no_sample, 5);
  const DecisionRules fragile = falling_over_at(0.05, [] { descend(1); });
  CHECK(signal_of_worker(folder, fragile) == SIGSEGV);
  CHECK(signal_of_worker(folder, fragile) == 0);
  REQUIRE(Ledger(folder).failures().size() == 1);
  CHECK(Ledger(folder).failures().front().message.ends_with("Segmentation fault"));
}

TEST_CASE("a worker that is killed leaves no note: no run is at fault") {
  const TemporaryFolder place;
  const SweepFolder folder(place.path() / "s.sweep", texts(), no_sample, 5);
  CHECK(signal_of_worker(folder, falling_over_at(0.03, [] { ::kill(::getpid(), SIGKILL); })) == SIGKILL);
  const WorkReport report = work(folder, {.threads = 1, .rules = falling_over_at(-1, std::abort)});
  CHECK(report.complete);
  CHECK(report.failed == 0);
}
