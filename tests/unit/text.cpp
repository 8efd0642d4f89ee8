#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include <doctest/doctest.h>

#include "rivalry/text/csv.hpp"
#include "rivalry/text/shell.hpp"
#include "rivalry/text/shown.hpp"
#include "rivalry/text/unicode.hpp"
#include "rivalry/text/words.hpp"

namespace rivalry {
namespace {

/// What a shell prints.
std::string printed(const std::string& shell, const std::string& command) {
  const std::string call = shell + " -c " + shell_word(command);
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(call.c_str(), "r"), pclose);
  std::string text;
  for (std::array<char, 256> part{}; std::fgets(part.data(), part.size(), pipe.get()) != nullptr;) text += part.data();
  return text;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a text that goes to a terminal cannot steer it") {
  CHECK(shown("Does entry pay? 竞争 – 100 %") == "Does entry pay? 竞争 – 100 %");
  CHECK(shown("\x1B[2J\x07\x7F\r\n\t") == "\\x1B[2J\\x07\\x7F\\r\\n\\t");
  CHECK(shown("a\xC2\x9B"
              "31m") == "a\\u{9B}31m");  // C1: a terminal takes it for ESC [
  CHECK(shown("a\xE2\x80\xAE"
              "b\xE2\x81\xA6"
              "c") == "a\\u{202E}b\\u{2066}c");  // direction of writing
  CHECK(shown("a\xE2\x80\x8B"
              "b\xEF\xBB\xBF"
              "c") == "a\\u{200B}b\\u{FEFF}c");  // nothing to be seen
  CHECK(shown("\xFF\xC3(\xED\xA0\x80\xC0\x80") == "\\xFF\\xC3(\\xED\\xA0\\x80\\xC0\\x80");
  CHECK(shown("\xE7\xAB") == "\\xE7\\xAB");
  CHECK(shown(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(shown_lines("one\n\ttwo\r\x1B[K") == "one\n\ttwo\\r\\x1B[K");
}

TEST_CASE("a shell reads quoted words as they were") {
  for (const char* const word : {"plain", "/a/path", "", "two words", "it's", "$HOME `ls` \"x\" \\ !", "*", "a\nb"})
    CHECK(printed("sh", "printf %s " + shell_word(word)) == word);
  CHECK(shell_word("/a/path-1.toml") == "/a/path-1.toml");
}

TEST_CASE("a file in a command that is suggested is one argument and no option") {
  CHECK(shell_file("my res.h5") == "'my res.h5'");
  CHECK(shell_file("res.h5") == "res.h5");
  CHECK(shell_file("-f.h5") == "./-f.h5");
  CHECK(shell_file("$(reboot).h5") == "'$(reboot).h5'");
  for (const std::string name : {"a\nb.h5", "\x1B[2J'\\.h5", "竞争\xE2\x80\xAE.h5", "\xFF.h5"}) {
    CAPTURE(shown(name));
    CHECK(shown(shell_file(name)) == shell_file(name));
    CHECK(printed("bash", "printf %s " + shell_file(name)) == name);
  }
}

TEST_CASE("a file's name is a string of Python") {
  CHECK(python_text("my res.h5") == "\"my res.h5\"");
  CHECK(python_text("a\"b\\c\nd\xE2\x80\xAE\xFF") == "\"a\\\"b\\\\c\\u000ad\\u202e\\udcff\"");
}

TEST_CASE("a cell of CSV is quoted where readers would change it, and is data") {
  CHECK(csv_cell("a b") == "a b");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"a\"") == "\"say \"\"a\"\"\"");
  CHECK(csv_cell("a\rb") == "\"a\rb\"");
  CHECK(csv_cell(" a") == "\" a\"");
  CHECK(csv_cell("=1+1") == "=1+1");
}

TEST_CASE("the commands print by say alone, which looks at what others chose") {
  for (const auto& entry : std::filesystem::directory_iterator(RIVALRY_SOURCE_DIR "/sim/cli")) {
    if (entry.path().stem() == "print") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    CAPTURE(entry.path());
    for (const char* const other : {"fmt::print", "put(std", "std::cout", "std::cerr", "printf(", "fputs(", "puts("})
      CHECK(text.str().find(other) == std::string::npos);
  }
}

TEST_CASE("labels get words that differ and have no blanks") {
  CHECK(words_for({"low", "mid-1.5", "竞争", "α"}) == Texts{"low", "mid-1.5", "竞争", "α"});
  CHECK(words_for({"a b", "a_b", "a\tb", ""}) == Texts{"a_b_2", "a_b", "a_b_3", "_"});
  CHECK(words_for({"", "_"}) == Texts{"__2", "_"});
  CHECK(words_for({"a\xC2\xA0"
                   "b",
                   "a\xE3\x80\x80"
                   "b"}) == Texts{"a_b", "a_b_2"});  // blanks to Python
  CHECK(words_for({"=1+1", "\x1B[2J", "\xFF"}) == Texts{"_1+1", "__2J", "_"});
}

}  // namespace rivalry
