#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <random>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cursor.hpp"
#include "io/checkpoint_file.hpp"
#include "rivalry/io/checkpoint.hpp"
#include "rivalry/io/recording_plan.hpp"
#include "rivalry/model/step.hpp"
#include "rivalry/scenario/read.hpp"

// Checkpoints, as `rivalry run --resume` reads them. The first byte of an input says which market is gone on with and
// whether the rest is the whole file, or what follows the origin in a file whose header is right.
namespace rivalry::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::array markets{"baseline.toml", "platform-network.toml", "resource-orchestration.toml",
                             "replications/nelson-winter-innovation.toml"};
constexpr std::uint8_t whole_file = 0x80;
constexpr std::int64_t interrupted_after = 5;

/// Ends a run early.
struct Stop : Observer {
  void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
    flag = market.period >= interrupted_after;
  }
  std::atomic<bool> flag = false;
};

/// A small market that was interrupted: its result and its checkpoint.
struct Interrupted {
  explicit Interrupted(const char* name) {
    const std::array settings{Setting{"market.firms", "16"}, Setting{"scenario.periods", "8"},
                              Setting{"recording.events", "all"}};
    scenario = read_scenario(fs::path(RIVALRY_SOURCE_DIR) / "scenarios" / name, settings);
    origin = checkpoint_origin(scenario, provenance);
    const fs::path path = scratch_folder() / "interrupted.h5";
    ResultWriter writer(path, provenance, /*overwrite=*/true);
    CheckpointKeeper keeper(
        path, origin, {.seconds = 1e9},
        [&](Archive& archive) {
          RecordingState state = writer.state();
          archive("recording", state);
        },
        [](const std::string& warning) { expect(false, warning); });
    Stop stop;
    const std::array<Observer*, 2> observers{&writer, &stop};
    run(scenario, {.threads = 1, .stop = &stop.flag, .checkpoints = &keeper}, observers);
    writer.finish(false);
    result = content_of(path);
    checkpoint = content_of(checkpoint_paths(path)[0]);
    remove_checkpoints(path);
  }
  /// The bytes of a checkpoint between its header and what follows the origin.
  std::string origin_bytes() {
    MemorySaver saver;
    saver("origin", origin);
    return {reinterpret_cast<const char*>(saver.bytes().data()), saver.bytes().size()};
  }

  Provenance provenance{.threads = 1, .identity = "fuzzed"};
  Scenario scenario;
  CheckpointOrigin origin;
  std::string result, checkpoint;
};

Interrupted& market(std::size_t number) {
  static std::array<std::unique_ptr<Interrupted>, markets.size()> all;
  auto& one = all[number % markets.size()];
  if (!one) one = std::make_unique<Interrupted>(markets[number % markets.size()]);
  return *one;
}

std::string with_header(const std::string& content) {
  CheckpointHeader header;
  header.length = content.size();
  const XXH128_hash_t sum = XXH3_128bits(content.data(), content.size());
  header.contents = {sum.low64, sum.high64};
  const XXH128_hash_t own = XXH3_128bits(&header, offsetof(CheckpointHeader, header));
  header.header = {own.low64, own.high64};
  return std::string(reinterpret_cast<const char*>(&header), sizeof header) + content;
}

void go_on(const Interrupted& market, const fs::path& result) {
  FoundCheckpoints found = find_checkpoints(result, market.origin);
  for (const std::string& why : found.refused) expect(!why.empty(), "a checkpoint is refused without a reason");
  if (found.sound.empty()) return;
  Archive& archive = *found.sound.front().archive;
  RecordingState state;
  archive.enter("recorders");
  archive("recording", state);
  archive.leave();
  archive.enter("run");
  ResultWriter writer(result, market.provenance, std::move(state));
  const std::array<Observer*, 1> observers{&writer};
  const RunOutcome outcome = run(market.scenario, {.threads = 1, .saved = &archive}, observers);
  writer.finish(outcome.complete);
}

void read(Bytes input) {
  Cursor cursor(input);
  const std::uint8_t mode = cursor.byte();
  Interrupted& chosen = market(mode & 0x7fU);
  const fs::path result = scratch_folder() / "resumed.h5";
  const std::string rest(text_of(cursor.rest()));
  write_file(result, chosen.result);
  write_file(checkpoint_paths(result)[0], mode & whole_file ? rest : with_header(chosen.origin_bytes() + rest));
  try {
    go_on(chosen, result);
  } catch (const std::runtime_error& refusal) {
    expect_words(refusal);
  }
}

std::vector<std::string> seeds() {
  std::vector<std::string> all;
  for (std::size_t number = 0; number < markets.size(); ++number) {
    const std::string file = market(number).checkpoint;
    const auto mode = static_cast<char>(number);
    all.push_back(mode + file.substr(sizeof(CheckpointHeader) + market(number).origin_bytes().size()));
    if (number == 0) all.push_back(static_cast<char>(whole_file) + file);
  }
  return all;
}

/// A field of an archive: its header, then its count and values where it has them.
struct Field {
  std::size_t begin = 0, count_at = 0, data = 0, end = 0;
  std::size_t width = 0;
};

std::vector<Field> fields_of(const std::string& text, std::size_t begin) {
  std::vector<Field> all;
  for (std::size_t at = begin; at < text.size();) {
    Field field{.begin = at};
    at += 1 + static_cast<unsigned char>(text[at]);
    if (at >= text.size()) break;
    const char kind = text[at++];
    if (kind != 's') {
      if (at + 9 > text.size()) break;
      field.width = static_cast<unsigned char>(text[at]);
      field.count_at = at + 1;
      std::uint64_t count = 0;
      std::memcpy(&count, text.data() + field.count_at, sizeof count);
      at = field.data = field.count_at + 8;
      if (count > text.size() || field.width > 8) break;
      if (kind != 'l') at += count * field.width;
      if (at > text.size()) break;
    }
    field.end = at;
    all.push_back(field);
  }
  return all;
}

/// Another value in a field, another count, a field twice, or gone.
std::string change(std::string text, std::uint32_t seed) {
  std::minstd_rand draw(seed + 1);
  if (text.empty() || (static_cast<std::uint8_t>(text[0]) & whole_file)) return text;
  for (auto changes = 1 + draw() % 3; changes > 0; --changes) {
    const std::vector<Field> all = fields_of(text, 1);
    if (all.empty()) return text;
    const Field field = all[draw() % all.size()];
    const std::uint64_t extreme = extreme_words[draw() % extreme_words.size()];
    const std::size_t values = field.width > 0 ? (field.end - field.data) / field.width : 0;
    const auto what = draw() % 8;
    if (what < 5 && values > 0) {
      std::memcpy(text.data() + field.data + draw() % values * field.width, &extreme, field.width);
    } else if (what == 5 && field.width > 0) {  // another count, with as many values
      const std::uint64_t count = draw() % 40;
      std::memcpy(text.data() + field.count_at, &count, sizeof count);
      if (field.end > field.data)
        text.replace(field.data, field.end - field.data, std::string(count * field.width, '\1'));
    } else if (what == 6) {
      text.insert(field.begin, text.substr(field.begin, field.end - field.begin));
    } else if (what == 7) {
      text.erase(field.begin, field.end - field.begin);
    }
  }
  return text;
}

}  // namespace

Target checkpoint_target() { return {"checkpoint", read, seeds, change}; }

}  // namespace rivalry::fuzz
