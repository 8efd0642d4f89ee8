#include "row_codec.hpp"

#include <bit>
#include <cstring>
#include <string_view>

// The functions of xxHash, compiled in.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace rivalry::shard {
namespace {

static_assert(std::endian::native == std::endian::little, "shards are little-endian");

constexpr std::uint64_t file_mark = 0x53574f5259564952, batch_mark = 0x4843544142594d56;
constexpr std::uint64_t version = 1;
constexpr std::size_t checked = 40;   // bytes of a head before its checksum
constexpr std::size_t row_head = 48;  // bytes of a row before its numbers and words

class Writer {
 public:
  explicit Writer(std::vector<unsigned char>& bytes) : bytes_(bytes) {}
  template <class Number>
  void put(Number number) {
    put(&number, sizeof number);
  }
  void put(const std::vector<double>& numbers) { put(numbers.data(), numbers.size() * sizeof(double)); }
  void put(std::string_view text) {
    put(text.data(), text.size());
    bytes_.resize((bytes_.size() + 7) / 8 * 8);
  }

 private:
  void put(const void* data, std::size_t size) {
    const auto* const begin = static_cast<const unsigned char*>(data);
    bytes_.insert(bytes_.end(), begin, begin + size);
  }
  std::vector<unsigned char>& bytes_;
};

/// Reads on as long as there are bytes; then everything is wrong.
class Reader {
 public:
  explicit Reader(std::span<const unsigned char> bytes) : bytes_(bytes) {}
  template <class Number>
  Number get() {
    Number number{};
    get(&number, sizeof number);
    return number;
  }
  void get(std::vector<double>& numbers, std::size_t count) {
    if (count > bytes_.size() / sizeof(double)) fail();
    numbers.resize(good_ ? count : 0);
    get(numbers.data(), numbers.size() * sizeof(double));
  }
  void get(std::string& text, std::size_t size) {
    if (size > bytes_.size()) fail();
    text.resize(good_ ? size : 0);
    get(text.data(), text.size());
    bytes_ = bytes_.subspan(std::min(bytes_.size(), (8 - size % 8) % 8));
  }
  bool at_end() const { return good_ && bytes_.empty(); }

 private:
  void get(void* data, std::size_t size) {
    if (size > bytes_.size()) return fail();
    if (size > 0) std::memcpy(data, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }
  void fail() { good_ = false, bytes_ = {}; }
  std::span<const unsigned char> bytes_;
  bool good_ = true;
};

Head with_checksum(const std::vector<unsigned char>& bytes) {
  Head head{};
  std::memcpy(head.data(), bytes.data(), std::min(bytes.size(), checked));
  const std::uint64_t sum = XXH3_64bits(head.data(), checked);
  std::memcpy(head.data() + checked, &sum, sizeof sum);
  return head;
}

bool is_whole(std::span<const unsigned char> head) {
  std::uint64_t sum = 0;
  std::memcpy(&sum, head.data() + checked, sizeof sum);
  return sum == XXH3_64bits(head.data(), checked);
}

std::size_t padded(std::size_t size) { return (size + 7) / 8 * 8; }

}  // namespace

Head encode_file_head(const Fingerprint& plan) {
  std::vector<unsigned char> bytes;
  Writer writer(bytes);
  writer.put(file_mark), writer.put(version), writer.put(plan.high), writer.put(plan.low);
  return with_checksum(bytes);
}

bool decode_file_head(const Head& head, Fingerprint& plan) {
  Reader reader(head);
  if (!is_whole(head) || reader.get<std::uint64_t>() != file_mark || reader.get<std::uint64_t>() != version)
    return false;
  plan.high = reader.get<std::uint64_t>(), plan.low = reader.get<std::uint64_t>();
  return true;
}

void encode(const Batch& batch, std::vector<unsigned char>& bytes) {
  std::size_t payload = 0;
  for (const Row& row : batch.rows)
    payload += row_head + 8 * (row.outcomes.size() + row.series.size()) + padded(row.message.size());
  bytes.clear();
  Writer writer(bytes);
  writer.put(batch_mark), writer.put(std::uint64_t{payload}), writer.put(batch.block);
  writer.put(std::uint64_t{batch.rows.size()}), writer.put(batch.seconds);
  const Head head = with_checksum(bytes);
  bytes.assign(head.begin(), head.end());
  for (const Row& row : batch.rows) {
    writer.put(row.number), writer.put(row.key.high), writer.put(row.key.low);
    writer.put(std::int32_t{row.failed}), writer.put(row.stopped);
    writer.put(static_cast<std::uint32_t>(row.outcomes.size())),
        writer.put(static_cast<std::uint32_t>(row.series.size()));
    writer.put(std::uint64_t{row.message.size()});
    writer.put(row.outcomes), writer.put(row.series), writer.put(std::string_view(row.message));
  }
  writer.put(std::uint64_t{XXH3_64bits(bytes.data() + batch_head, payload)});
}

bool decode_batch_head(std::span<const unsigned char> bytes, BatchHead& head) {
  Reader reader(bytes);
  if (bytes.size() < batch_head || !is_whole(bytes) || reader.get<std::uint64_t>() != batch_mark) return false;
  head.payload = reader.get<std::uint64_t>();
  head.block = reader.get<std::int64_t>();
  head.rows = reader.get<std::uint64_t>();
  head.seconds = reader.get<double>();
  return true;
}

bool decode_rows(std::span<const unsigned char> bytes, const BatchHead& head, std::vector<Row>& rows) {
  std::uint64_t sum = 0;
  std::memcpy(&sum, bytes.data() + head.payload, sizeof sum);
  if (sum != XXH3_64bits(bytes.data(), head.payload) || head.rows > head.payload / row_head) return false;
  Reader reader(bytes.first(head.payload));
  rows.resize(head.rows);
  for (Row& row : rows) {
    row.number = reader.get<std::int64_t>();
    row.key.high = reader.get<std::uint64_t>(), row.key.low = reader.get<std::uint64_t>();
    row.failed = reader.get<std::int32_t>() != 0;
    row.stopped = reader.get<std::int32_t>();
    const auto outcomes = reader.get<std::uint32_t>(), series = reader.get<std::uint32_t>();
    const auto message = reader.get<std::uint64_t>();
    reader.get(row.outcomes, outcomes), reader.get(row.series, series), reader.get(row.message, message);
  }
  return reader.at_end();
}

}  // namespace rivalry::shard
