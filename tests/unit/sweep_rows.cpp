#include <cstring>
#include <fstream>
#include <limits>

#define XXH_INLINE_ALL
#include <doctest/doctest.h>
#include <xxhash.h>

#include "../support/sweeps.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/sweep/merge.hpp"

using namespace rivalry;
using test::row_of;

namespace {

namespace fs = std::filesystem;

constexpr Fingerprint plan{7, 9};

/// Three batches of three rows each.
fs::path write_shard(const fs::path& folder) {
  ShardWriter writer(folder, "worker", plan);
  for (std::int64_t block = 0; block < 3; ++block) {
    const std::vector<Row> rows{row_of(10 * block), row_of(10 * block + 1), row_of(10 * block + 2)};
    writer.append({block, 0.5, rows});
  }
  writer.close();
  return shard_files(folder).at(0);
}

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_bytes(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

struct Found {
  std::vector<std::int64_t> numbers;
  std::size_t damage = 0, cuts = 0;
  bool all_right = true;  ///< every row has the numbers it was written with
};

Found read(const fs::path& file) {
  Found found;
  ShardReader reader(file);
  while (const Batch* batch = reader.next())
    for (const Row& row : batch->rows) {
      found.numbers.push_back(row.number);
      const Row wanted = row_of(row.number);
      found.all_right = found.all_right && row.key == wanted.key && row.outcomes == wanted.outcomes &&
                        row.series == wanted.series && row.number / 10 == batch->block;
    }
  for (const ShardDamage& damage : reader.damage()) ++(damage.cut ? found.cuts : found.damage);
  return found;
}

const std::vector<std::int64_t> all{0, 1, 2, 10, 11, 12, 20, 21, 22};

}  // namespace

TEST_CASE("a shard gives back the rows that were written, those that failed too") {
  const test::TemporaryFolder folder;
  {
    ShardWriter writer(folder.path(), "worker", plan);
    Row failed{.number = 5, .failed = true, .message = "out of memory"};
    Row stopped = row_of(6);
    stopped.stopped = 2;
    const std::vector<Row> rows{failed, stopped};
    writer.append({4, 1.25, rows});
    CHECK(shard_files(folder.path()).at(0).extension() == ".part");
  }
  const fs::path file = shard_files(folder.path()).at(0);
  CHECK(file.filename() == "worker-0001.rows");
  ShardReader reader(file);
  CHECK(reader.plan() == plan);
  const Batch* batch = reader.next();
  REQUIRE(batch != nullptr);
  CHECK(batch->block == 4);
  CHECK(batch->seconds == 1.25);
  REQUIRE(batch->rows.size() == 2);
  CHECK(batch->rows[0].failed);
  CHECK(batch->rows[0].message == "out of memory");
  CHECK(batch->rows[0].outcomes.empty());
  CHECK(batch->rows[1].stopped == 2);
  CHECK(reader.next() == nullptr);
  CHECK(reader.damage().empty());
}

TEST_CASE("a shard that is full is closed and the next begun") {
  const test::TemporaryFolder folder;
  ShardWriter writer(folder.path(), "worker", plan, 200);
  for (std::int64_t block = 0; block < 3; ++block) {
    const std::vector<Row> rows{row_of(10 * block)};
    writer.append({block, 0, rows});
    writer.make_durable();
  }
  writer.close();
  CHECK(shard_files(folder.path()).size() >= 2);
  std::vector<std::int64_t> numbers;
  for (const fs::path& file : shard_files(folder.path()))
    for (const std::int64_t number : read(file).numbers) numbers.push_back(number);
  CHECK(numbers == std::vector<std::int64_t>{0, 10, 20});
}

TEST_CASE("a batch can be read again from its place") {
  const test::TemporaryFolder folder;
  ShardReader reader(write_shard(folder.path()));
  reader.next();
  reader.next();
  const BatchPlace second = reader.place();
  reader.next();
  CHECK(reader.at(second).rows.front().number == 10);
}

TEST_CASE("wherever a shard is cut, the batches before are read, and nothing is told wrong") {
  const test::TemporaryFolder folder;
  const std::string bytes = bytes_of(write_shard(folder.path()));
  const std::size_t batch = (bytes.size() - 48) / 3;
  for (std::size_t length = 0; length < bytes.size(); length += 3) {
    for (const char* name : {"cut.part", "cut.rows"}) {
      write_bytes(folder.path() / name, bytes.substr(0, length));
      const Found found = read(folder.path() / name);
      CAPTURE(length);
      CHECK(found.all_right);
      CHECK(found.numbers.size() == 3 * (length < 48 ? 0 : (length - 48) / batch));
      const bool at_an_end = length >= 48 && (length - 48) % batch == 0;
      CHECK(found.damage + found.cuts == (at_an_end ? 0 : 1));
      if (std::string_view(name) == "cut.part") CHECK(found.damage == 0);
    }
  }
}

TEST_CASE("a flipped byte costs its batch alone, and is told") {
  const test::TemporaryFolder folder;
  const std::string bytes = bytes_of(write_shard(folder.path()));
  for (std::size_t place = 48; place < bytes.size(); place += 5) {
    std::string flipped = bytes;
    flipped[place] = static_cast<char>(flipped[place] ^ 0x10);
    write_bytes(folder.path() / "flipped.rows", flipped);
    const Found found = read(folder.path() / "flipped.rows");
    CAPTURE(place);
    CHECK(found.all_right);
    CHECK(found.numbers.size() == 6);
    CHECK(found.damage == 1);
  }
}

TEST_CASE("a file that is no shard has no rows and is told") {
  const test::TemporaryFolder folder;
  write_bytes(folder.path() / "text.rows", std::string(1000, 'x'));
  const Found found = read(folder.path() / "text.rows");
  CHECK(found.numbers.empty());
  CHECK(found.damage == 1);
}

namespace {

constexpr const char* two_points =
    "[sweep]\nscenario = \"tiny\"\nreplicates = 2\n[[factor]]\nkey = \"cost.fixed\"\nvalues = [0.01, 0.02]\n"
    "[keep]\nseries = [\"hhi\", \"firms\"]\n";

/// A row as a worker of that sweep writes it.
Row sound_row(std::int64_t number) {
  Row row = row_of(number);
  row.series.resize(2);
  return row;
}

}  // namespace

TEST_CASE("rows that no worker of a sweep can have written are damage, whatever their checksums say") {
  const test::TemporaryFolder place;
  const SweepFolder folder(place.path() / "a.sweep", test::sweep_texts(two_points), test::no_sample, 2);
  std::vector<Row> strange(7, sound_row(1));
  strange[0].number = -1;
  strange[1].number = 4;
  strange[2].number = std::numeric_limits<std::int64_t>::max();
  strange[3].series.resize(3);  // of two variables
  strange[4].outcomes.resize(10'000);
  strange[5].stopped = 0;  // by no rule
  strange[6].number = 3;   // of the other block
  const std::vector<Row> sound{sound_row(0)};
  {
    ShardWriter writer(folder.shards(), "worker", folder.plan().fingerprint());
    writer.append({0, 0.5, strange});
    writer.append({std::int64_t{1} << 50, 0.5, sound});
    writer.append({0, 0.5, sound});
    writer.close();
  }
  Ledger ledger(folder);
  CHECK(ledger.done() == 1);
  CHECK(ledger.has(0));
  REQUIRE(ledger.damage().size() == 2);
  CHECK(ledger.damage()[0].what == "7 rows that are of no run of it");
  CHECK(ledger.damage()[1].what == "1 rows that are of no run of it");
  std::vector<std::int64_t> numbers;
  for (const std::int64_t block : {0, 1})
    ledger.for_each_row(block, [&](const Row& row) { numbers.push_back(row.number); });
  CHECK(numbers == std::vector<std::int64_t>{0});
  merge_sweep(folder, ledger, Decisions(folder), {.output = place.path() / "m.h5"});
}

TEST_CASE("a batch that claims more rows than it has bytes for is damage") {
  const test::TemporaryFolder folder;
  std::string bytes = bytes_of(write_shard(folder.path()));
  const std::uint64_t rows = std::uint64_t{1} << 60;
  std::memcpy(bytes.data() + 48 + 24, &rows, sizeof rows);
  const std::uint64_t sum = XXH3_64bits(bytes.data() + 48, 40);
  std::memcpy(bytes.data() + 48 + 40, &sum, sizeof sum);
  write_bytes(folder.path() / "many.rows", bytes);
  const Found found = read(folder.path() / "many.rows");
  CHECK(found.all_right);
  CHECK(found.numbers.size() == 6);
  CHECK(found.damage == 1);
}
