#include <algorithm>

#include <fmt/format.h>

#include "rivalry/random/streams.hpp"
#include "scenario/file_text.hpp"
#include "scenario/read_item.hpp"
#include "sweep_reading.hpp"

namespace rivalry {
namespace {

std::string head(const ItemTable& part) {
  return fmt::format(fmt::runtime(part.repeated ? "[[{}]]" : "[{}]"), part.name);
}

std::string unknown_part_remedy(std::string_view name) {
  std::vector<std::string_view> names;
  for (const ItemTable& part : sweep_parts()) names.push_back(part.name);
  for (const Section& section : sections())
    if (section.name == name) return fmt::format("to change the base, write [set.{}]", name);
  const auto meant = nearest_name(name, names);
  for (const ItemTable& part : sweep_parts())
    if (part.name == meant) return fmt::format("did you mean {}?", head(part));
  std::string all;
  for (const ItemTable& part : sweep_parts()) all += (all.empty() ? "" : ", ") + head(part);
  return "a sweep file has " + all;
}

/// Complains of parts that are unknown or of the wrong kind, and takes the latter out.
void check_parts(SweepReading& reading) {
  const auto wrong = [&](const Value::Entry& entry) {
    const auto& parts = sweep_parts();
    const auto part =
        std::find_if(parts.begin(), parts.end(), [&](const ItemTable& one) { return one.name == entry.key; });
    const auto is_table = [](const Value& value) { return value.is(Value::Kind::table); };
    if (part == parts.end()) {
      const bool inside =
          std::any_of(sweep_keys().begin(), sweep_keys().end(), [&](const auto& key) { return key.name == entry.key; });
      reading.complaints.add(entry.value, entry.key, inside ? "stands in no section" : "unknown section",
                             inside ? "write it under [sweep]" : unknown_part_remedy(entry.key));
      return true;
    }
    const bool list =
        entry.value.is(Value::Kind::list) && std::all_of(entry.value.items.begin(), entry.value.items.end(), is_table);
    if (part->repeated ? list : is_table(entry.value)) return false;
    reading.complaints.add(entry.value.place, entry.key,
                           part->repeated ? "must be a list of tables" : "must be one table",
                           fmt::format("head {} with {}", part->repeated ? "each" : "it", head(*part)));
    return true;
  };
  std::erase_if(reading.document.entries, wrong);
}

void check_name(SweepReading& reading) {
  const std::string& name = reading.sweep.name;
  const bool plain = !name.empty() && name.front() != '.' && name.front() != '-' && name.size() <= 100 &&
                     std::all_of(name.begin(), name.end(), [](unsigned char c) {
                       return c >= 0x80 || std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
                     });
  if (!plain && !reading.complaints.about("sweep.name"))
    reading.refuse("name", "must be a name for a folder: letters, digits, and . _ - after the first of them",
                   "write name = \"my-sweep\"");
}

void read_head(SweepReading& reading, const std::string& file) {
  const Value* part = reading.part("sweep");
  if (part == nullptr) {
    if (!reading.complaints.about("sweep"))
      reading.complaints.add(TextPlace{}, "", "has no section [sweep]",
                             "begin with [sweep] and scenario = \"baseline\"");
    return;
  }
  Sweep& sweep = reading.sweep;
  read_item("sweep", *part, sweep, sweep_keys(), reading.complaints, [](const auto&, const auto&) { return false; });
  if (part->find("name") == nullptr) sweep.name = std::filesystem::path(file).stem().string();
  check_name(reading);
  if (sweep.scenario.empty() && !reading.complaints.about("sweep.scenario"))
    reading.refuse("scenario", "must be given and not be empty",
                   "write scenario = \"baseline\", or the name of a file");
  if (const Value* frozen = part->find("frozen"))
    for (const std::string& group : sweep.frozen)
      check_word(*frozen, "sweep.frozen", group, {draw_group_names.begin(), draw_group_names.end()}, "group of draws",
                 reading.complaints);
}

}  // namespace

void SweepReading::refuse(std::string_view key, std::string rule, std::string remedy) {
  const std::string full = fmt::format("sweep.{}", key);
  if (const Value* value = given("sweep", key)) return complaints.add(*value, full, std::move(rule), std::move(remedy));
  const Value* head = part("sweep");
  complaints.add(head ? head->place : TextPlace{}, full, std::move(rule), std::move(remedy));
}

const Parameter* SweepReading::parameter(const Value& place, std::string_view complaint_key, std::string_view key) {
  const Parameter* found = find_parameter(key);
  if (found == nullptr)
    complaints.add(place, complaint_key, fmt::format("there is no parameter \"{}\"", key),
                   unknown_key_remedy(std::string(key)));
  return found;
}

bool SweepReading::fits(const Parameter& wanted, const Value& value, const std::string& complaint_key) {
  Subject subject = subject_of(wanted, complaints);
  subject.key = complaint_key;
  return assign(wanted.slot(probe), value, subject);
}

void check_word(const Value& value, std::string_view key, std::string_view word,
                const std::vector<std::string_view>& known, std::string_view what, Complaints& complaints) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  const auto meant = nearest_name(word, known);
  complaints.add(
      value, key, fmt::format("there is no {} \"{}\"", what, word),
      meant.empty() ? fmt::format("known are {}", fmt::join(known, ", ")) : fmt::format("did you mean \"{}\"?", meant));
}

Sweep parse_sweep(std::string_view text, const std::string& name, const std::filesystem::path& folder) {
  SweepReading reading{.sweep = {},
                       .complaints = Complaints(name),
                       .folder = folder,
                       .document = parse_document(text, name),
                       .probe = {},
                       .factor_places = {}};
  check_parts(reading);
  read_head(reading, name);
  read_set(reading);
  read_factors(reading);
  read_keep(reading);
  read_stops(reading);
  read_sequential(reading);
  check_suited(reading);
  if (reading.complaints.empty() && reading.sweep.design == DesignKind::table) read_sweep_table(reading);
  if (reading.complaints.empty()) check_columns(reading);
  if (reading.complaints.empty()) check_points(reading);
  reading.complaints.raise();
  return std::move(reading.sweep);
}

Sweep read_sweep(const std::filesystem::path& path) {
  return parse_sweep(read_text(path, sweep_file), path.string(), path.parent_path());
}

}  // namespace rivalry
