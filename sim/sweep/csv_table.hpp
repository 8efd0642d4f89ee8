#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "rivalry/scenario/mistake.hpp"

namespace rivalry {

/// A CSV file with a header (RFC 4180): its text, and where each row begins. Blanks around cells without quotes and
/// empty lines do not count.
class CsvTable {
 public:
  /// @throws ScenarioError  with all mistakes of form: quotes, rows of other length than the header, no rows
  explicit CsvTable(const std::filesystem::path& path);

  const std::vector<std::string>& columns() const { return columns_; }
  std::int64_t rows() const { return static_cast<std::int64_t>(starts_.size()); }
  std::vector<std::string> row(std::int64_t index) const;
  /// Line of the file that a row begins on.
  int line(std::int64_t index) const;

 private:
  std::string text_;
  std::vector<std::string> columns_;
  std::vector<std::size_t> starts_;
};

}  // namespace rivalry
