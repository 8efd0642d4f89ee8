#include "rivalry/sweep/design.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "check_design.hpp"
#include "csv_table.hpp"
#include "scenario/document.hpp"
#include "space.hpp"

namespace rivalry {

struct SweepDesign::Points {
  std::vector<Factor> factors;
  std::unique_ptr<Scheme> scheme;    ///< one of the two
  std::unique_ptr<CsvTable> table;   ///<
  std::vector<std::size_t> columns;  ///< [factor] of the table

  std::vector<Position> positions(std::int64_t point) const {
    std::vector<Position> positions(factors.size());
    scheme->place(point, positions);
    return positions;
  }

  void check(std::int64_t point) const {
    const std::int64_t count = table ? table->rows() : scheme->points();
    if (point < 0 || point >= count) throw std::out_of_range(fmt::format("point {} of a design of {}", point, count));
  }
};

namespace {

std::unique_ptr<Scheme> scheme_of(const Sweep& sweep) {
  switch (sweep.design) {
    case DesignKind::factorial:
      return factorial_scheme(sweep);
    case DesignKind::fractional:
      return fractional_scheme(sweep);
    case DesignKind::lhs:
      return lhs_scheme(sweep);
    case DesignKind::sobol:
      return sobol_scheme(sweep);
    case DesignKind::morris:
      return morris_scheme(sweep);
    case DesignKind::saltelli:
      return saltelli_scheme(sweep);
    case DesignKind::random:
      return random_scheme(sweep);
    case DesignKind::table:
      break;
  }
  return nullptr;
}

[[noreturn]] void refuse(const std::string& file, std::string key, std::string rule, std::string remedy) {
  throw ScenarioError({{file, 0, 0, std::move(key), "", std::move(rule), std::move(remedy)}});
}

std::size_t column_of(const Factor& factor, const CsvTable& table, const std::string& file) {
  const auto& columns = table.columns();
  auto found = std::find(columns.begin(), columns.end(), factor.name);
  if (found == columns.end() && !factor.keys.empty())
    found = std::find(columns.begin(), columns.end(), factor.keys.front());
  if (found == columns.end())
    refuse(file, "", fmt::format("has no column for the factor \"{}\"", factor.name), "add the column");
  return static_cast<std::size_t>(found - columns.begin());
}

}  // namespace

SweepDesign::SweepDesign(const Sweep& sweep, const std::filesystem::path& folder)
    : points_(std::make_unique<Points>()) {
  for (const DesignMistake& mistake : design_mistakes(sweep))
    refuse("", fmt::format("{}{}", mistake.factor ? "" : "sweep.", mistake.key), mistake.rule, mistake.remedy);
  points_->factors = sweep.factors;
  points_->scheme = scheme_of(sweep);
  if (sweep.design != DesignKind::table) return;
  const std::filesystem::path path = folder / sweep.table;
  points_->table = std::make_unique<CsvTable>(path);
  for (const Factor& factor : sweep.factors)
    points_->columns.push_back(column_of(factor, *points_->table, path.string()));
}

SweepDesign::~SweepDesign() = default;
SweepDesign::SweepDesign(SweepDesign&&) noexcept = default;

std::int64_t SweepDesign::points() const { return points_->table ? points_->table->rows() : points_->scheme->points(); }

std::vector<FactorValue> SweepDesign::values(std::int64_t point) const {
  points_->check(point);
  std::vector<FactorValue> values;
  if (points_->table) {
    const std::vector<std::string> cells = points_->table->row(point);
    for (const std::size_t column : points_->columns) {
      const Value value = parse_setting_value(cells[column]);
      values.push_back({write_value(value), value.number()});
    }
    return values;
  }
  const std::vector<Position> positions = points_->positions(point);
  for (std::size_t i = 0; i < positions.size(); ++i) values.push_back(value_of(points_->factors[i], positions[i]));
  return values;
}

std::vector<Setting> SweepDesign::settings(std::int64_t point) const {
  points_->check(point);
  std::vector<Setting> settings;
  if (points_->table) {
    const std::vector<std::string> cells = points_->table->row(point);
    for (std::size_t i = 0; i < points_->factors.size(); ++i)
      for (const std::string& key : points_->factors[i].keys)
        settings.push_back({key, write_value(parse_setting_value(cells[points_->columns[i]]))});
    return settings;
  }
  const std::vector<Position> positions = points_->positions(point);
  for (std::size_t i = 0; i < positions.size(); ++i) append_settings(points_->factors[i], positions[i], settings);
  return settings;
}

std::vector<double> SweepDesign::coordinates(std::int64_t point) const {
  points_->check(point);
  std::vector<double> coordinates;
  if (points_->table) return coordinates;
  const std::vector<Position> positions = points_->positions(point);
  for (std::size_t i = 0; i < positions.size(); ++i)
    coordinates.push_back(coordinate_of(points_->factors[i], positions[i]));
  return coordinates;
}

std::vector<std::string> SweepDesign::aliases() const {
  return points_->scheme ? points_->scheme->aliases() : std::vector<std::string>{};
}

}  // namespace rivalry
