#include "rivalry/archive/archive.hpp"

#include <string>
#include <vector>

#include <Eigen/Core>
#include <doctest/doctest.h>

using namespace rivalry;

namespace {

enum class Mood : int { calm = 0, wild = 3 };

struct Item {
  int number = 0;
  std::string text;
  void carry(Archive& archive) { archive("number", number), archive("text", text); }
};

struct Everything {
  bool flag = false;
  std::int64_t whole = 0;
  double real = 0;
  Mood mood = Mood::calm;
  std::string text;
  std::vector<double> reals;
  std::vector<std::vector<std::uint8_t>> table;
  std::vector<Item> items;
  Eigen::ArrayXd column;
  std::array<double, 4> apart{};

  void carry(Archive& archive) {
    archive("flag", flag), archive("whole", whole), archive("real", real), archive("mood", mood);
    archive("text", text), archive("reals", reals), archive("table", table), archive("items", items);
    archive("column", column);
    if (archive.open<double>("apart", apart.size()) != apart.size()) FAIL("another size");
    archive.part(apart.data(), 1);
    archive.part(apart.data() + 1, 3);
  }
};

Everything example() {
  Everything e{true, -7, 0.1, Mood::wild, "two\nlines", {1, 2, 3}, {{1}, {}, {2, 3}}, {{1, "a"}, {2, ""}}, {}, {}};
  e.column = Eigen::ArrayXd::LinSpaced(5, 0, 1);
  e.apart = {4, 5, 6, 7};
  return e;
}

std::vector<std::byte> saved(Everything value) {
  MemorySaver saver;
  saver("all", value);
  return saver.bytes();
}

}  // namespace

TEST_CASE("an archive gives back what it was given") {
  const std::vector<std::byte> bytes = saved(example());
  MemoryLoader loader(bytes);
  Everything read;
  loader("all", read);
  CHECK(loader.finished());
  const Everything given = example();
  CHECK(read.flag);
  CHECK(read.whole == given.whole);
  CHECK(read.real == given.real);
  CHECK(read.mood == given.mood);
  CHECK(read.text == given.text);
  CHECK(read.reals == given.reals);
  CHECK(read.table == given.table);
  REQUIRE(read.items.size() == 2);
  CHECK(read.items[0].text == "a");
  CHECK(read.items[1].number == 2);
  REQUIRE(read.column.size() == 5);
  CHECK((read.column == given.column).all());
  CHECK(read.apart == given.apart);
  CHECK(saved(read) == bytes);
}

TEST_CASE("an archive cut anywhere is refused") {
  const std::vector<std::byte> bytes = saved(example());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    MemoryLoader loader(cut);
    Everything read;
    CHECK_THROWS_AS(loader("all", read), ArchiveError);
  }
}

TEST_CASE("a field that does not fit is named") {
  struct Before {
    double cash = 1;
    std::vector<int> ids{1, 2};
    void carry(Archive& archive) { archive("cash", cash), archive("ids", ids); }
  } before;
  MemorySaver saver;
  saver("firms", before);
  const auto refusal = [&](auto read) {
    MemoryLoader loader(saver.bytes());
    try {
      loader.enter("firms");
      read(loader);
    } catch (const ArchiveError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  double real = 0;
  std::int64_t whole = 0;
  float narrow = 0;
  std::vector<int> ids;
  CHECK(refusal([&](Archive& a) { a("money", real); }) == "firms/money: \"cash\" in its place");
  CHECK(refusal([&](Archive& a) { a("cash", whole); }) == "firms/cash: values of another type");
  CHECK(refusal([&](Archive& a) { a("cash", narrow); }) == "firms/cash: values of another size");
  CHECK(refusal([&](Archive& a) { a.expect("cash", 2.0); }) == "firms/cash: another value");
  CHECK(refusal([&](Archive& a) {
          std::array<int, 3> three{};
          a("cash", real), a.fixed("ids", three.data(), three.size());
        }) == "firms/ids: another number of values");
  CHECK(refusal([&](Archive& a) { a("cash", real), a("ids", ids); }) == "accepted");
}

TEST_CASE("a damaged count asks for no memory") {
  std::vector<double> values{1, 2, 3};
  MemorySaver saver;
  saver("v", values);
  std::vector<std::byte> bytes = saver.bytes();
  for (std::size_t i = 4; i < 12; ++i) bytes[i] = std::byte{0xff};  // behind the name, the type and the size
  MemoryLoader loader(bytes);
  CHECK_THROWS_WITH_AS(loader("v", values), "v: more values than there are bytes", ArchiveError);
}
