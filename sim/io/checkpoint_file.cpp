#include "checkpoint_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <vector>

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "ordinary_file.hpp"

namespace rivalry {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 20;

std::array<std::uint64_t, 2> words(XXH128_hash_t hash) { return {hash.low64, hash.high64}; }

std::array<std::uint64_t, 2> checksum_of(const CheckpointHeader& header) {
  return words(XXH3_128bits(&header, offsetof(CheckpointHeader, header)));
}

[[noreturn]] void fail(const char* problem) {
  throw CheckpointFailure(fmt::format("{}: {}", problem, std::strerror(errno)));
}

CheckpointHeader read_header(std::FILE* file, std::uint64_t size) {
  CheckpointHeader header;
  if (size < sizeof header) throw CheckpointFailure("is unfinished or cut: it is shorter than a header");
  if (std::fread(&header, sizeof header, 1, file) != 1) fail("cannot be read");
  const auto* const bytes = reinterpret_cast<const char*>(&header);
  if (std::all_of(bytes, bytes + sizeof header, [](char byte) { return byte == 0; }))
    throw CheckpointFailure("is unfinished: the program ended while it was written");
  if (header.header != checksum_of(header)) {
    const bool ours = header.magic == CheckpointHeader::mark;
    throw CheckpointFailure(ours ? "is damaged: the checksum of its header differs"
                                 : "is no checkpoint, or is damaged");
  }
  if (header.version > checkpoint_format_version)
    throw CheckpointFailure(fmt::format("has format {}, which is newer than this program reads ({})", header.version,
                                        checkpoint_format_version));
  if (size < sizeof header + header.length)
    throw CheckpointFailure(fmt::format("is cut: {} of {} bytes are there", size, sizeof header + header.length));
  if (size > sizeof header + header.length)
    throw CheckpointFailure(fmt::format("is damaged: {} bytes follow its end", size - sizeof header - header.length));
  return header;
}

void check_contents(std::FILE* file, const CheckpointHeader& header) {
  detail::Checksum sum;
  std::vector<char> buffer(buffer_bytes);
  for (std::uint64_t left = header.length; left > 0;) {
    const std::size_t piece = std::fread(buffer.data(), 1, std::min<std::uint64_t>(left, buffer.size()), file);
    if (piece == 0) fail("cannot be read");
    sum.add(buffer.data(), piece);
    left -= piece;
  }
  if (sum.value() != header.contents) throw CheckpointFailure("is damaged: its checksum differs");
}

}  // namespace

namespace detail {

namespace {

/// Whoever opens a pipe with fopen waits for its writer.
std::FILE* open_to_read(const std::filesystem::path& path) {
  const int descriptor = open_ordinary(path);
  return descriptor < 0 ? nullptr : ::fdopen(descriptor, "rb");
}

}  // namespace

File::File(const std::filesystem::path& path, const char* mode)
    : buffer_(buffer_bytes), file_(mode[0] == 'r' ? open_to_read(path) : std::fopen(path.c_str(), mode)) {
  if (file_) std::setvbuf(file_.get(), buffer_.data(), _IOFBF, buffer_.size());
}

Checksum::Checksum() : state_(XXH3_createState()) {
  if (state_ == nullptr) throw std::bad_alloc();
  XXH3_128bits_reset(static_cast<XXH3_state_t*>(state_));
}
Checksum::~Checksum() { XXH3_freeState(static_cast<XXH3_state_t*>(state_)); }
void Checksum::add(const void* data, std::size_t bytes) {
  XXH3_128bits_update(static_cast<XXH3_state_t*>(state_), data, bytes);
}
std::array<std::uint64_t, 2> Checksum::value() const {
  return words(XXH3_128bits_digest(static_cast<const XXH3_state_t*>(state_)));
}

}  // namespace detail

CheckpointSaver::CheckpointSaver(std::filesystem::path path)
    : Archive(false), path_(std::move(path)), file_(path_, "wb") {
  if (!file_) fail("cannot be written");
  const std::array<char, sizeof(CheckpointHeader)> nothing{};
  write(nothing.data(), nothing.size());
}

CheckpointSaver::~CheckpointSaver() {
  if (file_) ::unlink(path_.c_str());
}

void CheckpointSaver::write(const void* data, std::size_t bytes) {
  if (std::fwrite(data, 1, bytes, file_.get()) != bytes) fail("cannot be written");
}

void CheckpointSaver::transfer(void* data, std::size_t bytes) {
  sum_.add(data, bytes);
  length_ += bytes;
  write(data, bytes);
}

void CheckpointSaver::finish() {
  CheckpointHeader header;
  header.length = length_;
  header.contents = sum_.value();
  header.header = checksum_of(header);
  if (std::fseek(file_.get(), 0, SEEK_SET) != 0) fail("cannot be written");
  write(&header, sizeof header);
  if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) fail("cannot be written");
  file_.close();
}

CheckpointLoader::CheckpointLoader(const std::filesystem::path& path) : Archive(true), file_(path, "rb") {
  if (const char* kind = what_else_is(path)) throw CheckpointFailure(fmt::format("is {}, not an ordinary file", kind));
  if (!file_) fail("cannot be read");
  struct stat status {};
  if (::fstat(::fileno(file_.get()), &status) != 0) fail("cannot be read");
  const CheckpointHeader header = read_header(file_.get(), static_cast<std::uint64_t>(status.st_size));
  check_contents(file_.get(), header);
  if (std::fseek(file_.get(), sizeof header, SEEK_SET) != 0) fail("cannot be read");
  left_ = header.length;
}

void CheckpointLoader::transfer(void* data, std::size_t bytes) {
  if (bytes > left_) throw ArchiveError("it ends too early");
  if (bytes > 0 && std::fread(data, 1, bytes, file_.get()) != bytes)
    throw ArchiveError(fmt::format("it cannot be read: {}", std::strerror(errno)));
  left_ -= bytes;
}

}  // namespace rivalry
