#include "rivalry/archive/archive.hpp"

#include <bit>
#include <cstring>
#include <limits>

namespace rivalry {

static_assert(std::endian::native == std::endian::little, "archives are little-endian");

namespace {
constexpr char section_kind = 's', text_kind = 't', list_kind = 'l';
}

void Archive::operator()(std::string_view name, std::string& text) {
  text.resize(open_field(name, text_kind, 1, text.size()));
  transfer(text.data(), text.size());
}

void Archive::enter(std::string_view name) {
  header(name, section_kind);
  sections_.emplace_back(name);
}

void Archive::leave() { sections_.pop_back(); }

std::size_t Archive::open_list(std::string_view name, std::size_t count) {
  return open_field(name, list_kind, 1, count);  // an item takes a byte at least
}

std::size_t Archive::open_field(std::string_view name, char kind, std::size_t size, std::size_t count) {
  header(name, kind);
  auto width = static_cast<std::uint8_t>(size);
  transfer(&width, sizeof width);
  if (width != size) mismatch(name, "values of another size");
  std::uint64_t number = count;
  transfer(&number, sizeof number);
  if (loading_ && number > left() / size) mismatch(name, "more values than there are bytes");
  return static_cast<std::size_t>(number);
}

void Archive::header(std::string_view name, char kind) {
  if (name.size() > std::numeric_limits<std::uint8_t>::max()) mismatch(name, "too long a name");
  auto length = static_cast<std::uint8_t>(name.size());
  transfer(&length, sizeof length);
  std::string found(name);
  found.resize(length);
  transfer(found.data(), found.size());
  if (found != name) mismatch(name, "\"" + found + "\" in its place");
  char found_kind = kind;
  transfer(&found_kind, sizeof found_kind);
  if (found_kind != kind) mismatch(name, "values of another type");
}

void Archive::mismatch(std::string_view name, const std::string& problem) const {
  std::string path;
  for (const std::string& section : sections_) path += section + "/";
  throw ArchiveError(path + std::string(name) + ": " + problem);
}

void MemorySaver::transfer(void* data, std::size_t bytes) {
  const auto* const first = static_cast<const std::byte*>(data);
  bytes_.insert(bytes_.end(), first, first + bytes);
}

void MemoryLoader::transfer(void* data, std::size_t bytes) {
  if (bytes > bytes_.size()) throw ArchiveError("it ends too early");
  if (bytes > 0) std::memcpy(data, bytes_.data(), bytes);
  bytes_ = bytes_.subspan(bytes);
}

}  // namespace rivalry
