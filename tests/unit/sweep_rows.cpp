#include <fstream>

#include <doctest/doctest.h>

#include "../support/sweeps.hpp"
#include "rivalry/io/errors.hpp"

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
