// Files that are no scenario at all.
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "rivalry/scenario/read.hpp"

using namespace rivalry;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("rivalry-files-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string refusal(const fs::path& path) {
  try {
    read_scenario(path);
  } catch (const ScenarioError& error) {
    const std::string text = error.what();
    if (text.find(path.string()) != 0) return "does not name the file: " + text;
    return text.substr(path.string().size());
  }
  return "accepted";
}

bool holds(const std::string& text, const std::string& words) {
  const bool found = text.find(words) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

}  // namespace

TEST_CASE("a file that is no scenario is refused with its name and a remedy") {
  const Folder folder;
  CHECK(holds(refusal(folder.path() / "absent.toml"), ": there is no such file; give a scenario file"));
  CHECK(holds(refusal(folder.path()), ": is a directory; give a scenario file"));
  CHECK(holds(refusal(folder.write("empty.toml", "")), ": is empty; give a scenario file"));
  CHECK(holds(refusal(folder.write("comments.toml", "# nothing\n\n  # here\n")), ": is empty"));
  CHECK(holds(refusal(folder.write("zeros.toml", std::string(1000, '\0'))), ": is not text"));
  CHECK(holds(refusal(folder.write("program",
                                   "\x7f"
                                   "ELF\x02\x01\x01")),
              "is not valid TOML"));
}

TEST_CASE("a gigabyte of zeros is refused without reading it") {
  const Folder folder;
  const fs::path path = folder.write("zeros.toml", "x");
  fs::resize_file(path, 1'000'000'000);
  CHECK(holds(refusal(path), ": is larger than 16 MB"));
  CHECK(holds(refusal("/dev/zero"), ": is larger than 16 MB"));
}

TEST_CASE("a file that may not be read says so") {
  if (geteuid() == 0) return;  // root may read everything
  const Folder folder;
  const fs::path path = folder.write("secret.toml", "[market]\n");
  fs::permissions(path, fs::perms::none);
  CHECK(holds(refusal(path), ": cannot be opened: Permission denied"));
}

TEST_CASE("endless nesting is refused and ends nothing else") {
  const Folder folder;
  CHECK(holds(refusal(folder.write("lists.toml", "x = " + std::string(100'000, '['))), "maximum nested value depth"));
  std::string key = "a";
  for (int i = 0; i < 200'000; ++i) key += ".a";
  CHECK(holds(refusal(folder.write("head.toml", "[" + key + "]\n")), "more than 500 parts"));
  CHECK(holds(refusal(folder.write("inline.toml", "[market]\nx = {" + key + " = 1}\n")), "more than 500 parts"));
  CHECK(holds(refusal(folder.write("spaced.toml", "[market]\n" + std::string("a . \"b\" . ") + key + " = 1\n")),
              "more than 500 parts"));
}

TEST_CASE("a byte order mark and Windows line ends do no harm") {
  const Folder folder;
  const Scenario scenario = read_scenario(folder.write("windows.toml", "\xEF\xBB\xBF[market]\r\nfirms = 7\r\n"));
  CHECK(scenario.market.firms == 7);
  CHECK(scenario.scenario.name == "windows");
}
