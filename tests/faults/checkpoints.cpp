#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/markets.hpp"
#include "../support/results.hpp"
#include "rivalry/io/checkpoint.hpp"

namespace rivalry {
namespace {

using test::Folder;
using test::scenario_of;

namespace fs = std::filesystem;

const Scenario& small_market() {
  static const Scenario scenario = scenario_of(
      "[scenario]\nperiods = 6\n[market]\nfirms = 3\nsegments = 1\nattributes = 1\n"
      "[entry]\nenabled = false\n");
  return scenario;
}

CheckpointOrigin origin_of(const Scenario& scenario) { return checkpoint_origin(scenario, {.identity = "result"}); }

/// Runs with a checkpoint every period.
std::vector<std::string> keep_all(const Scenario& scenario, const fs::path& result, const CheckpointOrigin& origin) {
  std::vector<std::string> warnings;
  std::int64_t recorded = 17;
  CheckpointKeeper keeper(
      result, origin, {.seconds = 0, .largest_share = 1e9}, [&](Archive& archive) { archive("recorded", recorded); },
      [&](const std::string& text) { warnings.push_back(text); });
  run(scenario, {.threads = 1, .checkpoints = &keeper});
  return warnings;
}

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

/// Why the first checkpoint is not used; the second one does not exist.
std::string refusal(const fs::path& result, const CheckpointOrigin& origin) {
  const FoundCheckpoints found = find_checkpoints(result, origin);
  if (!found.sound.empty()) return "accepted";
  const std::string path = checkpoint_paths(result)[0].string();
  REQUIRE(found.refused[0].starts_with(path + " "));
  return found.refused[0].substr(path.size() + 1);
}

}  // namespace

TEST_CASE("two checkpoints are kept in turn, and the newer one is found first") {
  const Folder folder;
  CHECK(keep_all(small_market(), folder / "r.h5", origin_of(small_market())).empty());
  FoundCheckpoints found = find_checkpoints(folder / "r.h5", origin_of(small_market()));
  REQUIRE(found.sound.size() == 2);
  CHECK(found.sound[0].period == 6);
  CHECK(found.sound[1].period == 5);
  CHECK(found.sound[0].number == 1);
  std::int64_t recorded = 0;
  Archive& archive = *found.sound[1].archive;
  archive.enter("recorders"), archive("recorded", recorded), archive.leave();
  CHECK(recorded == 17);
}

TEST_CASE("a checkpoint with any byte flipped, or cut anywhere, is refused in words") {
  const Folder folder;
  const fs::path result = folder / "r.h5";
  const CheckpointOrigin origin = origin_of(small_market());
  keep_all(small_market(), result, origin);
  const auto [path, other] = checkpoint_paths(result);
  fs::remove(other);
  const std::string whole = contents(path);
  REQUIRE(whole.size() > 4000);
  CHECK(refusal(result, origin) == "accepted");
  for (std::size_t i = 0; i < whole.size(); i += i < 200 ? 1 : 7) {
    std::string flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ (1 << i % 8));
    write(path, flipped);
    const std::string why = refusal(result, origin);
    CAPTURE(i);
    CHECK(why.find("damaged") != std::string::npos);
  }
  for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 1 : 61) {
    write(path, whole.substr(0, size));
    const std::string why = refusal(result, origin);
    CAPTURE(size);
    CHECK(why.find("is cut: " + std::to_string(size) + " of ") == (size < 64 ? std::string::npos : 0));
    if (size < 64) CHECK(why == "is unfinished or cut: it is shorter than a header");
  }
  write(path, whole + "x");
  CHECK(refusal(result, origin) == "is damaged: 1 bytes follow its end");
  write(path, std::string(64, '\0') + whole.substr(64));
  CHECK(refusal(result, origin) == "is unfinished: the program ended while it was written");
  write(path, std::string(5000, 'a'));
  CHECK(refusal(result, origin) == "is no checkpoint, or is damaged");
  fs::remove(path);
  fs::create_directory(path);
  CHECK(refusal(result, origin) == "is a folder, not an ordinary file");
}

TEST_CASE("a checkpoint of something else is refused in words") {
  const Folder folder;
  const fs::path result = folder / "r.h5";
  const CheckpointOrigin origin = origin_of(small_market());
  const auto kept_as = [&](auto change) {
    CheckpointOrigin other = origin;
    change(other);
    keep_all(small_market(), result, other);
    return refusal(result, origin);
  };
  CHECK(kept_as([](CheckpointOrigin& o) {
          o.program = "9.9.9 (abc)";
        }).starts_with("was written by rivalry 9.9.9 (abc), not "));
  CHECK(kept_as([](CheckpointOrigin& o) { o.scenario[0] = 'x'; }) == "belongs to another scenario");
  CHECK(kept_as([](CheckpointOrigin& o) { o.replicate = 4; }) == "belongs to replicate 4, not 0");
  CHECK(kept_as([](CheckpointOrigin& o) { o.result = "older"; }) ==
        "belongs to another result file, which had the same name");
  CHECK(kept_as([](CheckpointOrigin& o) {
          o = checkpoint_origin(small_market(), {.identity = "result", .rules = "timid"});
        }).find(" with rules 'timid', not ") != std::string::npos);
  CHECK(kept_as([](CheckpointOrigin&) {}) == "accepted");
  CHECK(find_checkpoints(folder / "none.h5", origin).sound.empty());
  CHECK(find_checkpoints(folder / "none.h5", origin).refused.empty());
}

TEST_CASE("a disk that is full costs a warning and the newest checkpoint, not the run or the one before") {
  const Folder folder;
  const fs::path result = folder / "r.h5";
  const Scenario growing =
      scenario_of("[scenario]\nperiods = 40\n[market]\nfirms = 40\n[entry]\nrate = 0.2\ncap = 0.5\n");
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{80'000, 80'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto warnings = keep_all(growing, result, origin_of(growing));
    const bool once = warnings.size() == 1 && warnings[0].ends_with("cannot be written: File too large");
    ::_exit(once ? 0 : 1);
  }
  int status = 1;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  const FoundCheckpoints found = find_checkpoints(result, origin_of(growing));
  REQUIRE(found.sound.size() == 1);
  CHECK(found.sound[0].period > 2);
  CHECK(found.sound[0].period < 40);
  CHECK(found.refused.empty());  // what could not be finished takes no room
}

TEST_CASE("slow checkpoints are written less often") {
  const Folder folder;
  Market market;
  History history;
  double gain = 0;
  RunState state{market, history, gain};
  const auto due_after_a_slow_one = [&](double largest_share) {
    CheckpointKeeper keeper(
        folder / "r.h5", origin_of(small_market()), {.seconds = 0, .largest_share = largest_share},
        [](Archive&) { ::usleep(20'000); }, [](const std::string&) {});
    CHECK(keeper.due());
    keeper.keep(state);
    return keeper.due();
  };
  CHECK_FALSE(due_after_a_slow_one(1e-6));  // not before hours
  CHECK(due_after_a_slow_one(1e9));
}

}  // namespace rivalry
