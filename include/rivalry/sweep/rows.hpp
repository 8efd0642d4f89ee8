#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rivalry/scenario/fingerprint.hpp"

namespace rivalry {

/// What is kept of a run.
struct Row {
  std::int64_t number = 0;  ///< of the run
  Fingerprint key;
  bool failed = false;
  std::int32_t stopped = -1;     ///< number of the rule that ended it early; -1: none did
  std::vector<double> outcomes;  ///< one a summary observable; empty if it failed
  std::vector<double> series;    ///< [variable][period] of the series that are kept
  std::string message;           ///< why it failed
};

/// Rows that were written at once: an entry of a shard, which is whole or not there.
struct Batch {
  std::int64_t block = 0;     ///< that the runs belong to
  double seconds = 0;         ///< that the runs took, all together
  std::span<const Row> rows;  ///< in any order
};

/// Where a batch stands.
struct BatchPlace {
  std::uint64_t offset = 0, bytes = 0;
};

/// A file of rows that only grows: `NAME-0001.part` while it does, `NAME-0001.rows` from then on. What it holds is on
/// the disk when `append` returns with `durable`, and survives the process.
class ShardWriter {
 public:
  /// @param name        of the worker, which no other worker has
  /// @param plan        fingerprint of the plan that the rows belong to
  /// @param most_bytes  of a file; then the next is begun
  ShardWriter(std::filesystem::path folder, std::string name, const Fingerprint& plan,
              std::uint64_t most_bytes = std::uint64_t{256} << 20);
  ~ShardWriter();  ///< closes without a complaint
  ShardWriter(const ShardWriter&) = delete;
  ShardWriter& operator=(const ShardWriter&) = delete;

  /// Writes a batch as one piece; nothing of it stays if that fails.
  /// @throws OutputError
  void append(const Batch& batch);
  /// Gets all that was written onto the disk, and begins the next file if this one is full.
  /// @throws OutputError
  void make_durable();
  /// Makes all durable and gives the file its final name.
  /// @throws OutputError
  void close();

 private:
  void open();
  std::filesystem::path folder_;
  std::string name_;
  Fingerprint plan_;
  std::uint64_t most_bytes_, size_ = 0;
  int files_ = 0, descriptor_ = -1;
  std::filesystem::path part_;
  std::vector<unsigned char> bytes_;
};

/// A place in a shard that does not hold what was written there.
struct ShardDamage {
  std::filesystem::path file;
  std::uint64_t offset = 0;
  std::string what;  ///< as in "12 bytes that are no rows"
  bool cut = false;  ///< the end of a file that its worker did not live to finish: nothing that was durable is lost
};

/// A file of rows, read front to back.
class ShardReader {
 public:
  /// @throws ResultError  if it is no shard, or cannot be read
  explicit ShardReader(const std::filesystem::path& file);
  ~ShardReader();
  ShardReader(const ShardReader&) = delete;
  ShardReader& operator=(const ShardReader&) = delete;

  const Fingerprint& plan() const { return plan_; }
  /// The next batch whose checksum is right; the span holds until the next call. Null at the end.
  const Batch* next();
  /// Reads the batch there again.
  /// @throws DamagedResult  if it is not there any more
  const Batch& at(const BatchPlace& place);
  const BatchPlace& place() const { return place_; }  ///< of the last batch
  const std::vector<ShardDamage>& damage() const { return damage_; }

 private:
  bool read(std::uint64_t offset, std::uint64_t bytes);
  bool find_batch(std::uint64_t& offset, std::uint64_t& bytes);
  const Batch& take();

  std::filesystem::path file_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0, position_ = 0;
  Fingerprint plan_;
  BatchPlace place_;
  std::vector<unsigned char> bytes_;
  std::vector<Row> rows_;
  Batch batch_;
  std::vector<ShardDamage> damage_;
};

/// All shards of a folder, in the order of their names.
std::vector<std::filesystem::path> shard_files(const std::filesystem::path& folder);

}  // namespace rivalry
