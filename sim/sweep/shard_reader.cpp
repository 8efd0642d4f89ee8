#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/ordinary_file.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/sweep/rows.hpp"
#include "row_codec.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t window = std::uint64_t{1} << 20;  // searched at once for the next batch, behind damage

}  // namespace

ShardReader::ShardReader(const fs::path& file) : file_(file) {
  descriptor_ = open_ordinary(file);
  if (descriptor_ < 0 && errno == EINVAL) {
    damage_.push_back({file_, 0, "a folder, pipe or device and no file", false});
    return;
  }
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0)
    throw ResultError(file, "cannot be read", std::strerror(errno), "make it readable");
  size_ = static_cast<std::uint64_t>(status.st_size);
  position_ = std::min(size_, shard::file_head);
  shard::Head head{};
  const bool is_part = file.extension() == ".part";
  if (size_ >= head.size() && read(0, head.size())) std::copy(bytes_.begin(), bytes_.end(), head.begin());
  if (shard::decode_file_head(head, plan_)) return;
  damage_.push_back({file_, 0, "a head that is none of a shard", is_part && size_ <= shard::file_head});
  plan_ = {};
  position_ = size_;
}

ShardReader::~ShardReader() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool ShardReader::read(std::uint64_t offset, std::uint64_t bytes) {
  bytes_.resize(bytes);
  std::uint64_t done = 0;
  while (done < bytes) {
    const ssize_t got = ::pread(descriptor_, bytes_.data() + done, bytes - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw ResultError(file_, "cannot be read", std::strerror(errno), "check the disk");
    if (got == 0) return false;
    done += static_cast<std::uint64_t>(got);
  }
  return true;
}

/// Leaves the head of a batch that lies wholly in the file, at `offset` or behind it, in `bytes_`.
bool ShardReader::find_batch(std::uint64_t& offset, std::uint64_t& bytes) {
  shard::BatchHead head;
  while (offset + shard::batch_head <= size_) {
    const std::uint64_t length = std::min(window, size_ - offset);
    if (!read(offset, length)) return false;
    for (std::uint64_t i = 0; i + shard::batch_head <= length; i += 8) {
      if (!shard::decode_batch_head(std::span(bytes_).subspan(i), head)) continue;
      bytes = shard::batch_head + head.payload + shard::checksum_size;
      if (head.payload > size_ || offset + i + bytes > size_) continue;
      offset += i;
      return true;
    }
    if (length < window) return false;
    offset += length - shard::batch_head + 8;
  }
  return false;
}

const Batch& ShardReader::take() {
  shard::BatchHead head;
  shard::decode_batch_head(bytes_, head);
  if (!shard::decode_rows(std::span(bytes_).subspan(shard::batch_head), head, rows_))
    throw DamagedResult(file_, fmt::format("is damaged at byte {}", place_.offset), "",
                        "`rivalry sweep run` does its runs again");
  batch_ = {head.block, head.seconds, rows_};
  return batch_;
}

const Batch* ShardReader::next() {
  while (position_ < size_) {
    std::uint64_t offset = position_, bytes = 0;
    // Most often a batch follows at once; only its head is read to see that.
    shard::BatchHead head;
    const bool follows = offset + shard::batch_head <= size_ && read(offset, shard::batch_head) &&
                         shard::decode_batch_head(bytes_, head) && head.payload <= size_ &&
                         offset + shard::batch_head + head.payload + shard::checksum_size <= size_;
    if (follows)
      bytes = shard::batch_head + head.payload + shard::checksum_size;
    else if (!find_batch(offset, bytes)) {
      damage_.push_back({file_, position_, fmt::format("{} bytes that are no rows", size_ - position_),
                         file_.extension() == ".part"});
      position_ = size_;
      return nullptr;
    } else {
      damage_.push_back({file_, position_, fmt::format("{} bytes that are no rows", offset - position_), false});
    }
    place_ = {offset, bytes};
    position_ = offset + bytes;
    if (!read(offset, bytes)) return nullptr;
    try {
      return &take();
    } catch (const DamagedResult&) {
      damage_.push_back(
          {file_, offset, fmt::format("{} rows whose checksum is wrong", follows ? head.rows : 0), false});
    }
  }
  return nullptr;
}

const Batch& ShardReader::at(const BatchPlace& place) {
  place_ = place;
  if (!read(place.offset, place.bytes))
    throw DamagedResult(file_, "was cut short", "", "`rivalry sweep run` does its runs again");
  return take();
}

std::vector<fs::path> shard_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".part" || entry.path().extension() == ".rows") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}  // namespace rivalry
