#include <doctest/doctest.h>

#include "../../sim/io/sha256.hpp"

namespace rivalry {

// Examples of NIST for FIPS 180-4.
TEST_CASE("SHA-256 gives the published values") {
  const auto hash = [](std::string_view text) {
    Sha256 sha;
    sha.add(text);
    return sha.hex();
  };
  CHECK(hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hash(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on how the bytes are cut") {
  const std::string text(1000, 'x');
  Sha256 whole;
  whole.add(text);
  const std::string expected = whole.hex();
  for (const std::size_t size : {1, 7, 63, 64, 65, 500}) {
    Sha256 parts;
    for (std::size_t at = 0; at < text.size(); at += size) parts.add(std::string_view(text).substr(at, size));
    CHECK(parts.hex() == expected);
  }
}

}  // namespace rivalry
