#include "csv_table.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "scenario/file_text.hpp"

namespace rivalry {
namespace {

constexpr FileKind csv_file{"give a CSV file: a header with keys or factor names, then a row a point",
                            "give a CSV file: a header with keys or factor names, then a row a point",
                            std::size_t{1} << 30};
constexpr std::size_t most_mistakes = 20;

std::string_view trimmed(std::string_view word) {
  const std::size_t begin = word.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return word.substr(begin, word.find_last_not_of(" \t") - begin + 1);
}

/// Reads one record; what is wrong with its quotes, or nothing.
class RecordReader {
 public:
  RecordReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::string_view read(std::vector<std::string>& cells) {
    cells.clear();
    while (true) {
      while (is(' ') || is('\t')) ++at_;
      if (const std::string_view wrong = is('"') ? quoted(cells) : bare(cells); !wrong.empty()) return wrong;
      if (!is(',')) break;
      ++at_;
    }
    if (is('\r')) ++at_;
    if (is('\n')) ++at_;
    return {};
  }

  std::size_t at() const { return at_; }
  bool done() const { return at_ >= text_.size(); }

 private:
  bool is(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool at_end_of_cell() const { return done() || is(',') || is('\n') || (is('\r') && text_.substr(at_, 2) == "\r\n"); }

  std::string_view quoted(std::vector<std::string>& cells) {
    std::string cell;
    for (++at_;; ++at_) {
      if (done()) return "has a quote that is never closed";
      if (is('"') && text_.substr(at_, 2) == "\"\"")
        ++at_;
      else if (is('"'))
        break;
      cell += text_[at_];
    }
    ++at_;
    while (is(' ') || is('\t')) ++at_;
    if (!at_end_of_cell()) return "has text after a closing quote";
    cells.push_back(std::move(cell));
    return {};
  }

  std::string_view bare(std::vector<std::string>& cells) {
    const std::size_t begin = at_;
    while (!at_end_of_cell())
      if (text_[at_++] == '"') return "has a quote inside a cell that does not begin with one";
    cells.emplace_back(trimmed(text_.substr(begin, at_ - begin)));
    return {};
  }

  std::string_view text_;
  std::size_t at_;
};

bool is_empty(const std::vector<std::string>& cells) { return cells.size() == 1 && cells.front().empty(); }

}  // namespace

CsvTable::CsvTable(const std::filesystem::path& path) : text_(read_text(path, csv_file)) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
  std::vector<Mistake> mistakes;
  const auto refuse = [&](std::size_t at, std::string_view rule, std::string remedy) {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    mistakes.push_back({path.string(), static_cast<int>(line), 0, "", "", std::string(rule), std::move(remedy)});
  };
  std::vector<std::string> cells;
  RecordReader reader(text_, 0);
  while (!reader.done() && mistakes.size() < most_mistakes) {
    const std::size_t start = reader.at();
    if (const std::string_view wrong = reader.read(cells); !wrong.empty()) {
      refuse(start, wrong, "write quotes inside a cell twice, and quotes around the whole cell");
      break;  // where the next row begins is not known
    }
    if (is_empty(cells)) continue;
    if (columns_.empty())
      columns_ = cells;
    else if (cells.size() != columns_.size())
      refuse(start, fmt::format("has {} cells; the header has {}", cells.size(), columns_.size()),
             "give each column a cell, and put quotes around cells with commas");
    else
      starts_.push_back(start);
  }
  if (mistakes.empty() && starts_.empty())
    refuse(0, "has no row below its header", "give a row with a value a column for each point");
  if (!mistakes.empty()) throw ScenarioError(std::move(mistakes));
}

std::vector<std::string> CsvTable::row(std::int64_t index) const {
  std::vector<std::string> cells;
  RecordReader(text_, starts_.at(static_cast<std::size_t>(index))).read(cells);
  return cells;
}

int CsvTable::line(std::int64_t index) const {
  const auto end = text_.begin() + static_cast<std::ptrdiff_t>(starts_.at(static_cast<std::size_t>(index)));
  return 1 + static_cast<int>(std::count(text_.begin(), end, '\n'));
}

}  // namespace rivalry
