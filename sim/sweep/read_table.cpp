#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "csv_table.hpp"
#include "rivalry/scenario/nearest.hpp"
#include "scenario/assign.hpp"
#include "sweep_reading.hpp"

namespace rivalry {
namespace {

constexpr std::size_t most_mistakes = 20;

/// Makes factors of the columns of a table and checks its cells.
class TableReader {
 public:
  TableReader(SweepReading& reading, const std::filesystem::path& path)
      : reading_(reading), table_(path), complaints_(path.string()) {}

  void read() {
    for (const std::string& column : table_.columns()) take(column);
    for (std::size_t i = 0; i < reading_.sweep.factors.size(); ++i)
      if (!taken_.contains(i))
        reading_.complaints.add(
            reading_.factor_places[i]->place, "factor",
            fmt::format("the table {} has no column \"{}\"", reading_.sweep.table, reading_.sweep.factors[i].name),
            "add the column, or leave the factor out");
    complaints_.raise();
    if (!reading_.complaints.empty()) return;
    reading_.sweep.factors = factors_;
    check_cells();
    complaints_.raise();
  }

 private:
  void refuse(int line, std::string_view key, std::string rule, std::string remedy) {
    complaints_.add(TextPlace{.line = line}, key, std::move(rule), std::move(remedy));
  }

  void take(const std::string& column) {
    for (const Factor& factor : factors_)
      if (factor.name == column || std::find(factor.keys.begin(), factor.keys.end(), column) != factor.keys.end())
        return refuse(1, "", fmt::format("has two columns of {}", column), "keep one");
    const auto& declared = reading_.sweep.factors;
    for (std::size_t i = 0; i < declared.size(); ++i)
      if (declared[i].name == column || declared[i].keys.front() == column) {
        taken_.insert(i);
        return factors_.push_back(declared[i]);
      }
    if (find_parameter(column) == nullptr)
      return refuse(1, "", fmt::format("\"{}\" is neither a parameter nor the name of a factor", column),
                    remedy_for(column));
    for (const Setting& setting : reading_.sweep.set)
      if (setting.key == column)
        return refuse(1, "", fmt::format("varies {}, which [set] sets for all points", column),
                      "leave out one of the two");
    Factor factor;
    factor.name = column;
    factor.keys = {column};
    factors_.push_back(std::move(factor));
  }

  static std::string remedy_for(const std::string& column) {
    if (column.find(';') != std::string::npos) return "separate columns by commas";
    const auto meant = nearest_parameter(column);
    return meant.empty() ? "`rivalry describe` lists all parameters" : fmt::format("did you mean {}?", meant);
  }

  void check_cells() {
    for (std::int64_t row = 0; row < table_.rows() && complaints_.size() < most_mistakes; ++row) {
      const std::vector<std::string> cells = table_.row(row);
      for (std::size_t i = 0; i < factors_.size(); ++i) check_cell(row, factors_[i], cells[i]);
    }
  }

  void check_cell(std::int64_t row, const Factor& factor, const std::string& cell) {
    if (cell.empty()) return refuse(table_.line(row), factor.name, "is empty", "give each point a value");
    const Value value = parse_setting_value(cell);
    for (const std::string& key : factor.keys) {
      Complaints misfits("");
      if (assign(*find_parameter(key), reading_.probe, value, misfits)) continue;
      return complain(row, factor.name, *find_parameter(key), value);
    }
  }

  /// Lines are counted only where there is something to say.
  void complain(std::int64_t row, const std::string& name, const Parameter& parameter, Value value) {
    set_place(value, {.line = table_.line(row)});
    Subject subject = subject_of(parameter, complaints_);
    subject.key = name;
    assign(parameter.slot(reading_.probe), value, subject);
  }

  static void set_place(Value& value, const TextPlace& place) {
    value.place = place;
    for (Value& item : value.items) set_place(item, place);
    for (Value::Entry& entry : value.entries) set_place(entry.value, place);
  }

  SweepReading& reading_;
  CsvTable table_;
  Complaints complaints_;
  std::vector<Factor> factors_;
  std::set<std::size_t> taken_;
};

}  // namespace

void read_sweep_table(SweepReading& reading) { TableReader(reading, reading.folder / reading.sweep.table).read(); }

}  // namespace rivalry
