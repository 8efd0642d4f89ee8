#include <vector>

#include <doctest/doctest.h>
#include <zlib.h>

#include "../../sim/io/chunk_codec.hpp"

using namespace rivalry;

TEST_CASE("a chunk that is stored as it is can be read when it is written in another number of bytes, however small") {
  constexpr std::size_t checksum = 4;
  for (const Element element : {Element::int8, Element::int16, Element::int32, Element::real})
    for (std::size_t count = 1; count < 300; ++count) {
      std::vector<std::uint64_t> cells(count);
      for (std::size_t i = 0; i < count; ++i) cells[i] = 0x9e3779b97f4a7c15 * (i + 1);
      const EncodedChunk chunk = ChunkCodec(element, 1, 0).encode(cells);
      const EncodedChunk resized = ChunkCodec::resized(chunk);
      std::vector<unsigned char> plain(chunk.bytes.size());
      uLongf length = plain.size();
      CAPTURE(count);
      REQUIRE(uncompress(plain.data(), &length, resized.bytes.data(), resized.bytes.size() - checksum) == Z_OK);
      plain.resize(length);
      CHECK(plain == std::vector(chunk.bytes.begin(), chunk.bytes.end() - checksum));
    }
}
