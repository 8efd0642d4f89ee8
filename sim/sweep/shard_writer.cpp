#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/target_file.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/sweep/rows.hpp"
#include "row_codec.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

/// All bytes, or an error with the file as it was.
void write_all(int descriptor, std::span<const unsigned char> bytes, std::uint64_t offset, const fs::path& path) {
  const std::uint64_t before = offset;
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int number = errno;
      if (::ftruncate(descriptor, static_cast<off_t>(before)) != 0) {
      }  // readers see the cut by the checksum
      refuse_output(path, "rows cannot be written", number);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

}  // namespace

ShardWriter::ShardWriter(fs::path folder, std::string name, const Fingerprint& plan, std::uint64_t most_bytes)
    : folder_(std::move(folder)), name_(std::move(name)), plan_(plan), most_bytes_(most_bytes) {}

ShardWriter::~ShardWriter() {
  try {
    close();
  } catch (const OutputError&) {  // NOLINT: the file stays as a .part, which is read as well
    if (descriptor_ >= 0) ::close(descriptor_);
  }
}

void ShardWriter::open() {
  if (descriptor_ >= 0) return;
  part_ = folder_ / fmt::format("{}-{:04}.part", name_, ++files_);
  descriptor_ = ::open(part_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);
  if (descriptor_ < 0) refuse_output(part_, "cannot be made", errno);
  size_ = 0;
  const shard::Head head = shard::encode_file_head(plan_);
  write_all(descriptor_, head, 0, part_);
  size_ = head.size();
}

void ShardWriter::append(const Batch& batch) {
  open();
  shard::encode(batch, bytes_);
  write_all(descriptor_, bytes_, size_, part_);
  size_ += bytes_.size();
}

void ShardWriter::make_durable() {
  if (descriptor_ < 0) return;
  if (::fdatasync(descriptor_) != 0) refuse_output(part_, "rows cannot reach the disk", errno);
  if (size_ >= most_bytes_) close();
}

void ShardWriter::close() {
  if (descriptor_ < 0) return;
  if (::fsync(descriptor_) != 0) refuse_output(part_, "rows cannot reach the disk", errno);
  if (::close(std::exchange(descriptor_, -1)) != 0) refuse_output(part_, "cannot be closed", errno);
  fs::path final_name = part_;
  final_name.replace_extension(".rows");
  if (::rename(part_.c_str(), final_name.c_str()) != 0) refuse_output(part_, "cannot be given its final name", errno);
  synchronise_folder(folder_);
}

}  // namespace rivalry
