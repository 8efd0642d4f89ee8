#include <cstring>
#include <random>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cursor.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/run/observables.hpp"
#include "rivalry/sweep/ledger.hpp"
#include "rivalry/sweep/ledger_check.hpp"
#include "rivalry/sweep/merge.hpp"
#include "small_sweep.hpp"
#include "sweep/row_codec.hpp"

// Shards, as `rivalry sweep merge` and the decisions of a sequential design read them. The first byte of an input says
// whether the rest is a file as it is, or one whose checksums and plan are made right.
namespace rivalry::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t as_it_is = 1;

/// Makes a file's checksums right, batch by batch as their heads say, and lets it be of the sweep's plan.
std::string mended(std::string file, const Fingerprint& plan) {
  const shard::Head head = shard::encode_file_head(plan);
  file.replace(0, std::min<std::size_t>(file.size(), head.size()), reinterpret_cast<const char*>(head.data()),
               head.size());
  std::size_t at = head.size();
  while (at + shard::batch_head <= file.size()) {
    const std::uint64_t own = XXH3_64bits(file.data() + at, 40);
    std::memcpy(file.data() + at + 40, &own, sizeof own);
    std::uint64_t payload = 0;
    std::memcpy(&payload, file.data() + at + 8, sizeof payload);
    at += shard::batch_head;
    if (payload > file.size() || at + payload + shard::checksum_size > file.size()) break;
    const std::uint64_t sum = XXH3_64bits(file.data() + at, payload);
    std::memcpy(file.data() + at + payload, &sum, sizeof sum);
    at += payload + shard::checksum_size;
  }
  return file;
}

void read(Bytes input) {
  Cursor cursor(input);
  const bool raw = cursor.byte() & as_it_is;
  const SmallSweep& sweep = SmallSweep::anew();
  const std::string file(text_of(cursor.rest()));
  write_file(sweep.folder().shards() / "worker-0001.rows",
             raw ? file : mended(file, sweep.folder().plan().fingerprint()));
  try {
    Ledger ledger(sweep.folder());
    Decisions decisions(sweep.folder());
    count_done(sweep.folder(), ledger, decisions);
    if (!decisions.is_last()) decisions.decide();
    if (input.size() % 4 == 0)  // the rest is quicker
      merge_sweep(sweep.folder(), ledger, decisions,
                  {.output = sweep.path() / "merged.h5", .csv = sweep.path() / "merged.csv", .overwrite = true});
  } catch (const std::runtime_error& refusal) {
    expect_words(refusal);
  }
}

std::vector<std::string> seeds() {
  const SmallSweep& sweep = SmallSweep::anew();
  std::vector<std::string> all;
  ShardWriter writer(sweep.folder().shards(), "worker", sweep.folder().plan().fingerprint());
  const std::size_t outcomes = summary_observables().size();
  for (std::int64_t block = 0; block < 3; ++block) {
    std::vector<Row> rows;
    for (std::int64_t number = 4 * block; number < 4 * block + 4; ++number)
      rows.push_back({.number = number,
                      .key = {1, static_cast<std::uint64_t>(number)},
                      .outcomes = std::vector<double>(outcomes, 0.25 * static_cast<double>(number)),
                      .series = std::vector<double>(6, 1.5)});
    rows.back().failed = true, rows.back().message = "no", rows.back().outcomes.clear(), rows.back().series.clear();
    writer.append({block, 0.5, rows});
  }
  writer.close();
  const std::string content = content_of(shard_files(sweep.folder().shards()).at(0));
  all.push_back(std::string(1, '\0') + content);
  all.push_back(static_cast<char>(as_it_is) + content);
  return all;
}

/// Puts numbers that are hard on readers in the place of words: first of all of heads of batches and rows.
std::string change(std::string text, std::uint32_t seed) {
  std::minstd_rand draw(seed + 1);
  for (auto changes = 1 + draw() % 3; changes > 0 && text.size() > 64; --changes) {
    const std::size_t words = (text.size() - 1) / 8, near = std::min<std::size_t>(words, 20);
    const std::size_t at = 1 + 8 * (draw() % 2 == 0 ? draw() % near : draw() % words);
    const std::size_t width = draw() % 2 == 0 ? 8 : 4;
    std::memcpy(text.data() + at, &extreme_words[draw() % extreme_words.size()], width);
  }
  return text;
}

}  // namespace

Target shard_target() { return {"shard", read, seeds, change}; }

}  // namespace rivalry::fuzz
