#include "inventory.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checked.hpp"
#include "sha256.hpp"

namespace rivalry {

namespace {

using hdf5::Failure;

constexpr std::size_t longest_attribute = 60'000;  // HDF5 keeps no more beside each other
constexpr std::size_t most_groups = 16, most_additions = 1000;
constexpr std::string_view checksum_label = "sha256 ";

/// `contents`, `contents_2`, `contents_3`, …
std::string attribute_name(std::size_t part) { return part == 1 ? "contents" : fmt::format("contents_{}", part); }

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string sha256_of(std::string_view text) {
  Sha256 hash;
  hash.add(text);
  return hash.hex();
}

std::string line_of(const Inventory::Variable& variable) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\n", variable.group, variable.name, variable.type,
                     fmt::join(variable.dims, ","), variable.checksum);
}

Inventory::Variable variable_of(const std::string& line) {
  std::vector<std::string> fields = split(line, '\t');
  if (fields.size() != 5) throw Failure("its list of contents is not one that rivalry writes");
  return {fields[0], fields[1], fields[2], split(fields[3], ','), fields[4]};
}

std::string read_all(hid_t file) {
  std::string text;
  for (std::size_t part = 1; hdf5::has_attribute(file, attribute_name(part).c_str()); ++part)
    text += hdf5::read_text(file, attribute_name(part).c_str());
  return text;
}

}  // namespace

std::vector<std::string> Inventory::groups() const {
  std::vector<std::string> names;
  for (const Variable& variable : variables_)
    if (std::ranges::find(names, variable.group) == names.end()) names.push_back(variable.group);
  return names;
}

std::vector<Inventory::Variable> Inventory::of(const std::string& group) const {
  std::vector<Variable> found;
  std::ranges::copy_if(variables_, std::back_inserter(found), [&](const auto& each) { return each.group == group; });
  return found;
}

const Inventory::Variable* Inventory::find(const std::string& group, const std::string& name) const {
  const auto found =
      std::ranges::find_if(variables_, [&](const Variable& each) { return each.group == group && each.name == name; });
  return found == variables_.end() ? nullptr : &*found;
}

void Inventory::write(hid_t file) const {
  std::string text;
  for (const Variable& variable : variables_) text += line_of(variable);
  text += std::string(checksum_label) + sha256_of(text) + "\n";
  for (std::size_t part = 1; part * longest_attribute < text.size() + longest_attribute; ++part)
    hdf5::write_attribute(file, attribute_name(part).c_str(),
                          text.substr((part - 1) * longest_attribute, longest_attribute));
}

bool Inventory::is_in(hid_t file) { return hdf5::has_attribute(file, attribute_name(1).c_str()); }

Inventory Inventory::read(hid_t file) {
  const std::string text = read_all(file);
  const std::size_t end = text.rfind(checksum_label);
  if (end == std::string::npos ||
      text.substr(end) != std::string(checksum_label) + sha256_of(text.substr(0, end)) + "\n")
    throw Failure("its list of contents is damaged (root attribute `contents`)");
  Inventory inventory;
  for (const std::string& line : split(std::string_view(text).substr(0, end), '\n'))
    if (!line.empty()) inventory.add(variable_of(line));
  if (inventory.groups().size() > most_groups)
    throw Failure(fmt::format("it lists {} groups where at most {} belong", inventory.groups().size(), most_groups));
  return inventory;
}

std::string checksum_of(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += fmt::format("{} {}\n", text.size(), text);
  return sha256_of(all);
}

hdf5::Handle open_variable(hid_t file, const Inventory::Variable& variable) {
  const hdf5::Handle group = hdf5::open_group(file, variable.group);
  hdf5::Handle data_set = hdf5::open_data_set(group, variable.group, variable.name);
  if (!hdf5::is_of(data_set, variable.type))
    throw Failure(fmt::format("{} is not of type {}", variable.path(), variable.type));
  const std::size_t rank = hdf5::shape(data_set).size();
  if (rank != variable.dims.size())
    throw Failure(fmt::format("{} has {} dimensions where {} belong ({})", variable.path(), rank, variable.dims.size(),
                              fmt::join(variable.dims, ", ")));
  hdf5::check_that_it_fits(data_set, variable.path(), hdf5::file_bytes(data_set));
  return data_set;
}

std::vector<std::string> additions(hid_t file, const Inventory& inventory) {
  const std::vector<std::string> groups = inventory.groups();
  std::vector<std::string> found;
  const auto add = [&](const std::string& path) {
    if (found.size() < most_additions) found.push_back(path);
  };
  for (const std::string& name : hdf5::links(file, most_additions + groups.size()))
    if (std::ranges::find(groups, name) == groups.end()) add("/" + name);
  for (const std::string& group : groups)
    for (const std::string& name :
         hdf5::links(hdf5::open_group(file, group), most_additions + inventory.variables().size()))
      if (inventory.find(group, name) == nullptr) add("/" + group + "/" + name);
  std::ranges::sort(found);
  if (found.size() == most_additions) found.push_back("…");
  return found;
}

}  // namespace rivalry
